/**
 * Paints a picture in its own colours: the largest value takes the full one.
 *
 * @import {Ramp} from '../../draw/palette.js'
 * @import {Picture} from '../../core/pictures.js'
 */

import { largest } from '../../draw/links.js';
import { paintCells } from '../../draw/map.js';

/** @param {HTMLCanvasElement} canvas @param {Picture | null} picture null: blank @param {Ramp} ramp */
export function paintPicture(canvas, picture, ramp) {
  if (!picture || picture.values.length === 0) [canvas.width, canvas.height] = [1, 1];
  else paintCells(canvas, picture.values, picture.columns, largest(picture.values) || 1, ramp);
}
