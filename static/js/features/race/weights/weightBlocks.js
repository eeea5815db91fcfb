/**
 * The weights of a network as they are chosen one by one: blocks of the flat vector, and the name of a place in them.
 *
 * @import {ParameterHistory} from '../../../protocol/types.d.ts'
 * @import {State} from '../../../core/model.js'
 *
 * @typedef {object} WeightBlock
 * @property {string} title
 * @property {number} offset
 * @property {number} rows inputs; 1 for biases and the like
 * @property {number} columns units
 */

import { inputNamer, layerTitle } from '../../../core/selectors.js';

/** All blocks of parameters, layer by layer. @param {State} state @returns {WeightBlock[]} */
export function blocksOf({ session, catalog }) {
  if (!session) return [];
  return session.layers.flatMap(({ blocks }, layer) =>
    blocks.map(({ name, offset, shape }) => ({
      title: `${layerTitle({ session, catalog }, layer)}, ${name.replaceAll('_', ' ')}`,
      offset,
      rows: shape.length > 1 ? shape[0] : 1,
      columns: /** @type {number} */ (shape.at(-1)),
    })),
  );
}

/** The block that a place of the flat vector is in. @param {WeightBlock[]} blocks @param {number} place */
export const blockAt = (blocks, place) =>
  blocks.find(({ offset, rows, columns }) => place >= offset && place < offset + rows * columns) ?? null;

/**
 * What a parameter is, in words: `Output, weights: from neuron 3 to unit 1`.
 *
 * @param {State} state
 * @param {number} place
 */
export function nameOfPlace(state, place) {
  const block = blockAt(blocksOf(state), place);
  if (!block || !state.session) return '';
  const [row, column] = [Math.floor((place - block.offset) / block.columns), (place - block.offset) % block.columns];
  const layer = state.session.layers.findIndex(({ blocks }) => blocks.some(({ offset }) => offset === block.offset));
  const unit = layer === state.session.layers.length - 1 ? 'output' : 'neuron';
  const to = `${unit} ${column + 1}`;
  return block.rows > 1 ? `from ${inputNamer(state, layer)(row)} to ${to}` : `of ${to}`;
}

/**
 * The place an arrow key leads to within its block; the same where the block ends.
 *
 * @param {WeightBlock} block
 * @param {number} place
 * @param {string} key
 */
export function placeBeside({ offset, rows, columns }, place, key) {
  const way = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[key];
  if (!way) return null;
  const row = Math.min(rows - 1, Math.max(0, Math.floor((place - offset) / columns) + way[0]));
  const column = Math.min(columns - 1, Math.max(0, ((place - offset) % columns) + way[1]));
  return offset + row * columns + column;
}

/** What is drawn of a parameter's course. `names`: which row of an optimizer's memory that is. */
export const QUANTITIES = [
  { key: 'm', label: 'Momentum', symbol: 'm, b', names: ['m', 'b'], text: 'the running mean of the gradient' },
  {
    key: 'v',
    label: 'Squared gradient',
    symbol: 'v, s',
    names: ['v', 's'],
    text: 'the running mean (or sum) of its square',
  },
  {
    key: 'step',
    label: 'Effective step size',
    symbol: 'η / (√v̂ + ε)',
    names: [],
    text: 'the learning rate that this weight has of its own',
  },
];

/**
 * One quantity along the run, NaN where there is none; null for an optimizer that does not have it.
 *
 * @param {ParameterHistory} course
 * @param {typeof QUANTITIES[number]} quantity
 */
export function columnOf({ step, effective_rate, memory }, { key, names }) {
  const name = names.find((each) => each in memory);
  const column = key === 'step' ? effective_rate : name ? memory[name] : null;
  // on a logarithmic scale what is not there yet has no place
  return (
    column && { xs: step, ys: column.map((value) => (value === null || (key !== 'm' && value <= 0) ? NaN : value)) }
  );
}
