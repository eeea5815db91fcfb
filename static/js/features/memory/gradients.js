/**
 * What the memory lab makes of the numbers it is told: baselines, gradients by their lag, and what they mean in words.
 *
 * @import {PointData, RecurrentThroughTime, ThroughTimeAnswer} from '../../protocol/types.d.ts'
 * @import {History} from '../../core/history.js'
 *
 * @typedef {{lags: number[], norms: number[]}} Course norms of ∂L/∂h by the steps back from the loss; NaN where not finite
 */

const EXPLODES = 10;
const REACHES = 0.1;
const FADES = 1e-3;
const POINTS = 400; // of a line in a chart

/**
 * The loss of always giving the answer that is best on average, step by step where there are targets at each: over all
 * samples, held against those of the test.
 *
 * @param {PointData} data
 * @returns {number | null} null without test rows
 */
export function baselineOf({ task, classes, targets, train_size }) {
  const rows = targets.map((target) => (Array.isArray(target) ? target : [target]));
  const tested = rows.slice(train_size);
  if (tested.length === 0) return null;
  const loss = { regression: squaredLoss, binary: binaryLoss, multiclass: classLoss }[task];
  const steps = rows[0].map((_, step) => {
    const column = (/** @type {number[][]} */ part) => part.map((row) => row[step]);
    return loss(column(rows), column(tested), classes ?? 0);
  });
  return mean(steps);
}

/** Half the squared error of the mean. @param {number[]} all @param {number[]} tested */
function squaredLoss(all, tested) {
  const guess = mean(all);
  return mean(tested.map((value) => 0.5 * (value - guess) ** 2));
}

/** The cross-entropy of the share of ones. @param {number[]} all @param {number[]} tested */
const binaryLoss = (all, tested) => classLoss(all, tested, 2);

/** The cross-entropy of how frequent the classes are. @param {number[]} all @param {number[]} tested @param {number} classes */
function classLoss(all, tested, classes) {
  const counts = new Array(classes).fill(0);
  for (const each of all) counts[each] += 1;
  return mean(tested.map((each) => -Math.log(counts[each] / all.length)));
}

/** @param {number[]} values */
const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * Norms of the gradient of one loss by the steps back from it.
 *
 * @param {(number | null)[]} norms of each step in time
 * @returns {Course}
 */
export function courseOf(norms) {
  const lags = norms.map((_, lag) => lag);
  return { lags, norms: lags.map((lag) => norms[norms.length - 1 - lag] ?? NaN) };
}

/**
 * The norms that a layer is shown by: of the sequence itself, or on average over several; and of an LSTM's cells.
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
 * What a gradient would be that every step back multiplies by ρ: that of a network whose units all stay on the steepest
 * part of tanh.
 *
 * @param {Course} course whose gradient at lag 0 it begins with
 * @param {number} radius
 * @returns {Course}
 */
export const predictedCourse = ({ lags, norms }, radius) => ({
  lags,
  norms: lags.map((lag) => norms[0] * radius ** lag),
});

/**
 * The last layer that goes through time, which the loss is nearest to; null before there is one.
 *
 * @param {ThroughTimeAnswer | null} look
 */
export const lastLayer = (look) => look?.layers.at(-1) ?? null;

/**
 * The furthest step back from the loss that a sequence has to be remembered from.
 *
 * @param {string} task
 * @param {number[][]} inputs of each step
 * @returns {{lag: number, what: string}}
 */
export function neededLag(task, inputs) {
  const last = inputs.length - 1;
  const back = (/** @type {(step: number[]) => boolean} */ is) => last - inputs.findIndex(is);
  if (task === 'adding') return { lag: back(([, marker]) => marker === 1), what: 'the first marked number' };
  if (task === 'order') return { lag: back(([symbol]) => symbol >= DISTRACTORS), what: 'the first X or Y' };
  if (task === 'copy') return { lag: last - (KEPT - 1), what: 'the symbol to be said last' };
  return { lag: last, what: 'the first step' };
}

export const DISTRACTORS = 4; // of temporal order: symbols below it mean nothing
const KEPT = 3; // symbols to copy

/**
 * In words, how much of the gradient is left where a sequence has to be remembered from.
 *
 * @param {string} label of the cell
 * @param {Course} course
 * @param {Course | null} cells the way through an LSTM's cell
 * @param {{lag: number, what: string}} needed
 */
export function verdictOf(label, course, cells, needed) {
  const share = shareAt(course, needed.lag);
  const place = `${needed.what}, ${needed.lag} ${needed.lag === 1 ? 'step' : 'steps'} back`;
  if (share === null) return `${label}: the last step has no finite gradient to compare with.`;
  const ofCells = cells && shareAt(cells, needed.lag);
  if (share === 0 && !ofCells) return `${label}: nothing of the gradient is left at ${place}.`;
  if (cells === null || ofCells === null) {
    return `${label}: at ${place}, the gradient is ${sizeText(share)} the last step’s: ${meaningOf(share)}.`;
  }
  const meaning = meaningOf(Math.max(share, ofCells));
  return `${label}: at ${place}, its cell’s gradient is ${sizeText(ofCells)} the last step’s (that of h, ${sizeText(share)} it): ${meaning}.`;
}

/** The size of a gradient beside that of the last step; null where there is nothing to compare. @param {Course} course @param {number} lag */
export function shareAt({ norms }, lag) {
  const share = norms[lag] / norms[0];
  return Number.isFinite(share) ? share : null;
}

/** @param {number} share */
function meaningOf(share) {
  if (share < FADES) return 'it can hardly learn from there';
  if (share < REACHES) return 'it learns from there slowly';
  return share > EXPLODES ? 'it explodes on the way back' : 'it can learn from there';
}

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** How many times another number one is, in the middle of a sentence: 10⁻⁶ of, 0.4 % of, 3 % of, 40 times. @param {number} share */
export function sizeText(share) {
  if (share === 0) return 'nothing of';
  if (share < 0.001) {
    const power = Math.round(Math.log10(share));
    return `10⁻${[...String(-power)].map((digit) => SUPERSCRIPTS[Number(digit)]).join('')} of`;
  }
  if (share < 0.995) return `${share < 0.0095 ? (100 * share).toFixed(1) : Math.round(100 * share)}\u00a0% of`;
  return `${share < 9.95 ? share.toFixed(1) : Math.round(share)} times`;
}

/**
 * The test loss of a run over its epochs, evenly thinned to what a chart can show; the training loss where nothing is
 * tested.
 *
 * @param {History} history
 * @returns {{xs: number[], ys: number[]}}
 */
export function raceLine({ length, epochs, train, test }) {
  const step = Math.max(1, Math.ceil(length / POINTS));
  const rows = Array.from({ length: Math.ceil(length / step) }, (_, row) => Math.min(row * step, length - 1));
  if (length > 0 && rows[rows.length - 1] !== length - 1) rows.push(length - 1);
  return {
    xs: rows.map((row) => epochs[row]),
    ys: rows.map((row) => (Number.isNaN(test[row]) ? train[row] : test[row])),
  };
}

/**
 * Steps of units, unit by unit: as the rows of a strip.
 *
 * @param {(number | null)[][]} steps (steps, units)
 * @returns {number[]} (units · steps)
 */
export const unitByUnit = (steps) => (steps[0] ?? []).flatMap((_, unit) => steps.map((step) => step[unit] ?? NaN));

/** The mean over the units at one step. @param {(number | null)[]} units */
export const meanOf = (units) => mean(units.map((value) => value ?? NaN));

const DECADES = 8; // of a strip of gradients, from its largest down

/**
 * Norms of gradients on a logarithmic scale: 1 for the largest, 0 for a hundred-millionth of it and less.
 *
 * @param {(number | null)[]} norms
 */
export function gradientShares(norms) {
  const largest = Math.max(...norms.map((norm) => norm ?? 0));
  return norms.map((norm) => (norm ? Math.max(0, 1 + Math.log10(norm / largest) / DECADES) : 0));
}
