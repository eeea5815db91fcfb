/**
 * The columns of a table: their names, and whether they hold numbers, words or dates.
 *
 * @import {Table} from './tableText.js'
 *
 * @typedef {'numbers' | 'words' | 'dates' | 'nothing'} Kind what most of a column's cells are
 *
 * @typedef {object} Column
 * @property {string} name
 * @property {Kind} kind
 * @property {boolean} isConstant
 * @property {Float64Array} numbers its cells as numbers, NaN where one is none; empty in a column of another kind
 *
 * @typedef {object} Content
 * @property {boolean} hasNames whether the first row names the columns
 * @property {string[]} problems what is wrong with the names
 * @property {Column[]} columns
 * @property {string[][]} rows the other rows
 * @property {Uint32Array} lines where they begin in the text
 * @property {boolean} decimalComma
 */

const LONGEST_NAME = 64; // characters, as the server takes them
const TRIED = 100; // rows that determine whether the first one holds names
const MISSING = new Set(['', 'na', 'n/a', 'nan', 'null', '?']);
const DATE = /^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([ T]|$)/;

/**
 * A cell; empty if the row is too short.
 *
 * @param {string[]} row
 * @param {number} index
 */
export const cellOf = (row, index) => (row[index] ?? '').trim();

/**
 * True if a cell means a missing value.
 *
 * @param {string} cell
 */
export const isMissing = (cell) => MISSING.has(cell.toLowerCase());

/**
 * @param {string} cell
 * @param {boolean} decimalComma
 * @returns {number} NaN where it is no number
 */
export function toNumber(cell, decimalComma) {
  if (cell === '') return NaN;
  const number = Number(cell);
  if (!Number.isNaN(number)) return number;
  return Number((decimalComma ? cell.replace(',', '.') : cell).replace('−', '-'));
}

/**
 * @param {Table} table
 * @param {boolean | null} hasNames null: inferred from the table
 * @returns {Content}
 * @throws {RangeError} with a sentence for the learner where there is only one column
 */
export function readColumns({ rows, lines, decimalComma }, hasNames) {
  const width = widthOf(rows);
  if (width < 2) {
    throw new RangeError(
      'There is only one column, and a network needs an input and a target. ' +
        'Separate columns by commas, semicolons or tabs.',
    );
  }
  const named = hasNames ?? firstRowNames(rows, width, decimalComma);
  const from = named ? 1 : 0;
  const data = rows.slice(from);
  const columns = readCells(data, width, decimalComma);
  const names = namesOf(named ? rows[0] : [], width);
  return {
    hasNames: named,
    problems: named && !fits(rows[0], width) ? [misfit(rows[0], lines[0], width, 'name')] : [],
    columns: columns.map((column, index) => ({ name: names[index], ...column })),
    rows: data,
    lines: lines.subarray(from),
    decimalComma,
  };
}

/**
 * True if a row has as many cells as there are columns; trailing empty cells do not count.
 *
 * @param {string[]} row
 * @param {number} width
 */
export const fits = (row, width) => row.length === width || (row.length > width && filled(row) <= width);

/**
 * Describe a row of the wrong width.
 *
 * @param {string[]} row
 * @param {number} line
 * @param {number} width
 * @param {'name' | 'cell'} what
 */
export function misfit(row, line, width, what) {
  const count = Math.max(filled(row), Math.min(row.length, width));
  return `Line ${line} has ${count} ${what}${count === 1 ? '' : 's'} for ${width} columns.`;
}

/**
 * Number of cells up to the last non-empty one.
 *
 * @param {string[]} row
 */
const filled = (row) => row.findLastIndex((cell) => cell.trim() !== '') + 1;

/**
 * Most frequent number of cells in a row, without trailing empty columns.
 *
 * @param {string[][]} rows
 */
function widthOf(rows) {
  /** @type {Map<number, number>} */
  const counts = new Map();
  for (const { length } of rows) counts.set(length, (counts.get(length) ?? 0) + 1);
  const [[usual]] = [...counts].sort(([a, first], [b, second]) => second - first || b - a);
  return rows.reduce((width, row) => (row.length === usual ? Math.max(width, filled(row)) : width), 0);
}

/**
 * True if the first row holds names: it has a word above numbers, or it is the only row and has only words.
 *
 * @param {string[][]} rows
 * @param {number} width
 * @param {boolean} decimalComma
 */
function firstRowNames(rows, width, decimalComma) {
  const isWord = (/** @type {string} */ cell) => !isMissing(cell) && Number.isNaN(toNumber(cell, decimalComma));
  if (rows.length === 1) return readCells(rows, width, decimalComma).every(({ kind }) => kind === 'words');
  const tried = readCells(rows.slice(1, TRIED + 1), width, decimalComma);
  return tried.some(({ kind }, index) => kind === 'numbers' && isWord(cellOf(rows[0], index)));
}

/**
 * Make names non-empty, short enough and unique.
 *
 * @param {string[]} given
 * @param {number} width
 */
function namesOf(given, width) {
  return distinctNames(Array.from({ length: width }, (_, index) => cellOf(given, index) || `column ${index + 1}`));
}

/**
 * Make duplicate names unique: age, age (2).
 *
 * @param {string[]} names
 */
export function distinctNames(names) {
  const taken = new Set();
  return names.map((name) => {
    const short = name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME - 1)}…` : name;
    let distinct = short;
    for (let count = 2; taken.has(distinct); count++) {
      const suffix = ` (${count})`;
      distinct = short.slice(0, LONGEST_NAME - suffix.length) + suffix;
    }
    taken.add(distinct);
    return distinct;
  });
}

/** Contents of a column, cell by cell. */
class ColumnReader {
  #decimalComma;
  #numbers;
  #counts = { numbers: 0, words: 0, dates: 0 };
  /** @type {string | number | undefined} */
  #first;
  #isConstant = true;

  /**
   * @param {number} rows
   * @param {boolean} decimalComma
   */
  constructor(rows, decimalComma) {
    this.#numbers = new Float64Array(rows).fill(NaN);
    this.#decimalComma = decimalComma;
  }

  /**
   * @param {string} cell
   * @param {number} row
   */
  take(cell, row) {
    const number = toNumber(cell, this.#decimalComma);
    const isNumber = Number.isFinite(number);
    if (!isNumber && isMissing(cell)) return;
    if (isNumber) this.#numbers[row] = number;
    this.#counts[isNumber ? 'numbers' : DATE.test(cell) ? 'dates' : 'words'] += 1;
    const value = isNumber ? number : cell;
    this.#first ??= value;
    this.#isConstant &&= value === this.#first;
  }

  /** @returns {Omit<Column, 'name'>} */
  column() {
    const kind = kindOf(this.#counts);
    return { kind, isConstant: this.#isConstant, numbers: kind === 'numbers' ? this.#numbers : new Float64Array() };
  }
}

/**
 * @param {string[][]} rows
 * @param {number} width
 * @param {boolean} decimalComma
 */
function readCells(rows, width, decimalComma) {
  const readers = Array.from({ length: width }, () => new ColumnReader(rows.length, decimalComma));
  // row by row, as they are in memory: column by column takes twice as long for wide tables
  rows.forEach((row, at) => readers.forEach((reader, index) => reader.take(cellOf(row, index), at)));
  return readers.map((reader) => reader.column());
}

/**
 * @param {{numbers: number, words: number, dates: number}} counts
 * @returns {Kind}
 */
function kindOf({ numbers, words, dates }) {
  if (numbers + words + dates === 0) return 'nothing';
  if (numbers > words + dates) return 'numbers';
  return dates > words ? 'dates' : 'words';
}
