/**
 * Spread of metrics and losses over several runs.
 *
 * @import {History} from '../../../core/history.js'
 *
 * @typedef {Record<'low' | 'lower' | 'median' | 'upper' | 'high', number>} Spread minimum, quartiles and maximum; NaN
 *   without values
 * @typedef {{epochs: number[]} & Record<keyof Spread, number[]>} Band spread over the epochs
 */

import { quantileSorted } from 'd3-array';

const MAX_POINTS = 200; // of a band

/** @type {(keyof Spread)[]} */
export const STATISTICS = ['low', 'lower', 'median', 'upper', 'high'];

/**
 * Spread of values, without those that are not finite.
 *
 * @param {(number | null)[]} values
 * @returns {Spread}
 */
export function spreadOf(values) {
  const sorted = values
    .filter((value) => value !== null && Number.isFinite(value))
    .sort((a, b) => Number(a) - Number(b));
  const at = (/** @type {number} */ share) => quantileSorted(/** @type {number[]} */ (sorted), share) ?? NaN;
  return { low: at(0), lower: at(0.25), median: at(0.5), upper: at(0.75), high: at(1) };
}

/**
 * Spread of the losses of several runs over the epochs, interpolated between measurements. A run that ended, for
 * example
 * by divergence, counts up to its end.
 *
 * @param {History[]} histories
 * @param {'train' | 'test'} split
 * @returns {Band}
 */
export function bandOf(histories, split) {
  const measured = histories.filter(({ length }) => length > 0);
  const first = Math.min(...measured.map(({ epochs }) => epochs[0]));
  const last = Math.max(...measured.map(({ epochs, length }) => epochs[length - 1]));
  /** @type {Band} */
  const band = { epochs: [], low: [], lower: [], median: [], upper: [], high: [] };
  if (measured.length === 0) return band;
  const readers = measured.map((history) => readerOf(history, history[split]));
  const points = last > first ? MAX_POINTS : 1;
  for (let point = 0; point < points; point++) {
    const epoch = points > 1 ? first + ((last - first) * point) / (points - 1) : first;
    const spread = spreadOf(readers.map((read) => read(epoch)));
    band.epochs.push(epoch);
    for (const statistic of STATISTICS) band[statistic].push(spread[statistic]);
  }
  return band;
}

/**
 * Create a linear interpolation of a column, to be read at ascending epochs; NaN beyond its ends.
 *
 * @param {History} history
 * @param {Float64Array} column
 */
function readerOf({ epochs, length }, column) {
  let row = 0;
  return (/** @type {number} */ epoch) => {
    if (epoch < epochs[0] || epoch > epochs[length - 1]) return NaN;
    while (row < length - 1 && epochs[row + 1] < epoch) row++;
    if (epoch <= epochs[row] || row === length - 1) return column[row];
    const share = (epoch - epochs[row]) / (epochs[row + 1] - epochs[row]);
    return column[row] + share * (column[row + 1] - column[row]);
  };
}
