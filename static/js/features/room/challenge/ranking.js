/**
 * How many entries of a ranking a screen shows, and where.
 *
 * @typedef {object} Rows
 * @property {number} shown entries, the first of the ranking
 * @property {number} columns
 * @property {number} rows in a column
 * @property {number} height of a row in pixels
 */

/** Entries up to which there is one column. */
const FEW = 10;

/** Heights of a row, in widths of the screen. */
const LEAST = 0.021;
const MOST = 0.046;

/** Pixels. */
const LEAST_HEIGHT = 24;
const NARROW = 720;

/**
 * @param {number} count
 * @param {{width: number, height: number}} area
 * @returns {Rows}
 */
export function layOutRows(count, { width, height }) {
  const fit = Math.max(1, Math.floor(height / Math.max(LEAST_HEIGHT, LEAST * width)));
  const columns = count <= Math.min(FEW, fit) || width < NARROW ? 1 : 2;
  const shown = Math.min(count, fit * columns);
  const rows = Math.ceil(shown / columns);
  return { shown, columns, rows, height: Math.min(height / Math.max(1, rows), Math.max(LEAST_HEIGHT, MOST * width)) };
}
