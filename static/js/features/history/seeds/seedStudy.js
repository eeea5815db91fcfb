/**
 * Several seeds of one spec, and the spread of what they come to.
 *
 * @import {RunSpec} from '../../../protocol/types.d.ts'
 * @import {Entry} from '../../../core/group/group.js'
 * @import {History} from '../../../core/history.js'
 *
 * @typedef {Record<'low' | 'lower' | 'middle' | 'upper' | 'high', number>} Spread smallest, quartiles with the median in the
 *   middle, largest; NaN where there is none
 * @typedef {{epochs: number[]} & Record<keyof Spread, number[]>} Band the spread over the epochs
 */

import { quantileSorted } from 'd3-array';

export const FEWEST_SEEDS = 3;
export const MOST_SEEDS = 20;

const SEEDS = 2 ** 32;
const POINTS = 200; // of a band

/** @type {(keyof Spread)[]} */
export const PARTS = ['low', 'lower', 'middle', 'upper', 'high'];

/** So many seeds of a spec, from its own on. @param {RunSpec} spec @param {number} count @returns {Entry[]} */
export const entriesOf = (spec, count) =>
  Array.from({ length: count }, (_, index) => {
    const seed = (spec.seed + index) % SEEDS;
    return { label: `seed ${seed}`, spec: { ...spec, seed } };
  });

/** @param {string | undefined} text of an address */
export function countOf(text) {
  const count = Number(text);
  return Number.isInteger(count) && count >= FEWEST_SEEDS && count <= MOST_SEEDS ? count : null;
}

/**
 * How figures spread; those that are not finite are left out.
 *
 * @param {(number | null)[]} figures
 * @returns {Spread}
 */
export function spreadOf(figures) {
  const sorted = figures
    .filter((figure) => figure !== null && Number.isFinite(figure))
    .sort((a, b) => Number(a) - Number(b));
  const at = (/** @type {number} */ share) => quantileSorted(/** @type {number[]} */ (sorted), share) ?? NaN;
  return { low: at(0), lower: at(0.25), middle: at(0.5), upper: at(0.75), high: at(1) };
}

/**
 * How the losses of several runs spread over the epochs. Each is read between the points at which it was seen; one that
 * has ended, as by divergence, counts up to its end.
 *
 * @param {History[]} histories
 * @param {'train' | 'test'} split
 * @returns {Band}
 */
export function bandOf(histories, split) {
  const seen = histories.filter(({ length }) => length > 0);
  const first = Math.min(...seen.map(({ epochs }) => epochs[0]));
  const last = Math.max(...seen.map(({ epochs, length }) => epochs[length - 1]));
  /** @type {Band} */
  const band = { epochs: [], low: [], lower: [], middle: [], upper: [], high: [] };
  if (seen.length === 0) return band;
  const readers = seen.map((history) => readerOf(history, history[split]));
  const points = last > first ? POINTS : 1;
  for (let point = 0; point < points; point++) {
    const epoch = points > 1 ? first + ((last - first) * point) / (points - 1) : first;
    const spread = spreadOf(readers.map((read) => read(epoch)));
    band.epochs.push(epoch);
    for (const part of PARTS) band[part].push(spread[part]);
  }
  return band;
}

/**
 * Reads a column at ascending epochs, along straight lines between its points; NaN beyond its ends.
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
