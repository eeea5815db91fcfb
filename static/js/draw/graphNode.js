/**
 * Sizes, labels and colours of the nodes and edges of an expression's graph.
 *
 * @import {Ramp} from './palette.js'
 */

import { colourOf } from './palette.js';

export const NODE = { height: 60, head: 22, strip: 16, gap: 2, inset: 3 };
export const EDGE_LABEL = { width: 46, height: 16 };

const NARROWEST = 72;
const LETTER = 8.6; // CSS pixels of a letter of a title
const INDEX_ROOM = 36;
const FAINTEST = 0.12; // colours must differ from neutral and keep the text readable
const FULLEST = 0.62;

/** @param {string} title */
export const nodeSize = (title) => ({
  width: Math.max(NARROWEST, Math.ceil(title.length * LETTER) + INDEX_ROOM),
  height: NODE.height,
});

/**
 * Short label of a node's operation, including constants.
 *
 * @param {{operation: string | null, symbol: string, arguments: {constant: string | null}[]}} node
 */
export function nodeTitle({ operation, symbol, arguments: all }) {
  const constants = all.map(({ constant }) => (constant === null ? null : shortened(constant)));
  if (operation === null || constants.every((constant) => constant === null)) return symbol;
  if (/^\w/.test(symbol)) return `${symbol}(${constants.map((constant) => constant ?? '·').join(', ')})`;
  const [first, second] = constants;
  return [first, symbol, second].filter(Boolean).join(' ');
}

/** @param {string} constant */
const shortened = (constant) =>
  constant === 'pi' ? 'π' : constant.length > 7 ? String(Number(Number(constant).toPrecision(3))) : constant;

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
