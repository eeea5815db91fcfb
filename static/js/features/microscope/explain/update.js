/**
 * What the optimizer does to one parameter, line by line, and what the whole update does to the loss.
 *
 * @import {Catalog, CatalogUpdateLine, ParameterTrace} from '../../../protocol/types.d.ts'
 * @import {Explanation, Line, Op, Sight, Table, Trace} from '../types.js'
 */

import { unitTitle } from '../../../core/selectors.js';
import { cell } from './gradientTable.js';
import { factor, num } from './tex.js';

const BLOCKS = ['weights', 'biases', 'recurrent', 'recurrent_biases', 'gains'];

/** The blocks of an op by their names, those it tells. @param {Op} op @returns {Record<string, ParameterTrace>} */
export const blocksOf = (op) =>
  Object.fromEntries(Object.entries(op).filter(([key, value]) => BLOCKS.includes(key) && value));

/** The op with the parameters of a layer. @param {Trace} trace @param {string} layer */
const learningOp = ({ ops }, layer) => ops.find((op) => op.layer === layer && Object.keys(blocksOf(op)).length > 0);

/**
 * @typedef {object} Numbers of one parameter
 * @property {number | null} w
 * @property {number | null} g what the optimizer is given
 * @property {Record<string, number | null>} memory
 * @property {Record<string, number | null>} next
 * @property {Record<string, number | null>} parts
 * @property {number} rate the scheduled learning rate
 * @property {Record<string, any>} h hyper-parameters by their names
 * @property {number} t number of the step
 */

/** The lines of an optimizer with the numbers of one parameter. @param {CatalogUpdateLine[]} rule @param {Numbers} numbers @returns {Line[]} */
function derivation(rule, { w, g, memory, next, parts, rate, h, t }) {
  /** @type {Record<string, number | null>} */
  const known = { w, g, t, rate, ...h, ...memory, ...parts };
  for (const [name, value] of Object.entries(next)) known[`next.${name}`] = value;
  const filled = (/** @type {string} */ text) =>
    text.replace(/\{([\w. ]+)\}/g, (whole, name) => (name in known ? factor(known[name]) : whole));
  return rule
    .filter(({ if_zero, if_nonzero }) => !(if_zero && h[if_zero]) && !(if_nonzero && !h[if_nonzero]))
    .flatMap(({ symbol, latex, numbers, result }) => {
      const value = result ? num(known[result]) : '';
      if (!numbers) return /** @type {Line[]} */ ([[symbol, [latex, value].filter(Boolean).join('=')]]);
      const right = [filled(numbers), value].filter(Boolean).join('=');
      return /** @type {Line[]} */ ([
        [symbol, latex],
        ['', right],
      ]);
    });
}

/** @param {Sight} sight @returns {Explanation} */
export function explainUpdate(sight) {
  const { trace, session, catalog, place } = sight;
  const layer = session.layers[place.layer];
  const op = layer && learningOp(trace, layer.name);
  const losses = lossTable(trace);
  if (!op)
    return {
      title: 'Update',
      words: 'This layer has no parameters to update. Choose another one in the picture.',
      lines: [],
      table: losses,
    };
  const blocks = blocksOf(op);
  const key =
    place.from === null
      ? 'biases' in blocks
        ? 'biases'
        : Object.keys(blocks)[0]
      : place.block in blocks
        ? place.block
        : 'weights';
  const block = blocks[key] ?? Object.values(blocks)[0];
  const isMatrix = Array.isArray(block.values[0]);
  const from = isMatrix ? Math.min(place.from ?? 0, block.values.length - 1) : null;
  const column = place.gate * layer.units + place.unit;
  const of = (/** @type {any} */ numbers) => cell(numbers, from, column);
  const each = (/** @type {Record<string, any> | null} */ named) =>
    Object.fromEntries(Object.entries(named ?? {}).map(([name, numbers]) => [name, of(numbers)]));
  const name =
    from === null
      ? key.replace('biases', 'bias').replace('gains', 'gain').replace('_', ' ')
      : `${key === 'recurrent' ? 'recurrent weight' : 'weight'} ${from + 1}`;
  const title = `Update: ${unitTitle({ session, catalog }, place.layer, place.unit)}, ${name}`;
  if (block.step_gradient === null)
    return { title, words: 'This layer is frozen: training leaves it as it is.', lines: [], table: losses };
  const { name: optimizer, ...h } = session.spec.optimizer;
  const numbers = {
    w: of(block.values),
    g: of(block.step_gradient),
    memory: each(block.memory),
    next: each(block.next_memory),
    parts: each(block.parts),
    rate: trace.learning_rate,
    h,
    t: trace.optimizer_step,
  };
  return {
    title,
    words: `Step ${trace.optimizer_step} of the optimizer, with a learning rate η of ${trace.learning_rate.toPrecision(3).replace(/\.?0+$/, '')}, on ${trace.of === 'batch' ? `the next batch of ${trace.batch.length}` : 'this sample alone'}.`,
    lines: [
      ...given(of(block.gradient), of(block.penalty_gradient), numbers.g),
      ...decayed(numbers),
      ...derivation(ruleOf(catalog, optimizer, isMatrix), numbers),
      ...result(numbers, of(block.update)),
    ],
    table: losses,
    second: allTable(sight, blocks, from, key, column),
  };
}

/** The lines of an optimizer, for a matrix of parameters or a vector. @param {Catalog | null} catalog @param {string} optimizer @param {boolean} isMatrix */
function ruleOf(catalog, optimizer, isMatrix) {
  const entry = catalog?.optimizers.find(({ name }) => name === optimizer);
  return (!isMatrix && entry?.vector_update.length ? entry.vector_update : entry?.update) ?? [];
}

/** What the optimizer is given: gradient, penalty, both clipped. @param {number | null} gradient @param {number | null} penalty @param {number | null} g @returns {Line[]} */
function given(gradient, penalty, g) {
  const whole = (gradient ?? NaN) + (penalty ?? 0);
  const isClipped = Math.abs(whole - (g ?? NaN)) > 1e-12 * Math.abs(whole);
  const made = penalty ? `${num(gradient)}+${factor(penalty)}\\quad\\text{(penalty)}` : num(gradient);
  return [['g', made], ...(isClipped ? /** @type {Line[]} */ ([['', `${num(g)}\\quad\\text{clipped}`]]) : [])];
}

/** @param {Numbers} numbers @returns {Line[]} */
const decayed = ({ parts }) => (parts.decay ? [['\\text{decay}', `-\\eta\\lambda w=${num(parts.decay)}`]] : []);

/** @param {Numbers} numbers @param {number | null} update @returns {Line[]} */
const result = ({ w, parts }, update) => [
  ['', `${num((update ?? NaN) - (parts.decay ?? 0) - (parts.projection ?? 0))}`],
  ...(parts.projection
    ? /** @type {Line[]} */ ([['\\text{put back}', `${num(parts.projection)}\\quad\\text{into the box}`]])
    : []),
  ['w_{\\text{new}}', `${num(w)}+${factor(update)}`],
  ['', num((w ?? NaN) + (update ?? NaN))],
];

/** The losses before the update and after it. @param {Trace} trace @returns {Table} */
function lossTable({ sample_loss: sample, batch_loss: batch, of, first_order: expected }) {
  /** @param {string} name @param {Trace['batch_loss']} loss @param {boolean} isMoved */
  const row = (name, loss, isMoved) => {
    const before = loss?.before ?? null;
    const after = loss && before !== null ? (loss.after ?? Infinity) : null; // one that overflows is told as null
    const change = before === null || after === null ? null : after - before;
    return { name, cells: [before, after, change, isMoved ? expected : null], isLookedAt: isMoved, place: {} };
  };
  return {
    caption: 'What the update does to the loss',
    heads: ['\\text{before}', '\\text{after}', '\\text{change}', '\\sum g\\,\\Delta w'],
    rows: [row('This sample', sample, of === 'sample'), row('The batch', batch, of === 'batch')],
  };
}

/** The updates of all parameters of the neuron. @param {Sight} sight @param {Record<string, ParameterTrace>} blocks @param {number | null} looked @param {string} key @param {number} column @returns {Table} */
function allTable({ namer, place }, blocks, looked, key, column) {
  const rows = Object.entries(blocks).flatMap(([name, block]) => {
    const inputs = Array.isArray(block.values[0]) ? block.values.map((_, from) => from) : [null];
    return inputs.map((from) => ({
      name:
        from === null
          ? name.replace('biases', 'bias').replace('gains', 'gain').replace('_', ' ')
          : name === 'recurrent'
            ? `state ${from + 1}`
            : namer(place.layer)(from),
      cells: [
        cell(block.values, from, column),
        cell(block.step_gradient, from, column),
        cell(block.update, from, column),
      ],
      isLookedAt: name === key && from === looked,
      place: { block: name, from },
    }));
  });
  return { caption: 'All parameters of this neuron', heads: ['w', 'g', '\\Delta w'], rows };
}
