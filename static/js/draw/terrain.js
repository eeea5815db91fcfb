/**
 * A contour map: bands between contour lines, lighter for lower values, with paths over it.
 *
 * @import {Palette} from './palette.js'
 *
 * @typedef {object} Ground numbers on square cells, row 0 at the top
 * @property {Float64Array} values (size, size); Infinity where there is no finite one
 * @property {number} size
 * @property {[[number, number], [number, number]]} window
 *
 * @typedef {{points: [number, number][], stroke: string, dash: number[], until?: number, faded?: boolean}} DrawnWay
 *   `until`: how many of the points are drawn, all when left out
 */

import { contours } from 'd3-contour';

import { colourOf } from './palette.js';

const LEVELS = 18;
const DEPTH = 1e-5; // lowest level as a fraction of the highest value
const DARKEST = 0.32; // intensity of the highest band
const LINE = 0.28; // opacity of a contour line
const HEAD = 4.5;
const BETWEEN = 0.35; // opacity of a path between its dashes

/**
 * Levels of the contour lines: evenly spaced in their logarithm above `lowest`.
 *
 * @param {ArrayLike<number>} values
 * @param {number} lowest what the logarithm counts from
 * @returns {number[]} ascending
 */
export function levelsOf(values, lowest) {
  let low = Infinity;
  let high = -Infinity;
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i])) continue;
    low = Math.min(low, values[i] - lowest);
    high = Math.max(high, values[i] - lowest);
  }
  if (!(high > low) || !(high > 0)) return [];
  const [from, to] = [Math.log(Math.max(low, DEPTH * high)), Math.log(high)];
  return Array.from({ length: LEVELS }, (_, level) => lowest + Math.exp(from + ((level + 0.5) / LEVELS) * (to - from)));
}

/**
 * @param {CanvasRenderingContext2D} context in CSS pixels
 * @param {Ground} ground
 * @param {number[]} levels
 * @param {{width: number, height: number, palette: Palette}} look
 */
export function paintTerrain(context, { values, size }, levels, { width, height, palette }) {
  context.fillStyle = colourOf(palette.inks, 0);
  context.fillRect(0, 0, width, height);
  const heights = Array.from(values, (value) => (Number.isFinite(value) ? value : Number.MAX_VALUE));
  const bands = contours().size([size, size]).thresholds(levels)(heights);
  context.lineWidth = 1;
  bands.forEach((band, level) => {
    const path = new Path2D();
    for (const ring of band.coordinates.flat()) {
      ring.forEach(([x, y], index) => {
        const [across, down] = [(x * width) / size, (y * height) / size];
        if (index === 0) path.moveTo(across, down);
        else path.lineTo(across, down);
      });
    }
    context.fillStyle = colourOf(palette.inks, (DARKEST * (level + 1)) / levels.length);
    context.fill(path, 'evenodd');
    context.globalAlpha = LINE;
    context.strokeStyle = palette.ink;
    context.stroke(path);
    context.globalAlpha = 1;
  });
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {DrawnWay[]} ways
 * @param {Ground['window']} window
 * @param {{width: number, height: number, palette: Palette}} look
 */
export function drawWays(context, ways, window, { width, height, palette }) {
  context.clearRect(0, 0, width, height);
  const place = placer(window, width, height);
  context.lineJoin = 'round';
  for (const { points, stroke, dash, until = points.length, faded = false } of ways) {
    if (until === 0) continue;
    const path = new Path2D();
    for (let i = 0; i < until; i++) {
      const [x, y] = place(points[i]);
      if (i === 0) path.moveTo(x, y);
      else path.lineTo(x, y);
    }
    const opacity = faded ? 0.5 : 1;
    context.setLineDash([]);
    strokeWith(context, path, palette.halo, 4, 0.6 * opacity);
    strokeWith(context, path, stroke, 2, BETWEEN * opacity);
    context.setLineDash(dash);
    strokeWith(context, path, stroke, 2, opacity);
  }
  context.setLineDash([]);
  for (const { points, stroke, until = points.length } of ways) {
    if (until > 0) drawHead(context, place(points[until - 1]), stroke, palette.halo);
  }
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Path2D} path
 * @param {string} colour
 * @param {number} width
 * @param {number} opacity
 */
function strokeWith(context, path, colour, width, opacity) {
  context.globalAlpha = opacity;
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.stroke(path);
  context.globalAlpha = 1;
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {[number, number]} at
 * @param {string} fill
 * @param {string} halo
 */
function drawHead(context, [x, y], fill, halo) {
  context.beginPath();
  context.arc(x, y, HEAD, 0, 2 * Math.PI);
  context.fillStyle = fill;
  context.strokeStyle = halo;
  context.lineWidth = 1.5;
  context.fill();
  context.stroke();
}

/**
 * Draw a cross at a point of interest, such as a minimum.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {[number, number][]} places
 * @param {Ground['window']} window
 * @param {{width: number, height: number, palette: Palette}} look
 */
export function drawCrosses(context, places, window, { width, height, palette }) {
  const place = placer(window, width, height);
  context.strokeStyle = palette.ink;
  context.lineWidth = 1.5;
  context.beginPath();
  for (const [x, y] of places.map(place)) {
    for (const way of [-1, 1]) {
      context.moveTo(x - 5, y - 5 * way);
      context.lineTo(x + 5, y + 5 * way);
    }
  }
  context.stroke();
}

/**
 * Convert coordinates to CSS pixels.
 *
 * @param {Ground['window']} window
 * @param {number} width
 * @param {number} height
 * @returns {(point: [number, number]) => [number, number]}
 */
function placer([[left, right], [bottom, top]], width, height) {
  return ([a, b]) => [(width * (a - left)) / (right - left), (height * (top - b)) / (top - bottom)];
}
