/**
 * The sample that is looked at: a row of the data, or numbers that were typed.
 *
 * @import {PointData, TraceRequest} from '../../protocol/types.d.ts'
 *
 * @typedef {{kind: 'row', row: number}} RowSample counted through all rows, those to train on first
 * @typedef {{kind: 'typed', input: number[], target: number | number[] | null}} TypedSample a target of null: unknown
 * @typedef {RowSample | TypedSample} Sample
 */

/** @type {Sample} */
export const FIRST = { kind: 'row', row: 0 };

/** The numbers in a list; null where one is none. @param {string} text @returns {number[] | null} */
function numbersIn(text) {
  const numbers = text.split(',').map((word) => (word.trim() === '' ? NaN : Number(word)));
  return numbers.every(Number.isFinite) ? numbers : null;
}

/** The sample in a view's choices; the first row where they tell none that can be read. @param {Record<string, string>} choices @returns {Sample} */
export function readSample({ row, x, y }) {
  const input = x === undefined ? null : numbersIn(x);
  if (input) {
    const target = y === undefined ? null : numbersIn(y);
    return {
      kind: 'typed',
      input,
      target: target && (y.includes(',') || !Number.isInteger(target[0]) ? target : target[0]),
    };
  }
  return /^\d+$/.test(row ?? '') ? { kind: 'row', row: Number(row) } : FIRST;
}

/** The same as choices. @param {Sample} sample @returns {Record<string, string | null>} */
export function writeSample(sample) {
  if (sample.kind === 'row') return { row: String(sample.row), x: null, y: null };
  const { input, target } = sample;
  return { row: null, x: input.join(','), y: target === null ? null : String(target) };
}

/** @typedef {Pick<PointData, 'inputs' | 'train_size' | 'test_size' | 'targets'>} Rows */

/** The sample so many rows on, from the last to the first. @param {Sample} sample @param {number} by @param {Rows} data @returns {Sample} */
export function rowBeside(sample, by, { train_size: train, test_size: test }) {
  const all = train + test;
  const from = sample.kind === 'row' ? sample.row : by > 0 ? -1 : 0;
  return { kind: 'row', row: (from + by + all) % all };
}

/** Whether there still is such a sample in the data. @param {Sample} sample @param {Rows} data */
export const isThere = (sample, { inputs, train_size: train, test_size: test }) =>
  sample.kind === 'row'
    ? sample.row < train + test
    : sample.input.length === (inputs[0]?.length ?? sample.input.length);

/** Its inputs, where they are at hand. @param {Sample} sample @param {Rows | null} data */
export const inputOf = (sample, data) => (sample.kind === 'typed' ? sample.input : (data?.inputs[sample.row] ?? null));

/** Its target, a class or numbers. @param {Sample} sample @param {Rows | null} data @returns {number | number[] | null} */
export const targetOfSample = (sample, data) =>
  sample.kind === 'typed' ? sample.target : (data?.targets[sample.row] ?? null);

/** What the server is asked for. @param {Sample} sample @param {number} trainSize @returns {Pick<TraceRequest, 'row' | 'split' | 'input' | 'target'>} */
export function asRequest(sample, trainSize) {
  if (sample.kind === 'typed') return { input: sample.input, target: sample.target };
  const isTest = sample.row >= trainSize;
  return { row: sample.row - (isTest ? trainSize : 0), split: isTest ? 'test' : 'train' };
}
