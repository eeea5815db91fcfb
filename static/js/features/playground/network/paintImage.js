/**
 * Paints the image of a unit.
 *
 * @import {Ramp} from '../../../draw/palette.js'
 * @import {CellImage} from './tiles/unitImages.js'
 */

import { largest } from '../../../draw/links.js';
import { paintCells } from '../../../draw/map.js';

/**
 * Paint an image; its largest value gets the full colour.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {CellImage | null} image null clears the canvas
 * @param {Ramp} ramp
 */
export function paintImage(canvas, image, ramp) {
  if (!image || image.values.length === 0) [canvas.width, canvas.height] = [1, 1];
  else paintCells(canvas, image.values, image.columns, largest(image.values) || 1, ramp);
}
