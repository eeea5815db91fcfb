/** Drawing on an image of few pixels. */

/** Value of a pixel full of ink. */
export const INK = 1;

const EDGE = 0.4; // ink on the neighbouring pixels

/**
 * An image without ink.
 *
 * @param {[number, number]} image rows and columns
 */
export const blank = ([rows, columns]) => new Array(rows * columns).fill(0);

/**
 * Add a dot of ink at a pixel, with soft edges like a pen's.
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
