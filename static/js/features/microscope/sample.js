/**
 * The traced sample: a row of the data, or numbers typed by the user.
 *
 * @import {PointData, TraceRequest} from '../../protocol/types.d.ts'
 *
 * @typedef {{kind: 'row', row: number}} RowSample index among all rows, training rows first
 * @typedef {{kind: 'typed', input: number[], target: number | number[] | null}} TypedSample target null: unknown
 * @typedef {RowSample | TypedSample} Sample
 *
 * @typedef {Pick<PointData, 'inputs' | 'train_size' | 'test_size' | 'targets'>} Rows
 */

/** @type {Sample} */
export const FIRST_SAMPLE = { kind: 'row', row: 0 };

/**
 * Read the sample from the address; the first row by default.
 *
 * @param {Record<string, string>} choices
 * @returns {Sample}
 */
export function readSample({ row, x, y }) {
  const input = x === undefined ? null : parseNumbers(x);
  if (input) {
    const target = y === undefined ? null : parseNumbers(y);
    const isClass = target && !y.includes(',') && Number.isInteger(target[0]);
    return { kind: 'typed', input, target: isClass ? target[0] : target };
  }
  return /^\d+$/.test(row ?? '') ? { kind: 'row', row: Number(row) } : FIRST_SAMPLE;
}

/** What the address can name. */
export const EXPECTED = {
  row: { isKnown: (/** @type {string} */ given) => /^\d+$/.test(given), text: 'the number of a row' },
  x: { isKnown: (/** @type {string} */ given) => parseNumbers(given) !== null, text: 'numbers such as 0.5,-1' },
  y: { isKnown: (/** @type {string} */ given) => parseNumbers(given) !== null, text: 'a class or numbers such as 1' },
};

/**
 * Numbers separated by commas; null if one cannot be read.
 *
 * @param {string} text
 * @returns {number[] | null}
 */
function parseNumbers(text) {
  const numbers = text.split(',').map((word) => (word.trim() === '' ? NaN : Number(word)));
  return numbers.every(Number.isFinite) ? numbers : null;
}

/**
 * Write the sample as choices of the address.
 *
 * @param {Sample} sample
 * @returns {Record<string, string | null>}
 */
export function writeSample(sample) {
  if (sample.kind === 'row') return { row: String(sample.row), x: null, y: null };
  const { input, target } = sample;
  return { row: null, x: input.join(','), y: target === null ? null : String(target) };
}

/**
 * The row a number of rows further, cyclically.
 *
 * @param {Sample} sample
 * @param {number} by
 * @param {Rows} data
 * @returns {Sample}
 */
export function nextRow(sample, by, { train_size: train, test_size: test }) {
  const count = train + test;
  const from = sample.kind === 'row' ? sample.row : by > 0 ? -1 : 0;
  return { kind: 'row', row: (from + by + count) % count };
}

/**
 * True if the data still have this row, or as many inputs as were typed.
 *
 * @param {Sample} sample
 * @param {Rows} data
 */
export const isInData = (sample, { inputs, train_size: train, test_size: test }) =>
  sample.kind === 'row'
    ? sample.row < train + test
    : sample.input.length === (inputs[0]?.length ?? sample.input.length);

/**
 * Inputs of the sample; null if the page does not have them.
 *
 * @param {Sample} sample
 * @param {Rows | null} data
 */
export const inputOf = (sample, data) => (sample.kind === 'typed' ? sample.input : (data?.inputs[sample.row] ?? null));

/**
 * Target of the sample: a class or numbers; null if unknown.
 *
 * @param {Sample} sample
 * @param {Rows | null} data
 * @returns {number | number[] | null}
 */
export const targetOf = (sample, data) =>
  sample.kind === 'typed' ? sample.target : (data?.targets[sample.row] ?? null);

/**
 * Fields of the trace request that identify the sample.
 *
 * @param {Sample} sample
 * @param {number} trainSize
 * @returns {Pick<TraceRequest, 'row' | 'split' | 'input' | 'target'>}
 */
export function requestOf(sample, trainSize) {
  if (sample.kind === 'typed') return { input: sample.input, target: sample.target };
  const isTest = sample.row >= trainSize;
  return { row: sample.row - (isTest ? trainSize : 0), split: isTest ? 'test' : 'train' };
}
