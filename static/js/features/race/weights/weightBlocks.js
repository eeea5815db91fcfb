/**
 * Parameter blocks of a network in the flat vector, names of single parameters, and quantities of their histories.
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

/**
 * All parameter blocks, layer by layer.
 *
 * @param {State} state
 * @returns {WeightBlock[]}
 */
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

/**
 * Block that contains a parameter.
 *
 * @param {WeightBlock[]} blocks
 * @param {number} parameter index in the flat vector
 */
export const blockAt = (blocks, parameter) =>
  blocks.find(({ offset, rows, columns }) => parameter >= offset && parameter < offset + rows * columns) ?? null;

/**
 * Name of a parameter within its layer: `from neuron 3 to output 1`.
 *
 * @param {State} state
 * @param {number} parameter
 */
export function parameterName(state, parameter) {
  const block = blockAt(blocksOf(state), parameter);
  if (!block || !state.session) return '';
  const [row, column] = [
    Math.floor((parameter - block.offset) / block.columns),
    (parameter - block.offset) % block.columns,
  ];
  const layer = state.session.layers.findIndex(({ blocks }) => blocks.some(({ offset }) => offset === block.offset));
  const unit = layer === state.session.layers.length - 1 ? 'output' : 'neuron';
  const to = `${unit} ${column + 1}`;
  return block.rows > 1 ? `from ${inputNamer(state, layer)(row)} to ${to}` : `of ${to}`;
}

/**
 * The parameter that an arrow key leads to, within the block.
 *
 * @param {WeightBlock} block
 * @param {number} parameter
 * @param {string} key
 */
export function nextParameter({ offset, rows, columns }, parameter, key) {
  const direction = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[key];
  if (!direction) return null;
  const row = Math.min(rows - 1, Math.max(0, Math.floor((parameter - offset) / columns) + direction[0]));
  const column = Math.min(columns - 1, Math.max(0, ((parameter - offset) % columns) + direction[1]));
  return offset + row * columns + column;
}

/** Quantities drawn of a parameter's history. `names`: rows of the optimizers' memory that hold it. */
export const QUANTITIES = [
  { key: 'm', label: 'Momentum', symbol: 'm, b', names: ['m', 'b'], text: 'moving average of the gradient' },
  {
    key: 'v',
    label: 'Squared gradient',
    symbol: 'v, s',
    names: ['v', 's'],
    text: 'moving average (or sum) of the squared gradient',
  },
  {
    key: 'step',
    label: 'Effective step size',
    symbol: 'η / (√v̂ + ε)',
    names: [],
    text: 'learning rate of this weight',
  },
];

/**
 * History of a quantity, with NaN for missing values; null if the optimizer does not have it.
 *
 * @param {ParameterHistory} history
 * @param {typeof QUANTITIES[number]} quantity
 */
export function columnOf({ step, effective_rate, memory }, { key, names }) {
  const name = names.find((each) => each in memory);
  const column = key === 'step' ? effective_rate : name ? memory[name] : null;
  // zero cannot be drawn on a logarithmic scale
  return (
    column && { xs: step, ys: column.map((value) => (value === null || (key !== 'm' && value <= 0) ? NaN : value)) }
  );
}
