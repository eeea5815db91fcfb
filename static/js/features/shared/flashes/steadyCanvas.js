/**
 * A canvas with an image that changes while a network trains, without flashing.
 *
 * @import {ReadonlySignal} from '@preact/signals'
 */

import { signal } from '@preact/signals';

import { zoomOf } from '../../../draw/canvas.js';
import { FlashGuard, shareThatMayFlash } from './flashGuard.js';

export class SteadyCanvas {
  #guard = new FlashGuard();
  #pixels = new Uint32Array();
  /** @type {ImageData | null} */
  #image = null;
  #isBlended = signal(false);

  /** Whether what the canvas shows is blended. @type {ReadonlySignal<boolean>} */
  get isBlended() {
    return this.#isBlended;
  }

  /**
   * Paint a square image.
   *
   * @param {HTMLCanvasElement} canvas resized to the image
   * @param {number} size
   * @param {(pixels: Uint32Array) => void} fill sets the pixels of the image
   * @param {number} now ms
   * @param {number} side of the canvas on the screen, in CSS pixels
   * @returns {number | undefined} milliseconds until it is to be painted again in case nothing changes
   */
  paint(canvas, size, fill, now, side) {
    if (canvas.width !== size || canvas.height !== size) [canvas.width, canvas.height] = [size, size];
    if (this.#pixels.length !== size * size) this.#pixels = new Uint32Array(size * size);
    fill(this.#pixels);
    const shown = this.#guard.next(this.#pixels, now, shareThatMayFlash((side * zoomOf(canvas)) ** 2));
    if (this.#image?.width !== size) this.#image = new ImageData(size, size);
    new Uint32Array(this.#image.data.buffer).set(shown);
    /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d')).putImageData(this.#image, 0, 0);
    this.#isBlended.value = this.#guard.isBlended;
    return this.#guard.delay;
  }
}
