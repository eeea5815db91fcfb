/**
 * Explanations of dropout, residual blocks and parallel branches.
 *
 * @import {AddTrace, ConcatTrace, DropoutTrace, ForkTrace} from '../../../protocol/types.d.ts'
 * @import {Explanation, Line, StepContext, Table} from '../types.js'
 * @import {Index} from './notation.js'
 */

import { layerTitle, unitTitle } from '../../../core/selectors.js';
import { layerBeforeForks, ordinalOf } from '../../../core/trace/layerNumbers.js';
import { inputsOf, ofLayer, outputOf, sourceOf } from './notation.js';
import { factor, num, partial, product } from './tex.js';

/** @typedef {(number | null)[] | null} Vector */

/**
 * Table of the neurons of an op, one per row.
 *
 * @param {StepContext} context
 * @param {string[]} heads
 * @param {Vector[]} columns
 * @param {number} selected
 * @returns {Table}
 */
export function neurons({ step, session, catalog }, heads, columns, selected) {
  return {
    caption: step.quantity === 'inputs' ? 'All inputs of the layer' : 'All neurons of the layer',
    heads,
    rows: (columns[0] ?? []).map((_, unit) => ({
      name:
        step.quantity === 'inputs'
          ? `input ${unit + 1}`
          : unitTitle({ session, catalog }, step.layer, unit).split(', ')[1],
      cells: columns.map((column) => column?.[unit] ?? null),
      isSelected: unit === selected,
      selection: { unit },
    })),
  };
}

/**
 * @param {{length: number}} numbers
 * @param {StepContext} context
 */
export const unitOf = ({ length }, { selection }) => Math.min(selection.unit, length - 1);

/**
 * @param {ForkTrace} op
 * @param {StepContext} context
 * @returns {Explanation}
 */
export function explainFork(op, context) {
  const title = `${layerTitle(context, context.step.layer)}: a copy for one reader`;
  const j = unitOf(op.outputs, context);
  const i = op.first + j;
  const source = layerBeforeForks(context.trace, context.session, context.step.op);
  const a = (/** @type {Index} */ unit) => ofLayer('a', source, unit);
  const copy = (/** @type {Index} */ unit) => ofLayer('a', source, 'r', unit);
  if (context.step.quantity === 'values') {
    return {
      title,
      words: 'Several layers read these values. Each reader r gets a copy.',
      lines: [
        [copy(i), a(i)],
        ['', num(op.outputs[j])],
      ],
      table: neurons(context, [copy('i')], [op.outputs], j),
    };
  }
  return {
    title,
    words: 'Several layers read these values, so their gradients add up.',
    lines: [
      [partial('L', a(i)), `\\sum_{r} ${partial('L', copy(i))}\\quad\\text{over the readers}`],
      ['', forkSum(op, i, j)],
      ['', num(op.input_adjoints?.[i])],
    ],
    table: neurons(
      context,
      [partial('L', copy('i')), partial('L', a('i'))],
      [op.output_adjoints, (op.input_adjoints ?? []).slice(op.first)],
      j,
    ),
  };
}

/**
 * The error that this reader passes back, and what the others do.
 *
 * @param {ForkTrace} op
 * @param {number} i
 * @param {number} j
 */
function forkSum({ output_adjoints: own, input_adjoints: whole }, i, j) {
  const others = (whole?.[i] ?? NaN) - (own?.[j] ?? NaN);
  return `${num(own?.[j])}+${factor(others)}\\quad\\text{this reader + others}`;
}

/**
 * @param {AddTrace} op
 * @param {StepContext} context
 * @returns {Explanation}
 */
export function explainAdd(op, context) {
  const title = `${layerTitle(context, context.step.layer)}: skip and branch`;
  const j = unitOf(op.outputs, context);
  const { session, step } = context;
  const x = (/** @type {Index} */ unit) => ofLayer('a', sourceOf(session, step.layer, 0), unit);
  const f = (/** @type {Index} */ unit) => ofLayer('a', sourceOf(session, step.layer, 1), unit);
  const a = (/** @type {Index} */ unit) => outputOf(session, step.layer, unit);
  const scale = op.scale === 1 ? '' : `${num(op.scale)}\\cdot `;
  if (context.step.quantity === 'values') {
    return {
      title,
      words: 'The block adds the output of its layers to its input.',
      lines: [
        [a(j), `${x(j)}+${scale}${f(j)}`],
        ['', `${num(op.inputs[j])}+${scale}${factor(op.branch[j])}`],
        ['', num(op.outputs[j])],
      ],
      table: neurons(context, [x('j'), f('j'), a('j')], [op.inputs, op.branch, op.outputs], j),
    };
  }
  return {
    title,
    words:
      'A sum has slope 1: the error passes the skip connection unchanged, so it reaches early layers ' +
      'undiminished.',
    lines: [
      [partial('L', x(j)), partial('L', a(j))],
      ['', num(op.input_adjoints?.[j])],
      [partial('L', f(j)), `${scale}${partial('L', a(j))}`],
      ...(op.scale === 1 ? [] : /** @type {Line[]} */ ([['', product([op.scale, op.output_adjoints?.[j] ?? null])]])),
      ['', num(op.branch_adjoints?.[j])],
    ],
    table: neurons(
      context,
      [partial('L', a('j')), partial('L', x('j')), partial('L', f('j'))],
      [op.output_adjoints, op.input_adjoints, op.branch_adjoints],
      j,
    ),
  };
}

/**
 * @param {ConcatTrace} op
 * @param {StepContext} context
 * @returns {Explanation}
 */
export function explainConcat(op, context) {
  const j = unitOf(op.outputs, context);
  const isBack = context.step.quantity !== 'values';
  const { session, step } = context;
  const source = sourceOf(session, step.layer, ordinalOf(context.trace, step.op));
  const x = (/** @type {Index} */ unit) => ofLayer('a', source, unit);
  const a = outputOf(session, step.layer, op.first + j);
  return {
    title: `${layerTitle(context, context.step.layer)}: outputs ${op.first + 1} to ${op.first + op.outputs.length}`,
    words: isBack
      ? 'Each branch gets back the errors of its own outputs.'
      : 'The outputs of the branches are concatenated.',
    lines: isBack
      ? [
          [partial('L', x(j)), partial('L', a)],
          ['', num(op.input_adjoints?.[j])],
        ]
      : [
          [a, x(j)],
          ['', num(op.outputs[j])],
        ],
    table: isBack
      ? neurons(context, [partial('L', x('j'))], [op.input_adjoints], j)
      : neurons(context, [x('j')], [op.outputs], j),
  };
}

/**
 * @param {DropoutTrace} op
 * @param {StepContext} context
 * @returns {Explanation}
 */
export function explainDropout(op, context) {
  const j = unitOf(op.outputs, context);
  const isBack = context.step.quantity !== 'values';
  const x = inputsOf(context);
  const a = (/** @type {Index} */ unit) => outputOf(context.session, context.step.layer, unit);
  return {
    title: `${layerTitle(context, context.step.layer)}: dropout (off)`,
    words:
      `In training, each value is set to zero with probability ${op.rate} and the others are multiplied by ` +
      `1 / (1 − ${op.rate}). Here, as in prediction, all values are kept.`,
    lines: isBack
      ? [
          [partial('L', x(j)), partial('L', a(j))],
          ['', num(op.input_adjoints?.[j])],
        ]
      : [
          [a(j), x(j)],
          ['', num(op.outputs[j])],
        ],
    table: isBack
      ? neurons(context, [partial('L', x('j'))], [op.input_adjoints], j)
      : neurons(context, [x('j'), a('j')], [op.inputs, op.outputs], j),
  };
}
