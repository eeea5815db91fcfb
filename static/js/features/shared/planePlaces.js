/**
 * Places on the plane: under the pointer, by keyboard, and as a style.
 *
 * @import {Plane as Area} from '../../core/selectors.js'
 * @import {Place} from './points.js'
 */

import { sharesUnder } from '../../draw/canvas.js';
import { shareOf } from '../../draw/map.js';

const STRIDE = 1 / 48; // fraction of the plane that an arrow key moves by

/**
 * Position of a place on the plane, as a style.
 *
 * @param {Place} at
 * @param {Area} plane
 */
export function styleOf({ x1, x2 }, plane) {
  const [across, down] = shareOf(x1, x2, plane);
  return { left: `${100 * across}%`, top: `${100 * down}%` };
}

/**
 * Place under the pointer.
 *
 * @param {PointerEvent | MouseEvent} event
 * @param {Area} plane
 * @returns {Place}
 */
export const pointAt = (event, plane) => placeAt(...sharesUnder(event), plane);

/**
 * Place that an arrow key leads to, starting from the middle.
 *
 * @param {string} key
 * @param {Place | null} at
 * @param {Area} plane
 */
export function pointBeside(key, at, plane) {
  const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[key];
  if (!way) return null;
  const [across, down] = at ? shareOf(at.x1, at.x2, plane) : [0.5, 0.5];
  return placeAt(across + STRIDE * way[0], down + STRIDE * way[1], plane);
}

/**
 * Place at a fraction of the plane's width and height, kept within it.
 *
 * @param {number} across
 * @param {number} down
 * @param {Area} plane
 */
function placeAt(across, down, [[left, right], [bottom, top]]) {
  const within = (/** @type {number} */ share) => Math.min(1, Math.max(0, share));
  return { x1: left + within(across) * (right - left), x2: top - within(down) * (top - bottom) };
}
