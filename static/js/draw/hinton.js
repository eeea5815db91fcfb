/**
 * A Hinton diagram: a square for every weight, whose area is the weight's magnitude, filled above zero and open below.
 *
 * @import {Ramp} from './palette.js'
 */

const FULLEST = 0.92; // side of the largest square as a fraction of its cell

/**
 * @param {CanvasRenderingContext2D} context
 * @param {object} drawing
 * @param {number} drawing.rows
 * @param {number} drawing.columns
 * @param {(row: number, column: number) => number} drawing.weight NaN: none, its cell stays empty
 * @param {number} drawing.largest size of the weight that fills its cell
 * @param {number} drawing.cell side of a cell in CSS pixels
 * @param {Ramp} drawing.ramp of values
 * @param {string} drawing.ground
 * @param {string} drawing.line
 */
export function drawHinton(context, { rows, columns, weight, largest, cell, ramp, ground, line }) {
  context.clearRect(0, 0, columns * cell, rows * cell);
  context.fillStyle = ground;
  context.fillRect(0, 0, columns * cell, rows * cell);
  const [below, above] = [ramp.css[0], ramp.css[ramp.css.length - 1]];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const value = weight(row, column);
      const side = cell * FULLEST * Math.sqrt(Math.min(1, Math.abs(value) / largest));
      if (!(side >= 1)) continue;
      const [x, y] = [(column + 0.5) * cell - side / 2, (row + 0.5) * cell - side / 2];
      if (value > 0) {
        context.fillStyle = above;
        context.fillRect(x, y, side, side);
      } else {
        context.strokeStyle = below;
        context.lineWidth = Math.min(2, side / 2);
        context.strokeRect(
          x + context.lineWidth / 2,
          y + context.lineWidth / 2,
          side - context.lineWidth,
          side - context.lineWidth,
        );
      }
    }
  }
  context.strokeStyle = line;
  context.lineWidth = 1;
  for (let row = 1; row < rows; row++) context.strokeRect(0, row * cell, columns * cell, 0);
}
