/**
 * Lines of the chart of losses.
 *
 * @import {History} from '../../core/history.js'
 */

const MAX_POINTS = 400; // of a line in a chart

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
