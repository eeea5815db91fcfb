/**
 * Sizes, labels and colours of the nodes and edges of an expression's graph.
 *
 * @import {Ramp} from './palette.js'
 */

import { colourOf } from './palette.js';

export const EDGE_LABEL = { width: 46, height: 16 };

const STRIP = 16; // height of a number
const GAP = 2; // between the numbers
const INSET = 3; // around them
const LETTER = 8.6; // CSS pixels of a letter of a title
const SMALL_LETTER = 7.6; // of a name or an index
const TITLE_ROOM = 24; // around and between title and name
const LONGEST_NAME = 12;

/**
 * Forms of a node: the adjoint below the value, or beside it if there is little height. `head` is the height of its
 * title.
 */
const FORMS = {
  high: { narrowest: 72, height: 60, head: 22 },
  low: { narrowest: 104, height: 36, head: 17 },
};

const ARRAY = '[…]'; // a constant that is an array

/** @typedef {keyof typeof FORMS} NodeForm */
const FAINTEST = 0.12; // colours must differ from neutral and keep the text readable
const FULLEST = 0.62;

/**
 * @param {string} title
 * @param {string} name
 * @param {NodeForm} form
 */
export function nodeSize(title, name, form) {
  const { narrowest, height } = FORMS[form];
  const words = title.length * LETTER + nodeName(name).length * SMALL_LETTER + TITLE_ROOM;
  return { width: Math.max(narrowest, Math.ceil(words)), height };
}

/**
 * Places of the value and the adjoint in a node.
 *
 * @param {number} width of the node
 * @param {NodeForm} form
 */
export function numberPlaces(width, form) {
  const { head } = FORMS[form];
  const full = width - 2 * INSET;
  const half = (full - GAP) / 2;
  return form === 'high'
    ? [head, head + STRIP + GAP].map((y) => ({ x: INSET, y, width: full, height: STRIP }))
    : [INSET, INSET + half + GAP].map((x) => ({ x, y: head, width: half, height: STRIP }));
}

const CELL = { width: 38, height: STRIP }; // of an entry with its number
const SQUARE = { width: 12, height: 12 }; // of an entry of a large array
const MOST_NUMBERS = { rows: 6, columns: 4 };
const NARROWEST_ARRAY = 40; // node of an array without numbers
const SHAPE_LINE = 15; // height of the shape below the title

/**
 * @typedef {object} Grid cells of an array
 * @property {{width: number, height: number}} cell
 * @property {boolean} hasNumbers
 * @property {number} width
 * @property {number} height
 */

/**
 * Grid of an array on its node: with its numbers if there is room.
 *
 * @param {number} rows
 * @param {number} columns
 * @param {boolean} [isCompact] leave out the numbers in any case
 * @returns {Grid}
 */
export function gridOf(rows, columns, isCompact = false) {
  const hasNumbers = !isCompact && rows <= MOST_NUMBERS.rows && columns <= MOST_NUMBERS.columns;
  const cell = hasNumbers ? CELL : SQUARE;
  return { cell, hasNumbers, width: columns * cell.width, height: rows * cell.height };
}

/**
 * Grid of an image without numbers, such as a local Jacobian.
 *
 * @param {number} rows
 * @param {number} columns
 * @param {number} longest CSS pixels of its longer side
 * @param {number} [largest] CSS pixels of a cell
 * @returns {Grid}
 */
export function pictureGrid(rows, columns, longest, largest = SQUARE.width) {
  const side = Math.min(largest, longest / Math.max(rows, columns));
  return { cell: { width: side, height: side }, hasNumbers: false, width: columns * side, height: rows * side };
}

/**
 * Size of an array's node, and the positions of its value and its adjoint: side by side if they are narrow.
 *
 * @param {string} title
 * @param {string} name
 * @param {NodeForm} form
 * @param {Grid} grid
 */
export function arrayNode(title, name, form, grid) {
  const narrowest = grid.hasNumbers ? FORMS.high.narrowest : NARROWEST_ARRAY;
  const top = FORMS[form].head + SHAPE_LINE;
  const isBeside = grid.width <= grid.height || 2 * grid.width <= 100 || form === 'low';
  const room = isBeside ? 2 * grid.width + 2 * GAP : grid.width;
  const words = title.length * LETTER + nodeName(name).length * SMALL_LETTER + TITLE_ROOM;
  const width = Math.max(narrowest, Math.ceil(words), room + 2 * INSET);
  const height = top + (isBeside ? grid.height : 2 * grid.height + 2 * GAP) + INSET;
  const left = (width - room) / 2;
  const second = isBeside ? { x: left + grid.width + 2 * GAP, y: top } : { x: left, y: top + grid.height + 2 * GAP };
  return { size: { width, height }, places: [{ x: left, y: top }, second] };
}

/** A node's name or index, shortened if it is long. @param {string} name */
export const nodeName = (name) => (name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME - 1)}…` : name);

/**
 * Short label of a node's operation, including constants.
 *
 * @param {{operation: string | null, symbol: string, arguments: {constant: string | null}[]}} node
 */
export function nodeTitle({ operation, symbol, arguments: all }) {
  const constants = all.map(({ constant }) => (constant === null ? null : shortened(constant)));
  if (operation === null || constants.every((constant) => constant === null)) return symbol;
  if (/^\w/.test(symbol) && constants.includes(ARRAY)) return symbol;
  if (/^\w/.test(symbol)) return `${symbol}(${constants.map((constant) => constant ?? '·').join(', ')})`;
  const [first, second] = constants;
  return [first, symbol, second].filter(Boolean).join(' ');
}

/** @param {string} constant */
const shortened = (constant) =>
  constant === 'pi'
    ? 'π'
    : constant.includes('[')
      ? ARRAY
      : constant.length > 7
        ? String(Number(Number(constant).toPrecision(3)))
        : constant;

/**
 * Background colour of a number.
 *
 * @param {Ramp} ramp
 * @param {number} value
 * @param {number} reach the size that gets the fullest colour
 */
export function tint(ramp, value, reach) {
  if (!Number.isFinite(value) || value === 0) return colourOf(ramp, 0);
  const share = Math.min(1, Math.sqrt(Math.abs(value) / reach));
  return colourOf(ramp, Math.sign(value) * (FAINTEST + (FULLEST - FAINTEST) * share));
}

/**
 * Largest finite magnitude among numbers; 1 if there is none.
 *
 * @param {(number | null)[]} values
 */
export function reachOf(values) {
  let reach = 0;
  for (const value of values) if (value !== null && Number.isFinite(value)) reach = Math.max(reach, Math.abs(value));
  return reach || 1;
}

/**
 * Width of the line of a number.
 *
 * @param {number} value
 * @param {number} reach
 */
export const thickness = (value, reach) =>
  Number.isFinite(value) ? 1.25 + 2 * Math.sqrt(Math.min(1, Math.abs(value) / reach)) : 1.25;
