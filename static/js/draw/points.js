/**
 * Data points: classes by colour and shape, training points filled and test points hollow.
 *
 * @import {Plane} from './map.js'
 * @import {Palette} from './palette.js'
 *
 * @typedef {object} Points what is drawn
 * @property {number[][]} inputs (N, 2)
 * @property {number[]} targets class indices, or values in regression
 * @property {number} classes 0 in regression
 */

import { shareOf } from './map.js';
import { classColour, colourOf } from './palette.js';

/** Outline of each class around the origin, of about the same area at radius `r`. */
const SHAPES = [
  /**
   * @param {Path2D} path
   * @param {number} x
   * @param {number} y
   * @param {number} r
   */
  (path, x, y, r) => {
    path.moveTo(x + r, y);
    path.arc(x, y, r, 0, 2 * Math.PI);
  },
  /**
   * @param {Path2D} path
   * @param {number} x
   * @param {number} y
   * @param {number} r
   */
  (path, x, y, r) => polygon(path, x, y, 1.25 * r, 4, Math.PI / 4),
  /**
   * @param {Path2D} path
   * @param {number} x
   * @param {number} y
   * @param {number} r
   */
  (path, x, y, r) => polygon(path, x, y, 1.45 * r, 3, -Math.PI / 2),
  /**
   * @param {Path2D} path
   * @param {number} x
   * @param {number} y
   * @param {number} r
   */
  (path, x, y, r) => polygon(path, x, y, 1.3 * r, 4, 0),
  /**
   * @param {Path2D} path
   * @param {number} x
   * @param {number} y
   * @param {number} r
   */
  (path, x, y, r) => polygon(path, x, y, 1.45 * r, 3, Math.PI / 2),
  /**
   * @param {Path2D} path
   * @param {number} x
   * @param {number} y
   * @param {number} r
   */
  (path, x, y, r) => polygon(path, x, y, 1.15 * r, 6, 0),
];

/**
 * Draw the points of one split.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {Points} points
 * @param {{extent: number, plane: Plane, radius: number, hollow: boolean, onMap: boolean, palette: Palette}} look
 *   `extent`: the side of the drawing; `onMap`: whether a map is drawn under the points
 */
export function drawPoints(context, points, { extent, plane, radius, hollow, onMap, palette }) {
  /** @type {Map<string, Path2D>} one path a colour: few strokes however many points */
  const paths = new Map();
  points.inputs.forEach(([x1, x2], i) => {
    const colour = pointColour(points, i, palette, onMap);
    const path = paths.get(colour) ?? new Path2D();
    paths.set(colour, path);
    const [across, down] = shareOf(x1, x2, plane);
    shapeOf(points, i)(path, across * extent, down * extent, radius);
  });
  for (const [colour, path] of paths) {
    context.lineWidth = hollow ? 2.6 : 1.6;
    context.strokeStyle = palette.halo;
    context.stroke(path);
    context.fillStyle = hollow ? palette.halo : colour;
    context.fill(path);
    if (!hollow) continue;
    context.lineWidth = 1.3;
    context.strokeStyle = colour;
    context.stroke(path);
  }
}

/**
 * Colour of a point: that of its class or value.
 *
 * @param {Points} points
 * @param {number} index
 * @param {Palette} palette
 * @param {boolean} onMap
 */
function pointColour({ targets, classes }, index, palette, onMap) {
  if (classes > 0) return markColour(targets[index], classes, palette, onMap);
  // the colours of the map, so that an error shows as a difference; few of them, to draw few paths
  return colourOf(palette.values, Math.round(20 * targets[index]) / 20);
}

/**
 * Colour of a class; of two classes, which one output distinguishes, on the scale of values.
 *
 * @param {number} index of the class
 * @param {number} classes how many there are
 * @param {Palette} palette
 * @param {boolean} [onMap] whether the mark is drawn on a map of the same colours
 */
export function markColour(index, classes, palette, onMap = false) {
  if (classes > 2) return classColour(onMap ? palette.classes.marks : palette.classes.css, index);
  return colourOf(onMap ? palette.marks : palette.values, index === 1 ? 1 : -1);
}

/**
 * @param {Points} points
 * @param {number} index
 */
function shapeOf({ targets, classes }, index) {
  return SHAPES[classes === 0 ? 0 : targets[index] % SHAPES.length];
}

/**
 * @param {Path2D} path
 * @param {number} x
 * @param {number} y
 * @param {number} r
 * @param {number} corners
 * @param {number} turn
 */
function polygon(path, x, y, r, corners, turn) {
  for (let corner = 0; corner <= corners; corner++) {
    const angle = turn + (2 * Math.PI * corner) / corners;
    if (corner === 0) path.moveTo(x + r * Math.cos(angle), y + r * Math.sin(angle));
    else path.lineTo(x + r * Math.cos(angle), y + r * Math.sin(angle));
  }
  path.closePath();
}
