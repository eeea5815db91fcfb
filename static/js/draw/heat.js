/**
 * A heat map: layers from top to bottom, time from left to right, magnitudes as powers of ten on a ramp from neutral to
 * its positive end.
 *
 * @import {Ramp} from './palette.js'
 *
 * @typedef {object} Heat
 * @property {ArrayLike<number>[]} rows sizes over time, one for each layer; NaN if missing
 * @property {number} length number of columns
 * @property {number} low power of ten at the start of the ramp
 * @property {number} high power of ten at its end
 * @property {Ramp} ramp
 * @property {number} width CSS pixels
 * @property {number} height CSS pixels
 */

const MOST_COLUMNS = 320;

/** @type {HTMLCanvasElement | null} */
let scratch = null;

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Heat} heat
 */
export function drawHeat(context, { rows, length, low, high, ramp, width, height }) {
  context.clearRect(0, 0, width, height);
  if (length === 0 || rows.length === 0) return;
  const columns = Math.min(length, MOST_COLUMNS);
  const pixels = new Uint32Array(columns * rows.length);
  const middle = (ramp.pixels.length - 1) / 2;
  for (const [row, sizes] of rows.entries()) {
    for (let column = 0; column < columns; column++) {
      const at = columns === 1 ? length - 1 : Math.round((column / (columns - 1)) * (length - 1));
      const share = (Math.log10(sizes[at]) - low) / (high - low);
      if (Number.isNaN(share)) continue; // transparent: not measured
      pixels[row * columns + column] = ramp.pixels[Math.round(middle + middle * Math.min(1, Math.max(0, share)))];
    }
  }
  scratch ??= document.createElement('canvas');
  [scratch.width, scratch.height] = [columns, rows.length];
  const image = new ImageData(new Uint8ClampedArray(pixels.buffer), columns, rows.length);
  /** @type {CanvasRenderingContext2D} */ (scratch.getContext('2d')).putImageData(image, 0, 0);
  context.imageSmoothingEnabled = false;
  context.drawImage(scratch, 0, 0, width, height);
}
