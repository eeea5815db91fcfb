/**
 * Rows of a table with errors, described by the lines of the file.
 *
 * @import {Content} from './tableColumns.js'
 *
 * @typedef {{line: number, text: string}} Fault
 *
 * @typedef {object} Faults
 * @property {Fault[]} first the first few
 * @property {number} count of all
 * @property {number} rows that have one
 * @property {number[]} sound indices of the rows that have none
 */

import { cellOf, fits, isMissing, misfit, toNumber } from './tableColumns.js';

const MOST_LISTED = 3;

/**
 * @param {Content} content
 * @param {number[]} used indices of the columns that must be right
 * @returns {Faults}
 */
export function findFaults(content, used) {
  const { columns, rows, lines } = content;
  /** @type {Faults} */
  const faults = { first: [], count: 0, rows: 0, sound: [] };
  rows.forEach((row, index) => {
    const texts = fits(row, columns.length)
      ? used.flatMap((column) => {
          const fault = cellFault(content, index, column);
          return fault ? `Line ${lines[index]}, column “${columns[column].name}”: ${fault}.` : [];
        })
      : [misfit(row, lines[index], columns.length, 'cell')];
    if (texts.length === 0) return faults.sound.push(index);
    faults.rows += 1;
    faults.count += texts.length;
    const room = MOST_LISTED - faults.first.length;
    faults.first.push(...texts.slice(0, room).map((text) => ({ line: lines[index], text })));
  });
  return faults;
}

/**
 * Describe the error of a cell, as the end of a sentence; empty if there is none.
 *
 * @param {Content} content
 * @param {number} row
 * @param {number} column
 */
export function cellFault({ columns, rows, decimalComma }, row, column) {
  const { kind, numbers } = columns[column];
  if (kind === 'numbers' && !Number.isNaN(numbers[row])) return '';
  const cell = cellOf(rows[row], column);
  if (cell === '') return 'there is no value';
  if (isMissing(cell)) return `“${cell}” is a missing value`;
  if (kind !== 'numbers') return '';
  return `“${shortened(cell)}” is not a ${Number.isNaN(toNumber(cell, decimalComma)) ? '' : 'finite '}number`;
}

/**
 * Text of a cell, shortened.
 *
 * @param {string} cell
 */
export const shortened = (cell) => (cell.length > 24 ? `${cell.slice(0, 23)}…` : cell);
