/**
 * The gradients of the parameters that a neuron has, each with its factors, its finite difference, and how far the two
 * are apart.
 *
 * @import {ParameterTrace} from '../../../protocol/types.d.ts'
 * @import {Place, Row, Sight, Table, Trace} from '../types.js'
 */

import { partial } from './tex.js';

/** A number of a block: by unit, or by input and unit. @param {any} numbers @param {number | null} from @param {number} unit @returns {number | null} */
export const cell = (numbers, from, unit) => (from === null ? numbers?.[unit] : numbers?.[from]?.[unit]) ?? null;

/**
 * How far two derivatives are apart, relative to the larger; null where both are too small for a difference to tell.
 *
 * @param {number | null} gradient
 * @param {number | null} numeric
 * @param {number} floor what differences are good to
 */
export function relativeDifference(gradient, numeric, floor) {
  if (gradient === null || numeric === null) return null;
  const size = Math.max(Math.abs(gradient), Math.abs(numeric));
  return size <= floor ? null : Math.abs(gradient - numeric) / size;
}

/**
 * @typedef {object} Learned a block of parameters and what the gradient of one is the product of
 * @property {string} key of the block, as a place names it
 * @property {ParameterTrace} block
 * @property {(from: number) => string} name of an input
 * @property {string} bias what a parameter without an input is called
 * @property {(from: number | null) => (number | null)[]} factors for the unit looked at; none where the gradient is a sum of
 *   products
 * @property {number} [gate] which of the layer's, and where its columns begin
 * @property {number} [first]
 */

/**
 * @param {Sight} sight
 * @param {string[]} factors TeX of each
 * @param {Learned[]} learned
 * @returns {Table}
 */
export function gradientTable({ trace, place }, factors, learned) {
  const isMean = trace.of === 'batch';
  const rows = learned.flatMap((each) => rowsOf(each, place, trace, isMean));
  const name = partial('L', 'w');
  const made = isMean && factors.length > 0 ? [factors.join('\\cdot ')] : factors;
  return {
    caption: isMean ? 'Gradients of the whole batch' : 'Gradients',
    heads: [...made, isMean ? `\\text{batch } ${name}` : name, '\\frac{\\Delta L}{2h}', '\\text{rel. diff.}'],
    rows,
    compares: true,
  };
}

/** @param {Learned} learned @param {Place} place @param {Trace} trace @param {boolean} isMean @returns {Row[]} */
function rowsOf({ key, block, name, bias, factors, gate = 0, first = 0 }, place, trace, isMean) {
  const column = first + place.unit;
  const isMatrix = Array.isArray(block.values[0]);
  const inputs = isMatrix ? block.values.map((_, from) => from) : [null];
  return inputs.map((from) => {
    const own = factors(from);
    const gradient = cell(block.gradient, from, column);
    const numeric = cell(block.numeric_gradient, from, column);
    const made = isMean && own.length > 0 ? [productOf(own)] : own;
    return {
      name: from === null ? bias : name(from),
      cells: [...made, gradient, numeric, relativeDifference(gradient, numeric, trace.difference_floor ?? 0)],
      isLookedAt: place.block === key && place.from === from && place.gate === gate,
      place: { block: key, from, gate },
    };
  });
}

/** @param {(number | null)[]} factors */
const productOf = (factors) =>
  factors.reduce((/** @type {number | null} */ made, each) => (made === null || each === null ? null : made * each), 1);

/**
 * What is to be said about the differences.
 *
 * @param {Trace} trace
 * @param {ParameterTrace} block
 * @param {boolean} [isTruncated] whether the gradient is cut short in time
 */
export function noteOn(trace, block, isTruncated = false) {
  const notes = [];
  if (trace.of === 'batch')
    notes.push(`The gradient is that of the ${trace.batch.length} samples of the next batch, as training takes it.`);
  if (block.numeric_gradient === null)
    notes.push(
      'Finite differences come when the run rests, for up to 5 000 parameters and a batch that is not too large.',
    );
  else if (hasKink(block)) notes.push('No difference where the loss has a kink within its reach.');
  if (isTruncated)
    notes.push('Truncated in time: gradient and finite difference take the state before a window as a constant.');
  return notes.join(' ');
}

/** @param {ParameterTrace} block */
const hasKink = ({ numeric_gradient: numbers }) =>
  (numbers ?? []).some((row) => (Array.isArray(row) ? row.includes(null) : row === null));
