/**
 * Images of the tiles of a wall: the output over the plane with its decision boundary, the confusion matrix of images,
 * or the losses for other data.
 *
 * @import {Palette} from './palette.js'
 *
 * @typedef {object} SmallMap a square map of one output, or of the winning class; row 0 at the top
 * @property {number} size
 * @property {Uint8Array} values (size, size). One output: 0 to 255 from the low to the high end of its range. Classes:
 *   the class in the upper three bits, its lead over the next in the lower five. Of a confusion matrix 0 to 255
 * @property {'plane' | 'confusion'} kind of a confusion matrix: true classes from top to bottom, predicted ones from
 *   left to right
 * @property {number | null} classes number of outputs; null for one
 */

import { strokeLevel } from './contour.js';
import { classStep, rampIndex } from './palette.js';

const MIDDLE = 127.5; // byte of the decision boundary
const CLASS_BITS = 5;
const MOST_LEAD = 2 ** CLASS_BITS - 1;
const FAINTEST = 0.12; // as the large map has it

/** @type {HTMLCanvasElement | OffscreenCanvas | null} */
let scratch = null;

/**
 * Decode the base64 of a map.
 *
 * @param {string} text
 */
export const decodeMap = (text) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));

/**
 * Colour the pixels of a map.
 *
 * @param {Uint32Array} pixels (size, size)
 * @param {SmallMap} map
 * @param {Palette} palette
 */
export function fillTile(pixels, { values, classes, kind }, palette) {
  const colours = new Uint32Array(256);
  for (let byte = 0; byte < 256; byte++) {
    const lead = (byte & MOST_LEAD) / MOST_LEAD;
    if (kind === 'confusion') colours[byte] = palette.inks.pixels[rampIndex(byte / 255)];
    else
      colours[byte] =
        classes === null
          ? palette.values.pixels[rampIndex((byte - MIDDLE) / MIDDLE)]
          : classPixels(palette, byte >> CLASS_BITS)[classStep(FAINTEST + (1 - FAINTEST) * lead)];
  }
  for (let i = 0; i < pixels.length; i++) pixels[i] = colours[values[i]];
}

/**
 * @param {Palette} palette
 * @param {number} index
 */
const classPixels = ({ classes }, index) => classes.pixels[index % classes.pixels.length];

/**
 * Draw a map with its decision boundary, or a confusion matrix.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {SmallMap} map
 * @param {number} side CSS pixels
 * @param {Palette} palette
 */
export function drawTileMap(context, map, side, palette) {
  const { size } = map;
  const image = new ImageData(size, size);
  fillTile(new Uint32Array(image.data.buffer), map, palette);
  scratch ??= new OffscreenCanvas(size, size);
  if (scratch.width !== size) [scratch.width, scratch.height] = [size, size];
  /** @type {OffscreenCanvasRenderingContext2D} */ (scratch.getContext('2d')).putImageData(image, 0, 0);
  context.imageSmoothingEnabled = map.kind === 'plane';
  context.drawImage(scratch, 0, 0, side, side);
  context.strokeStyle = palette.ink;
  context.lineWidth = side >= 160 ? 1.25 : 1;
  if (map.kind === 'plane' && map.classes === null) strokeLevel(context, { ...map, zero: 0, scale: 1 }, MIDDLE, side);
}

const FLOOR = 1e-9; // value that a loss of zero is drawn as
const DECADE = 1; // the scale spans at least one power of ten, so that noise does not look like a mountain

/**
 * Draw losses over time, equally spaced, on a logarithmic scale.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {(number | null)[]} losses null if missing
 * @param {number} side CSS pixels
 * @param {Palette} palette
 */
export function drawTileLosses(context, losses, side, palette) {
  context.clearRect(0, 0, side, side);
  const known = losses.filter((loss) => loss !== null);
  const powers = known.map((loss) => Math.log10(Math.max(loss, FLOOR)));
  if (powers.length < 2) return;
  const [low, high] = [Math.min(...powers), Math.max(...powers)];
  const missing = Math.max(0, DECADE - (high - low)) / 2;
  const inset = side / 10;
  const scale = (side - 2 * inset) / (high - low + 2 * missing);
  context.strokeStyle = palette.ink;
  context.lineWidth = 1.5;
  context.lineJoin = 'round';
  context.beginPath();
  powers.forEach((power, index) => {
    const x = inset + (index / (powers.length - 1)) * (side - 2 * inset);
    context.lineTo(x, inset + (high + missing - power) * scale);
  });
  context.stroke();
}
