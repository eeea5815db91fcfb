/**
 * The images of all tiles side by side in one buffer, which goes to the screen as one image.
 *
 * @import {Ramp} from '../../../../draw/palette.js'
 * @import {TileImage} from './images.js'
 *
 * @typedef {{values: Ramp, inks: Ramp}} Ramps
 * @typedef {{left: number, top: number, side: number, opacity: number}} Place in CSS pixels
 * @typedef {object} Slot the pixels of one tile
 * @property {Uint32Array} pixels (height, width), none if the tile is blank
 * @property {number} width
 * @property {number} height
 * @property {boolean} isSmooth whether colours blend between its pixels
 * @property {FlashGuard} guard
 * @property {boolean} isStale whether the sheet holds other pixels
 */

import { largest } from '../../../../draw/links.js';
import { fillCells, fillValues } from '../../../../draw/map.js';
import { FIELD, FlashGuard } from '../../../shared/flashes/flashGuard.js';

const SAMPLES = 48; // pixels of a tile that are measured
const AREA = 0.1 * FIELD; // pixels of all tiles that may flash; the map beside them has a share too

export class TileSheet {
  /** @type {Slot[]} */
  #slots = [];
  /** @type {HTMLCanvasElement} */
  #canvas = document.createElement('canvas');
  /** @type {ImageData | null} */
  #image = null;
  #places;

  /** @param {Place[]} places of the tiles */
  constructor(places) {
    this.#places = places;
  }

  /**
   * Set the image of a tile.
   *
   * @param {number} index
   * @param {TileImage | null} image null: the tile is blank
   * @param {Ramps} ramps
   */
  set(index, image, ramps) {
    const slot = this.#slotOf(index, image);
    slot.isStale = true;
    if (image?.map && image.domain) fillValues(slot.pixels, image.map, image.domain, ramps.values);
    else if (image?.cells && image.isInk) fillCells(slot.pixels, image.cells.values, 1, ramps.inks);
    else if (image?.cells) {
      fillCells(slot.pixels, image.cells.values, largest(image.cells.values) || 1, ramps.values);
    }
  }

  /** Milliseconds until the sheet is to be loaded again in case nothing changes; undefined if all images are exact. */
  get delay() {
    const delays = this.#slots.flatMap(({ guard }) => guard.delay ?? []);
    return delays.length > 0 ? Math.min(...delays) : undefined;
  }

  /**
   * Bring all images to the sheet, without flashes.
   *
   * @param {number} now ms
   * @param {number} zoom by which the tiles are enlarged
   */
  load(now, zoom) {
    const width = Math.max(1, ...this.#slots.map((slot) => slot.width));
    const height = Math.max(
      1,
      this.#slots.reduce((sum, slot) => sum + slot.height, 0),
    );
    if (this.#image?.width !== width || this.#image.height !== height) {
      [this.#canvas.width, this.#canvas.height] = [width, height];
      this.#image = new ImageData(width, height);
      for (const slot of this.#slots) slot.isStale = true;
    }
    const sheet = new Uint32Array(this.#image.data.buffer);
    let start = 0;
    const limit = this.#flashingArea() * zoom ** 2 > AREA ? undefined : Infinity;
    for (const slot of this.#slots) {
      if (slot.isStale || slot.guard.isBlended) {
        const pixels = slot.guard.next(slot.pixels, now, limit);
        for (let row = 0; row < slot.height; row++) {
          sheet.set(pixels.subarray(row * slot.width, (row + 1) * slot.width), start + row * width);
        }
        slot.isStale = false;
      }
      start += slot.height * width;
    }
    /** @type {CanvasRenderingContext2D} */ (this.#canvas.getContext('2d')).putImageData(this.#image, 0, 0);
  }

  /**
   * Draw the tiles.
   *
   * @param {CanvasRenderingContext2D} context
   */
  draw(context) {
    let y = 0;
    this.#slots.forEach(({ width, height, isSmooth }, index) => {
      const { left, top, side, opacity } = this.#places[index];
      context.imageSmoothingEnabled = isSmooth;
      context.globalAlpha = opacity;
      if (width > 0) context.drawImage(this.#canvas, 0, y, width, height, left, top, side, side);
      y += height;
    });
    context.globalAlpha = 1;
  }

  /** CSS pixels that reverse more often than is safe. */
  #flashingArea() {
    return this.#slots.reduce((sum, { guard }, index) => sum + guard.share * this.#places[index].side ** 2, 0);
  }

  /**
   * @param {number} index
   * @param {TileImage | null} image
   */
  #slotOf(index, image) {
    const width = image?.map?.size ?? image?.cells?.columns ?? 0;
    const height = image?.map?.size ?? Math.ceil((image?.cells?.values.length ?? 0) / Math.max(1, width));
    const old = this.#slots[index];
    const isSmooth = image?.map !== undefined;
    if (old?.width === width && old.height === height && old.isSmooth === isSmooth) return old;
    const guard = new FlashGuard(SAMPLES);
    for (const slot of this.#slots) slot.isStale = true; // their places on the sheet change
    this.#slots[index] = { pixels: new Uint32Array(width * height), width, height, isSmooth, guard, isStale: true };
    return this.#slots[index];
  }
}
