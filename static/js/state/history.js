/**
 * The course of a run as this page saw it: losses and gradient norms by epoch.
 *
 * Appending returns a new history that shares its buffers with the old one, which goes on showing its own, shorter,
 * part: nothing is copied at sixty frames a second, and no reader sees a history change. Only the newest may be
 * appended to.
 *
 * @typedef {object} History
 * @property {number} length
 * @property {Float64Array} epochs epochs done, with the part of the epoch under way
 * @property {Float64Array} train
 * @property {Float64Array} test NaN where there is no test split
 * @property {Float64Array[]} norms gradient norm of each layer; NaN before the first step
 *
 * @typedef {{epoch: number, train: number, test: number, norms: number[]}} HistoryRow
 */

const CAPACITY = 2048;

/**
 * @param {number} layers
 * @param {number} [capacity] even
 * @returns {History}
 */
export function createHistory(layers, capacity = CAPACITY) {
  const column = () => new Float64Array(capacity);
  return {
    length: 0,
    epochs: column(),
    train: column(),
    test: column(),
    norms: Array.from({ length: layers }, column),
  };
}

/**
 * The history with one more row. A full one is first thinned to every second row.
 *
 * @param {History} history
 * @param {HistoryRow} row
 * @returns {History}
 */
export function appendHistory(history, row) {
  const { length, epochs, train, test, norms } = history.length === history.epochs.length ? thin(history) : history;
  epochs[length] = row.epoch;
  train[length] = row.train;
  test[length] = row.test;
  norms.forEach((column, layer) => (column[length] = row.norms[layer]));
  return { length: length + 1, epochs, train, test, norms };
}

/** @param {History} history @returns {History} */
function thin({ length, epochs, train, test, norms }) {
  /** @param {Float64Array} column */
  const half = (column) => {
    const thinned = new Float64Array(column.length);
    for (let i = 0; 2 * i < length; i++) thinned[i] = column[2 * i];
    return thinned;
  };
  return {
    length: Math.ceil(length / 2),
    epochs: half(epochs),
    train: half(train),
    test: half(test),
    norms: norms.map(half),
  };
}
