/**
 * Table of the gradients of a neuron's parameters, with the factors of each, its finite difference, and the relative
 * difference of the two.
 *
 * @import {ParameterTrace} from '../../../protocol/types.d.ts'
 * @import {Trace} from '../../../core/trace/types.js'
 * @import {Line, Row, Selection, StepContext, Table} from '../types.js'
 *
 * @typedef {object} GradientBlock a parameter block and the factors of its gradients
 * @property {string} key of the block, as in a selection
 * @property {ParameterTrace} block
 * @property {(from: number) => string} name of an input
 * @property {string} bias name of a parameter without an input
 * @property {(from: number | null) => (number | null)[]} factors of the gradient in the selected unit; none if the
 *   gradient is a sum of products
 * @property {number} [gate] index of the gate, whose columns start at `first`
 * @property {number} [first]
 */

import { num, partial } from './tex.js';

export const TOO_MANY_PARAMETERS =
  'This layer has too many parameters to list. The diagram shows the values and errors that pass through it.';

/**
 * Entry of a parameter block: by unit, or by input and unit.
 *
 * @param {any} numbers
 * @param {number | null} from
 * @param {number} unit
 * @returns {number | null}
 */
export const entryAt = (numbers, from, unit) => (from === null ? numbers?.[unit] : numbers?.[from]?.[unit]) ?? null;

/**
 * Difference of two derivatives, relative to the larger one; null if both are too small to compare.
 *
 * @param {number | null} gradient
 * @param {number | null} numeric
 * @param {number} floor accuracy of finite differences
 */
export function relativeDifference(gradient, numeric, floor) {
  if (gradient === null || numeric === null) return null;
  const size = Math.max(Math.abs(gradient), Math.abs(numeric));
  return size <= floor ? null : Math.abs(gradient - numeric) / size;
}

/**
 * Lines that compare a gradient with its finite difference, after that of the batch if it is shown. There are always as
 * many, so that nothing below them moves.
 *
 * @param {StepContext} context
 * @param {number | null} gradient
 * @param {number | null} numeric
 * @param {string} w TeX of the parameter
 * @returns {Line[]}
 */
export function checkLines({ trace, session }, gradient, numeric, w) {
  const count = trace.batch.length;
  const mean = session.spec.reduction === 'sum' ? '' : `\\frac1{${count}}`;
  /** @type {Line[]} */
  const batch =
    trace.of === 'batch'
      ? [
          [`\\text{batch: }${partial('L', w)}`, `${mean}\\sum_{n=1}^{${count}} ${partial('L_n', w)}`],
          ['', num(gradient)],
        ]
      : [];
  return [...batch, ['\\frac{\\Delta L}{2h}', `\\frac{L|_{${w}+h}-L|_{${w}-h}}{2h}`], ['', num(numeric)]];
}

/**
 * @param {StepContext} context
 * @param {string[]} factors TeX of each
 * @param {GradientBlock[]} blocks
 * @returns {Table}
 */
export function gradientTable({ trace, selection }, factors, blocks) {
  const isBatch = trace.of === 'batch';
  const name = partial('L', 'w');
  const heads = isBatch && factors.length > 0 ? [factors.join('\\cdot ')] : factors;
  return {
    caption: isBatch ? 'Gradients of the whole batch' : 'Gradients',
    heads: [...heads, isBatch ? `\\text{batch } ${name}` : name, '\\frac{\\Delta L}{2h}', '\\text{rel. diff.}'],
    rows: blocks.flatMap((block) => rowsOf(block, selection, trace, isBatch)),
    compares: true,
  };
}

/**
 * @param {GradientBlock} block
 * @param {Selection} selection
 * @param {Trace} trace
 * @param {boolean} isBatch
 * @returns {Row[]}
 */
function rowsOf({ key, block, name, bias, factors, gate = 0, first = 0 }, selection, trace, isBatch) {
  const column = first + selection.unit;
  const isMatrix = Array.isArray(block.values[0]);
  const inputs = isMatrix ? block.values.map((_, from) => from) : [null];
  return inputs.map((from) => {
    const ofSample = factors(from);
    const gradient = entryAt(block.gradient, from, column);
    const numeric = entryAt(block.numeric_gradient, from, column);
    const shown = isBatch && ofSample.length > 0 ? [productOf(ofSample)] : ofSample;
    return {
      name: from === null ? bias : name(from),
      cells: [...shown, gradient, numeric, relativeDifference(gradient, numeric, trace.difference_floor ?? 0)],
      isSelected: selection.block === key && selection.from === from && selection.gate === gate,
      selection: { block: key, from, gate },
    };
  });
}

/** @param {(number | null)[]} factors */
const productOf = (factors) =>
  factors.reduce(
    (/** @type {number | null} */ product, factor) => (product === null || factor === null ? null : product * factor),
    1,
  );

/**
 * Notes on the gradients and their finite differences.
 *
 * @param {StepContext} context
 * @param {ParameterTrace} block
 * @param {boolean} [isTruncated] backpropagation through time is truncated
 */
export function gradientNote({ trace, session }, block, isTruncated = false) {
  const notes = [];
  const means = session.spec.reduction === 'sum' ? 'sums' : 'means';
  if (trace.of === 'batch') notes.push(`Gradients are ${means} over the next batch of ${trace.batch.length} samples.`);
  if (block.numeric_gradient === null)
    notes.push(`Finite differences are computed while training is paused, for up to 5 000 parameters.`);
  else notes.push('ΔL/2h is a check without the chain rule: the loss at w + h minus the loss at w − h, over 2h.');
  if (hasKink(block)) notes.push('There is no finite difference near a kink of the loss.');
  if (isTruncated)
    notes.push('Truncated in time: gradient and finite difference take the state before a window as a constant.');
  return notes.join(' ');
}

/** True if a finite difference is missing. @param {ParameterTrace} block */
const hasKink = ({ numeric_gradient: numbers }) =>
  (numbers ?? []).some((row) => (Array.isArray(row) ? row.includes(null) : row === null));
