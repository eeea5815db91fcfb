/**
 * Contour lines over a map: the decision boundary of an output, and the borders between classes.
 *
 * @import {PlaneMap} from './map.js'
 */

import { contours } from 'd3-contour';

import { valueAt } from './map.js';

/**
 * Stroke the line at which a map crosses `level`.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {PlaneMap} map
 * @param {number} level
 * @param {number} extent the side of the drawing, in the context's units
 */
export function strokeLevel(context, map, level, extent) {
  const values = new Array(map.size ** 2);
  for (let pixel = 0; pixel < values.length; pixel++) values[pixel] = valueAt(map, pixel) - level;
  strokeZero(context, values, map.size, extent);
}

/**
 * Stroke the borders between the predicted classes.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {PlaneMap[]} maps one for every class
 * @param {number} extent
 */
export function strokeBorders(context, maps, extent) {
  const { size } = maps[0];
  const surfaces = maps.map(smoothed);
  for (let k = 0; k < maps.length - 1; k++) {
    const { margins, rivals } = marginsOf(surfaces, k);
    // its border with an earlier class is already drawn
    strokeZero(context, margins, size, extent, (pixel) => rivals[pixel] > k);
  }
}

/**
 * Average each pixel of a map with its neighbours: the steps of quantised values would make lines ragged between
 * classes of nearly equal value.
 *
 * @param {PlaneMap} map
 */
function smoothed(map) {
  const { size } = map;
  const surface = new Float64Array(size * size);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      let sum = 0;
      let count = 0;
      for (let r = Math.max(0, row - 1); r <= Math.min(size - 1, row + 1); r++) {
        for (let c = Math.max(0, column - 1); c <= Math.min(size - 1, column + 1); c++) {
          sum += valueAt(map, r * size + c);
          count += 1;
        }
      }
      surface[row * size + column] = sum / count;
    }
  }
  return surface;
}

/**
 * Margin of a class over the strongest other class at every pixel.
 *
 * @param {Float64Array[]} surfaces one for every class
 * @param {number} k
 */
function marginsOf(surfaces, k) {
  const count = surfaces[k].length;
  const margins = new Array(count);
  const rivals = new Uint8Array(count);
  for (let pixel = 0; pixel < count; pixel++) {
    let strongest = -Infinity;
    for (let other = 0; other < surfaces.length; other++) {
      const value = surfaces[other][pixel];
      if (other === k || value <= strongest) continue;
      strongest = value;
      rivals[pixel] = other;
    }
    margins[pixel] = surfaces[k][pixel] - strongest;
  }
  return { margins, rivals };
}

/**
 * Split rings into lines: d3-contour closes its rings along the edge of the grid, which is not part of the line.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {number[]} values (size, size)
 * @param {number} size
 * @param {number} extent
 * @param {(pixel: number) => boolean} [wanted] whether the line is drawn where it crosses a pixel
 */
function strokeZero(context, values, size, extent, wanted = () => true) {
  const { coordinates } = contours().size([size, size]).contour(values, 0);
  const scale = extent / size;
  context.beginPath();
  for (const polygon of coordinates) {
    for (const ring of polygon) {
      let isDown = false; // whether the line ends where the next segment begins
      for (let i = 1; i < ring.length; i++) {
        const [from, to] = [ring[i - 1], ring[i]];
        const isFrame = onEdge(from, size) && onEdge(to, size);
        if (isFrame || !wanted(Math.floor(from[1]) * size + Math.floor(from[0]))) isDown = false;
        else {
          if (!isDown) context.moveTo(from[0] * scale, from[1] * scale);
          context.lineTo(to[0] * scale, to[1] * scale);
          isDown = true;
        }
      }
    }
  }
  context.stroke();
}

/**
 * @param {number[]} point
 * @param {number} size
 */
const onEdge = ([x, y], size) => x <= 0.5 || y <= 0.5 || x >= size - 0.5 || y >= size - 0.5;
