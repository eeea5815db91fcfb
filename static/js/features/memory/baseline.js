/**
 * Test losses of the runs, and of a constant guess as a baseline.
 *
 * @import {PointData} from '../../protocol/types.d.ts'
 * @import {History} from '../../core/history.js'
 */

const MAX_POINTS = 400; // of a line in a chart

/**
 * Test loss of the best constant guess over all samples, with a guess for each time step that has a target.
 *
 * @param {PointData} data
 * @returns {number | null} null without test data
 */
export function baselineOf({ task, classes, targets, train_size }) {
  const rows = targets.map((target) => (Array.isArray(target) ? target : [target]));
  const tested = rows.slice(train_size);
  if (tested.length === 0) return null;
  const loss = { regression: squaredLoss, binary: binaryLoss, multiclass: classLoss }[task];
  const steps = rows[0].map((_, step) => {
    const column = (/** @type {number[][]} */ rows) => rows.map((row) => row[step]);
    return loss(column(rows), column(tested), classes ?? 0);
  });
  return mean(steps);
}

/**
 * Half the squared error of the mean.
 *
 * @param {number[]} all
 * @param {number[]} tested
 */
function squaredLoss(all, tested) {
  const guess = mean(all);
  return mean(tested.map((value) => 0.5 * (value - guess) ** 2));
}

/**
 * Cross-entropy of the frequency of ones.
 *
 * @param {number[]} all
 * @param {number[]} tested
 */
const binaryLoss = (all, tested) => classLoss(all, tested, 2);

/**
 * Cross-entropy of the class frequencies.
 *
 * @param {number[]} all
 * @param {number[]} tested
 * @param {number} classes
 */
function classLoss(all, tested, classes) {
  const counts = new Array(classes).fill(0);
  for (const each of all) counts[each] += 1;
  return mean(tested.map((each) => -Math.log(counts[each] / all.length)));
}

/** @param {number[]} values */
const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * Test loss of a run over the epochs, thinned for a chart; the training loss if there are no test data.
 *
 * @param {History} history
 * @returns {{xs: number[], ys: number[]}}
 */
export function lossLine({ length, epochs, train, test }) {
  const step = Math.max(1, Math.ceil(length / MAX_POINTS));
  const rows = Array.from({ length: Math.ceil(length / step) }, (_, row) => Math.min(row * step, length - 1));
  if (length > 0 && rows[rows.length - 1] !== length - 1) rows.push(length - 1);
  return {
    xs: rows.map((row) => epochs[row]),
    ys: rows.map((row) => (Number.isNaN(test[row]) ? train[row] : test[row])),
  };
}
