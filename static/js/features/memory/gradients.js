/**
 * Gradients through time: their norms by the number of steps back from the loss, and a summary in words.
 *
 * @import {RecurrentThroughTime, ThroughTimeAnswer} from '../../protocol/types.d.ts'
 *
 * @typedef {object} LagProfile norms of ∂L/∂h by the number of steps back from the loss
 * @property {number[]} lags
 * @property {number[]} norms NaN if not finite
 */

import { powerOfTen } from '../../draw/format.js';

// of the norm at the last step
const EXPLODING = 10;
const STRONG = 0.1;
const VANISHING = 1e-3;

/**
 * Norms by steps back from the loss.
 *
 * @param {(number | null)[]} norms of every time step
 * @returns {LagProfile}
 */
export function profileOf(norms) {
  const lags = norms.map((_, lag) => lag);
  return { lags, norms: lags.map((lag) => norms[norms.length - 1 - lag] ?? NaN) };
}

/**
 * Gradient norms of a layer's states and, for an LSTM, of its cells; of the sequence, or means over several.
 *
 * @param {RecurrentThroughTime} layer
 * @param {boolean} average
 * @returns {{states: (number | null)[], cells: (number | null)[] | null}}
 */
export function normsOf(layer, average) {
  const states = (average && layer.mean_gradient_norms) || layer.gradient_norms;
  return { states, cells: (average && layer.mean_cell_gradient_norms) || layer.cell_gradient_norms };
}

/**
 * Norms that change by the factor ρ at each step: an upper bound for a simple RNN with its initial recurrent weights,
 * which are ρ times an orthogonal matrix; reached if the slope of tanh is 1.
 *
 * @param {LagProfile} profile gives the norm at lag 0
 * @param {number} radius
 * @returns {LagProfile}
 */
export const boundOf = ({ lags, norms }, radius) => ({
  lags,
  norms: lags.map((lag) => norms[0] * radius ** lag),
});

/**
 * The last recurrent layer; null before there is an answer.
 *
 * @param {ThroughTimeAnswer | null} answer
 */
export const lastLayer = (answer) => answer?.layers.at(-1) ?? null;

/**
 * Largest number of steps back from the loss that the task depends on.
 *
 * @param {string} task
 * @param {number[][]} inputs of each step
 * @returns {{lag: number, what: string}}
 */
export function requiredLag(task, inputs) {
  const last = inputs.length - 1;
  const back = (/** @type {(step: number[]) => boolean} */ is) => last - inputs.findIndex(is);
  if (task === 'adding') return { lag: back(([, marker]) => marker === 1), what: 'the first marked number' };
  if (task === 'order') return { lag: back(([symbol]) => symbol >= DISTRACTORS), what: 'the first X or Y' };
  if (task === 'copy') return { lag: last - (KEPT - 1), what: 'the symbol to repeat last' };
  return { lag: last, what: 'the first step' };
}

export const DISTRACTORS = 4; // number of meaningless symbols in the temporal-order task
const KEPT = 3; // symbols to copy

/**
 * Summary of how much of the gradient is left at the step that the task depends on.
 *
 * @param {string} label of the cell
 * @param {LagProfile} profile
 * @param {LagProfile | null} cells of an LSTM
 * @param {{lag: number, what: string}} needed
 */
export function summaryOf(label, profile, cells, needed) {
  const share = ratioAt(profile, needed.lag);
  const place = `${needed.what}, ${needed.lag} ${needed.lag === 1 ? 'step' : 'steps'} back`;
  if (share === null) return `${label}: the last step has no finite gradient to compare with.`;
  const ofCells = cells && ratioAt(cells, needed.lag);
  if (share === 0 && !ofCells) return `${label}: no gradient is left at ${place}.`;
  if (cells === null || ofCells === null) {
    return `${label}: at ${place}, the gradient is ${ratioText(share)} the last step’s: ${consequenceOf(share)}.`;
  }
  const meaning = consequenceOf(Math.max(share, ofCells));
  const states = `for h, ${ratioText(share)} it`;
  return `${label}: at ${place}, the cell’s gradient is ${ratioText(ofCells)} the last step’s (${states}): ${meaning}.`;
}

/**
 * Norm relative to that of the last step; null if not finite.
 *
 * @param {LagProfile} profile
 * @param {number} lag
 */
export function ratioAt({ norms }, lag) {
  const share = norms[lag] / norms[0];
  return Number.isFinite(share) ? share : null;
}

/** @param {number} share */
function consequenceOf(share) {
  if (share < VANISHING) return 'it can hardly learn from that step';
  if (share < STRONG) return 'it learns slowly from that step';
  return share > EXPLODING ? 'the gradient explodes' : 'it can learn from that step';
}

/** A ratio in the middle of a sentence: 10⁻⁶ of, 0.4 % of, 3 % of, 40 times. @param {number} share */
export function ratioText(share) {
  if (share === 0) return 'nothing of';
  if (share < 0.001) return `${powerOfTen(Math.round(Math.log10(share)))} of`;
  if (share < 0.995) return `${share < 0.0095 ? (100 * share).toFixed(1) : Math.round(100 * share)}\u00a0% of`;
  return `${share < 9.95 ? share.toFixed(1) : Math.round(share)} times`;
}

/**
 * Transpose (steps, units) to one row per unit, as in a strip.
 *
 * @param {(number | null)[][]} steps (steps, units)
 * @returns {number[]} (units · steps)
 */
export const unitByUnit = (steps) => (steps[0] ?? []).flatMap((_, unit) => steps.map((step) => step[unit] ?? NaN));

/** Mean over the units at a time step. @param {(number | null)[]} units */
export const meanOf = (units) =>
  units.reduce((/** @type {number} */ sum, value) => sum + (value ?? NaN), 0) / units.length;

const DECADES = 8; // range of a strip of gradients, down from the largest

/**
 * Gradient norms on a logarithmic scale: 1 for the largest, 0 for a hundred-millionth of it and less.
 *
 * @param {(number | null)[]} norms
 */
export function gradientShares(norms) {
  const largest = Math.max(...norms.map((norm) => norm ?? 0));
  return norms.map((norm) => (norm ? Math.max(0, 1 + Math.log10(norm / largest) / DECADES) : 0));
}
