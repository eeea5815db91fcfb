/**
 * Save the diagram as a file: SVG, or PNG with two pixels for each of the screen's.
 *
 * @typedef {'svg' | 'png'} Format
 */

import { download } from '../../shared/export/download.js';
import { readDrawing } from './readDrawing.js';
import { svgOf } from './svg.js';

const SCALE = 2; // pixels of a PNG per CSS pixel
const NAME = 'microscope';

/**
 * @param {Format} format
 * @param {HTMLElement} drawing
 * @param {string} caption
 */
export async function savePicture(format, drawing, caption) {
  const svg = new Blob([svgOf(readDrawing(drawing), caption)], { type: 'image/svg+xml' });
  const contents = format === 'svg' ? svg : await pixelsOf(svg);
  if (contents) download(`${NAME}.${format}`, contents);
}

/** @param {Blob} svg @returns {Promise<Blob | null>} */
async function pixelsOf(svg) {
  const image = new Image();
  const url = URL.createObjectURL(svg);
  image.src = url;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = SCALE * image.width;
  canvas.height = SCALE * image.height;
  const context = canvas.getContext('2d');
  context?.scale(SCALE, SCALE);
  context?.drawImage(image, 0, 0);
  URL.revokeObjectURL(url);
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/png'));
}
