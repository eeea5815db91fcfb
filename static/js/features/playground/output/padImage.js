/** Drawing on an image of a few pixels. */

/** The value of a pixel full of ink. */
export const INK = 1;

const EDGE = 0.4; // ink that a stroke leaves beside it

/**
 * An image without ink.
 *
 * @param {[number, number]} image rows and columns
 */
export const blank = ([rows, columns]) => new Array(rows * columns).fill(0);

/**
 * The image with a dot of ink at a pixel, soft at its edges as a pen's is.
 *
 * @param {number[]} pixels row by row
 * @param {[number, number]} image
 * @param {number} pixel
 */
export function inked(pixels, [rows, columns], pixel) {
  const [row, column] = [Math.floor(pixel / columns), pixel % columns];
  const next = [...pixels];
  const put = (/** @type {number} */ r, /** @type {number} */ c, /** @type {number} */ ink) => {
    if (r < 0 || r >= rows || c < 0 || c >= columns) return;
    next[r * columns + c] = Math.max(next[r * columns + c], ink);
  };
  put(row, column, INK);
  for (const [r, c] of [
    [-1, 0],
    [1, 0],
    [0, -1],
    [0, 1],
  ]) {
    put(row + r, column + c, EDGE * INK);
  }
  return next;
}
