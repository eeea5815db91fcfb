/**
 * The history of a run as seen by this page: losses, and the gradient norm and standard deviation of every layer, by
 * epoch.
 *
 * Appending returns a new history that shares its buffers with the old one, which keeps its length: nothing is copied
 * at sixty frames a second, and no reader sees a history change. Only the newest history may be appended to.
 *
 * @import {HistoryAnswer} from '../protocol/types.d.ts'
 *
 * @typedef {object} History
 * @property {number} length
 * @property {Float64Array} epochs epochs done, with the part of the epoch under way
 * @property {Float64Array} train
 * @property {Float64Array} test NaN where there is no test split
 * @property {Float64Array[]} norms gradient norm of each layer; NaN before the first step
 * @property {Float64Array[]} stds how the outputs of each layer spread
 *
 * @typedef {{epoch: number, train: number, test: number, norms: number[], stds: number[]}} HistoryRow
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
    stds: Array.from({ length: layers }, column),
  };
}

/**
 * Append a row. A full history is first thinned to every second row.
 *
 * @param {History} history
 * @param {HistoryRow} row
 * @returns {History}
 */
export function appendHistory(history, row) {
  const { length, ...columns } = history.length === history.epochs.length ? thin(history) : history;
  const { epochs, train, test, norms, stds } = columns;
  epochs[length] = row.epoch;
  train[length] = row.train;
  test[length] = row.test;
  norms.forEach((column, layer) => (column[length] = row.norms[layer]));
  stds.forEach((column, layer) => (column[length] = row.stds[layer]));
  return { length: length + 1, ...columns };
}

/**
 * Convert the server's recorded history.
 *
 * @param {HistoryAnswer} answer
 * @param {number[]} epochs of each row
 * @returns {History}
 */
export function recordedHistory(answer, epochs) {
  const figure = (/** @type {number | null} */ value) => value ?? NaN;
  return epochs.reduce(
    (history, epoch, row) =>
      appendHistory(history, {
        epoch,
        train: figure(answer.train_loss[row]),
        test: figure(answer.test_loss[row]),
        norms: answer.gradient_norms.map((column) => figure(column[row])),
        stds: answer.activation_stds.map((column) => figure(column[row])),
      }),
    createHistory(answer.gradient_norms.length),
  );
}

/**
 * Join two histories of the same run: the first, then the later rows of the second.
 *
 * @param {History} first
 * @param {History} second
 */
export function joinHistories(first, second) {
  let joined = first;
  for (let row = 0; row < second.length; row++) {
    const epoch = second.epochs[row];
    if (first.length > 0 && epoch <= first.epochs[first.length - 1]) continue;
    const [norms, stds] = [second.norms, second.stds].map((columns) => columns.map((column) => column[row]));
    joined = appendHistory(joined, { epoch, train: second.train[row], test: second.test[row], norms, stds });
  }
  return joined;
}

/**
 * @param {History} history
 * @returns {History}
 */
function thin({ length, epochs, train, test, norms, stds }) {
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
    stds: stds.map(half),
  };
}
