/**
 * The connections and biases of the network: width and colour by value, negative ones dashed. Only changed attributes
 * are written to the page.
 *
 * @import {Ramp} from './palette.js'
 */

import { linkWidth } from './layout.js';
import { colourOf } from './palette.js';

const DASHES = '5 3';

/**
 * @typedef {object} LinkLook
 * @property {(index: number) => Ramp} ramp
 * @property {string} idle the colour of a link without a value
 * @property {(index: number) => number} reach the size of value that gets the full colour and width
 * @property {(index: number) => boolean} faded links to step back, while one or some are looked at
 */

/**
 * Draw every connection.
 *
 * @param {ArrayLike<Element>} paths
 * @param {ArrayLike<number>} values zero or NaN where there is none
 * @param {LinkLook} look
 */
export function drawLinks(paths, values, { ramp, idle, reach, faded }) {
  for (let index = 0; index < paths.length; index++) {
    const value = values[index];
    const full = reach(index);
    write(paths[index], 'stroke', value ? colourOf(ramp(index), tone(value, full)) : idle);
    write(paths[index], 'stroke-width', linkWidth(value, full).toFixed(1));
    write(paths[index], 'stroke-dasharray', value < 0 ? DASHES : 'none');
    write(paths[index], 'opacity', faded(index) ? '0.12' : '1');
  }
}

/**
 * Position of a value on a ramp; even small weights differ from zero.
 *
 * @param {number} value
 * @param {number} reach
 */
const tone = (value, reach) => Math.sign(value) * (0.25 + 0.75 * Math.min(1, Math.abs(value) / reach));

/** @type {WeakMap<Element, Record<string, string>>} */
const written = new WeakMap();

/**
 * @param {Element} element
 * @param {string} attribute
 * @param {string} text
 */
function write(element, attribute, text) {
  const known = written.get(element) ?? {};
  if (known[attribute] === text) return;
  known[attribute] = text;
  written.set(element, known);
  element.setAttribute(attribute, text);
}

/**
 * Largest magnitude among values, for connections with their own scale.
 *
 * @param {ArrayLike<number>} values
 */
export function largest(values) {
  let most = 0;
  for (let index = 0; index < values.length; index++) most = Math.max(most, Math.abs(values[index]) || 0);
  return most;
}
