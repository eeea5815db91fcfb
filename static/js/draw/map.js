/**
 * Maps over the input plane: quantised values to pixels. A map is painted at its own resolution and scaled by CSS.
 *
 * @import {ClassColours, Ramp} from './palette.js'
 *
 * @typedef {object} PlaneMap one square map; value = zero + scale · byte, row 0 at the top
 * @property {Uint8Array} values (size, size)
 * @property {number} size
 * @property {number} zero
 * @property {number} scale
 *
 * @typedef {[[number, number], [number, number]]} Plane where the axes of x1 and of x2 begin and end
 * @typedef {{middle: number, reach: number}} Domain the value drawn in the neutral colour, and the distance
 *   from it to the full colours
 */

import { classStep, rampIndex } from './palette.js';

/** Image buffers by canvas, so that a frame allocates nothing. @type {WeakMap<HTMLCanvasElement, ImageData>} */
const images = new WeakMap();

/**
 * Paint a map of values.
 *
 * @param {HTMLCanvasElement} canvas resized to the map
 * @param {PlaneMap} map
 * @param {Domain} domain
 * @param {Ramp} ramp
 * @param {boolean} discrete two colours only, split at the middle
 */
export function paintValues(canvas, map, domain, ramp, discrete = false) {
  paint(canvas, map.size, (pixels) => fillValues(pixels, map, domain, ramp, discrete));
}

/**
 * Colour a map of values.
 *
 * @param {Uint32Array} pixels (size, size)
 * @param {PlaneMap} map
 * @param {Domain} domain
 * @param {Ramp} ramp
 * @param {boolean} discrete two colours only, split at the middle
 */
export function fillValues(pixels, map, domain, ramp, discrete = false) {
  const colours = new Uint32Array(256);
  for (let byte = 0; byte < 256; byte++) {
    const value = (map.zero + map.scale * byte - domain.middle) / domain.reach;
    colours[byte] = ramp.pixels[rampIndex(discrete ? (value >= 0 ? 1 : -1) : value)];
  }
  for (let i = 0; i < pixels.length; i++) pixels[i] = colours[map.values[i]];
}

/**
 * Paint the predicted class of every pixel, lighter for smaller margins.
 *
 * @param {HTMLCanvasElement} canvas resized to the maps
 * @param {PlaneMap[]} maps one for every class
 * @param {ClassColours} colours
 * @param {boolean} discrete the full colours alone
 */
export function paintClasses(canvas, maps, colours, discrete = false) {
  paint(canvas, maps[0].size, (pixels) => fillClasses(pixels, maps, colours, discrete));
}

/**
 * Colour every pixel by its predicted class.
 *
 * @param {Uint32Array} pixels (size, size)
 * @param {PlaneMap[]} maps one for every class
 * @param {ClassColours} colours
 * @param {boolean} discrete the full colours alone
 */
export function fillClasses(pixels, maps, colours, discrete = false) {
  for (let i = 0; i < pixels.length; i++) {
    const { winner, lead } = winnerAt(maps, i);
    pixels[i] = colours.pixels[winner % colours.pixels.length][classStep(discrete ? 1 : 0.12 + 0.88 * lead)];
  }
}

/**
 * Paint numbers as cells, row by row.
 *
 * @param {HTMLCanvasElement} canvas resized to the cells
 * @param {ArrayLike<number>} values nothing is painted where one is NaN
 * @param {number} columns of cells
 * @param {number} reach the size that takes the full colour
 * @param {Ramp} ramp
 */
export function paintCells(canvas, values, columns, reach, ramp) {
  const rows = Math.ceil(values.length / columns);
  const image = new ImageData(columns, rows);
  fillCells(new Uint32Array(image.data.buffer), values, reach, ramp);
  if (canvas.width !== columns || canvas.height !== rows) [canvas.width, canvas.height] = [columns, rows];
  /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d')).putImageData(image, 0, 0);
}

/**
 * Colour numbers as cells.
 *
 * @param {Uint32Array} pixels at least one for every value; the rest are left clear
 * @param {ArrayLike<number>} values clear where one is NaN
 * @param {number} reach the size that takes the full colour
 * @param {Ramp} ramp
 */
export function fillCells(pixels, values, reach, ramp) {
  for (let i = 0; i < pixels.length; i++) {
    const isClear = i >= values.length || Number.isNaN(values[i]);
    pixels[i] = isClear ? 0 : ramp.pixels[rampIndex(values[i] / reach)];
  }
}

/**
 * Class with the largest value at a pixel, and its margin over the next.
 *
 * @param {PlaneMap[]} maps
 * @param {number} pixel
 */
export function winnerAt(maps, pixel) {
  let winner = 0;
  let best = -Infinity;
  let second = -Infinity;
  for (let k = 0; k < maps.length; k++) {
    const value = valueAt(maps[k], pixel);
    if (value > best) {
      second = best;
      best = value;
      winner = k;
    } else if (value > second) second = value;
  }
  return { winner, best, lead: best - second };
}

/**
 * Quantise numbers to a map like those of a frame.
 *
 * @param {number[][]} rows square, row 0 at the top
 * @returns {PlaneMap}
 */
export function mapOfRows(rows) {
  const numbers = rows.flat();
  const zero = Math.min(...numbers);
  const scale = (Math.max(...numbers) - zero) / 255;
  const values = Uint8Array.from(numbers, (value) => (scale > 0 ? Math.round((value - zero) / scale) : 0));
  return { values, size: rows.length, zero, scale };
}

/**
 * Value of a map at a pixel.
 *
 * @param {PlaneMap} map
 * @param {number} pixel row · size + column
 */
export const valueAt = (map, pixel) => map.zero + map.scale * map.values[pixel];

/**
 * Pixel of a point.
 *
 * @param {number} x1
 * @param {number} x2
 * @param {number} size
 * @param {Plane} plane
 */
export function pixelAt(x1, x2, size, plane) {
  const [across, down] = shareOf(x1, x2, plane);
  const cell = (/** @type {number} */ share) => Math.min(size - 1, Math.max(0, Math.floor(share * size)));
  return cell(down) * size + cell(across);
}

/**
 * Position of a point on a plane, from 0 to 1 in each direction.
 *
 * @param {number} x1
 * @param {number} x2
 * @param {Plane} plane
 */
export function shareOf(x1, x2, [[left, right], [bottom, top]]) {
  return [(x1 - left) / (right - left), (top - x2) / (top - bottom)];
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {number} size
 * @param {(pixels: Uint32Array) => void} fill
 */
function paint(canvas, size, fill) {
  if (canvas.width !== size || canvas.height !== size) canvas.width = canvas.height = size;
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  let image = images.get(canvas);
  if (!image || image.width !== size) {
    image = context.createImageData(size, size);
    images.set(canvas, image);
  }
  fill(new Uint32Array(image.data.buffer));
  context.putImageData(image, 0, 0);
}
