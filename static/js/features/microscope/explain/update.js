/**
 * Explanation of the update: the optimizer's computation for one parameter, and the effect of the step on the loss.
 *
 * @import {Catalog, CatalogUpdateLine, ParameterTrace} from '../../../protocol/types.d.ts'
 * @import {Op, Trace} from '../../../core/trace/types.js'
 * @import {Explanation, Line, StepContext, Table} from '../types.js'
 *
 * @typedef {object} ParameterNumbers numbers of one parameter
 * @property {number | null} w
 * @property {number | null} g gradient as the optimizer gets it
 * @property {Record<string, number | null>} memory of the optimizer before the step
 * @property {Record<string, number | null>} next the memory after the step
 * @property {Record<string, number | null>} terms intermediate results
 * @property {number} rate scheduled learning rate
 * @property {Record<string, any>} h hyperparameters
 * @property {number} t number of the step
 */

import { unitTitle } from '../../../core/selectors.js';
import { entryAt } from './gradientTable.js';
import { parameterOf } from './notation.js';
import { base, factor, num, partial } from './tex.js';

const BLOCKS = ['weights', 'biases', 'recurrent', 'recurrent_biases', 'gains'];

/**
 * Parameter blocks in the trace of an op, by name.
 *
 * @param {Op} op
 * @returns {Record<string, ParameterTrace>}
 */
export const blocksOf = (op) =>
  Object.fromEntries(Object.entries(op).filter(([key, value]) => BLOCKS.includes(key) && value));

/**
 * Find the op with the parameters of a layer.
 *
 * @param {Trace} trace
 * @param {string} layer
 */
const parameterOp = ({ ops }, layer) => ops.find((op) => op.layer === layer && Object.keys(blocksOf(op)).length > 0);

/**
 * Fill the update lines of an optimizer with the numbers of one parameter.
 *
 * @param {CatalogUpdateLine[]} rule
 * @param {ParameterNumbers} numbers
 * @returns {Line[]}
 */
function updateLines(rule, { w, g, memory, next, terms, rate, h, t }) {
  /** @type {Record<string, number | null>} */
  const known = { w, g, t, rate, ...h, ...memory, ...terms };
  for (const [name, value] of Object.entries(next)) known[`next.${name}`] = value;
  const filled = (/** @type {string} */ text) =>
    text.replace(/\{([\w. ]+)\}(\^?)/g, (whole, name, power) => {
      if (!(name in known)) return whole;
      return power ? `${base(num(known[name]))}^` : factor(known[name]);
    });
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

/**
 * Update lines of an optimizer in the catalog, for a matrix of parameters or a vector.
 *
 * @param {Catalog | null} catalog
 * @param {string} optimizer
 * @param {boolean} isMatrix
 */
function ruleOf(catalog, optimizer, isMatrix) {
  const entry = catalog?.optimizers.find(({ name }) => name === optimizer);
  return (!isMatrix && entry?.vector_update.length ? entry.vector_update : entry?.update) ?? [];
}

/**
 * @param {StepContext} context
 * @returns {Explanation}
 */
export function explainUpdate(context) {
  const { trace, session, catalog, selection } = context;
  const layer = session.layers[selection.layer];
  const op = layer && parameterOp(trace, layer.name);
  const losses = lossTable(trace);
  if (!op)
    return {
      title: 'Update',
      words: 'This layer has no parameters to update. Choose another one in the diagram.',
      lines: [],
      table: losses,
    };
  const blocks = blocksOf(op);
  const key =
    selection.from === null
      ? 'biases' in blocks
        ? 'biases'
        : Object.keys(blocks)[0]
      : selection.block in blocks
        ? selection.block
        : 'weights';
  const block = blocks[key] ?? Object.values(blocks)[0];
  const isMatrix = Array.isArray(block.values[0]);
  const from = isMatrix ? Math.min(selection.from ?? 0, block.values.length - 1) : null;
  const column = selection.gate * layer.units + selection.unit;
  const of = (/** @type {any} */ numbers) => entryAt(numbers, from, column);
  const ofAll = (/** @type {Record<string, any> | null} */ named) =>
    Object.fromEntries(Object.entries(named ?? {}).map(([name, numbers]) => [name, of(numbers)]));
  const name =
    from === null
      ? key.replace('biases', 'bias').replace('gains', 'gain').replace('_', ' ')
      : `${key === 'recurrent' ? 'recurrent weight' : 'weight'} ${from + 1}`;
  const title = `Update: ${unitTitle({ session, catalog }, selection.layer, selection.unit)}, ${name}`;
  if (block.step_gradient === null)
    return { title, words: 'This layer is frozen: training does not change it.', lines: [], table: losses };
  const { name: optimizer, ...h } = session.spec.optimizer;
  const rate = trace.learning_rate.toPrecision(3).replace(/\.?0+$/, '');
  const samples = trace.of === 'batch' ? `the next batch of ${trace.batch.length}` : 'this sample alone';
  const gates = op.kind === 'recurrent' ? Object.keys(op.gates) : [];
  const gate = gates.length > 1 ? (gates[selection.gate] ?? gates[0]) : '';
  const symbol = parameterOf(selection.layer, key, gate, from, selection.unit);
  const isMean = trace.of === 'batch' && session.spec.reduction !== 'sum';
  const numbers = {
    w: of(block.values),
    g: of(block.step_gradient),
    memory: ofAll(block.memory),
    next: ofAll(block.next_memory),
    terms: ofAll(block.parts),
    rate: trace.learning_rate,
    h,
    t: trace.optimizer_step,
  };
  return {
    title,
    words:
      `Step ${trace.optimizer_step} of the optimizer with learning rate η = ${rate}, on ${samples}.` +
      (isMean ? ' The gradient g is the mean over its samples.' : ''),
    lines: [
      [`w=${symbol}`, num(numbers.w)],
      ...gradientLines(symbol, of(block.gradient), of(block.penalty_gradient), numbers.g),
      ...decayLines(numbers),
      ...updateLines(ruleOf(catalog, optimizer, isMatrix), numbers),
      ...resultLines(numbers, of(block.update)),
    ],
    table: losses,
    second: parameterTable(context, blocks, from, key, column),
    note: '∑ g Δw is the change that the gradient predicts. The loss is curved, so the true change differs.',
  };
}

/**
 * Gradient as the optimizer gets it: with the penalty's, and clipped.
 *
 * @param {string} symbol of the parameter
 * @param {number | null} gradient
 * @param {number | null} penalty
 * @param {number | null} g
 * @returns {Line[]}
 */
function gradientLines(symbol, gradient, penalty, g) {
  const whole = (gradient ?? NaN) + (penalty ?? 0);
  const isClipped = Math.abs(whole - (g ?? NaN)) > 1e-12 * Math.abs(whole);
  const made = penalty ? `${num(gradient)}+${factor(penalty)}\\quad\\text{(penalty)}` : num(gradient);
  return [
    [penalty ? 'g' : `g=${partial('L', symbol)}`, made],
    ...(isClipped ? /** @type {Line[]} */ ([['', `${num(g)}\\quad\\text{clipped}`]]) : []),
  ];
}

/**
 * @param {ParameterNumbers} numbers
 * @returns {Line[]}
 */
const decayLines = ({ terms }) => (terms.decay ? [['\\text{decay}', `-\\eta\\lambda w=${num(terms.decay)}`]] : []);

/**
 * @param {ParameterNumbers} numbers
 * @param {number | null} update
 * @returns {Line[]}
 */
const resultLines = ({ w, terms }, update) => [
  ['', `${num((update ?? NaN) - (terms.decay ?? 0) - (terms.projection ?? 0))}`],
  ...(terms.projection
    ? /** @type {Line[]} */ ([['\\text{projection}', `${num(terms.projection)}\\quad\\text{back to the bound}`]])
    : []),
  ['w_{\\text{new}}', `${num(w)}+${factor(update)}`],
  ['', num((w ?? NaN) + (update ?? NaN))],
];

/**
 * Losses before and after the update.
 *
 * @param {Trace} trace
 * @returns {Table}
 */
function lossTable({ sample_loss: sample, batch_loss: batch, of, first_order: expected }) {
  /**
   * @param {string} name
   * @param {Trace['batch_loss']} loss
   * @param {boolean} isMoved
   */
  const row = (name, loss, isMoved) => {
    const before = loss?.before ?? null;
    const after = loss && before !== null ? (loss.after ?? Infinity) : null; // null: overflow
    const change = before === null || after === null ? null : after - before;
    return { name, cells: [before, after, change, isMoved ? expected : null], isSelected: isMoved, selection: {} };
  };
  return {
    caption: 'Effect of the update on the loss',
    heads: ['\\text{before}', '\\text{after}', '\\text{change}', '\\sum g\\,\\Delta w'],
    rows: [row('This sample', sample, of === 'sample'), row('The batch', batch, of === 'batch')],
  };
}

/**
 * Updates of all parameters of the neuron.
 *
 * @param {StepContext} context
 * @param {Record<string, ParameterTrace>} blocks
 * @param {number | null} selected
 * @param {string} key
 * @param {number} column
 * @returns {Table}
 */
function parameterTable({ namer, selection }, blocks, selected, key, column) {
  const rows = Object.entries(blocks).flatMap(([name, block]) => {
    const inputs = Array.isArray(block.values[0]) ? block.values.map((_, from) => from) : [null];
    return inputs.map((from) => ({
      name:
        from === null
          ? name.replace('biases', 'bias').replace('gains', 'gain').replace('_', ' ')
          : name === 'recurrent'
            ? `state ${from + 1}`
            : namer(selection.layer)(from),
      cells: [
        entryAt(block.values, from, column),
        entryAt(block.step_gradient, from, column),
        entryAt(block.update, from, column),
      ],
      isSelected: name === key && from === selected,
      selection: { block: name, from },
    }));
  });
  return { caption: 'All parameters of this neuron', heads: ['w', 'g', '\\Delta w'], rows };
}
