/**
 * Keeps a changing image from flashing: where much of it reverses more often than is safe, images are blended in time,
 * the more strongly the more often it reverses. Nothing else of a run is touched.
 */

import { FlashMeter, reversalsOf, shareAbove } from './flashMeter.js';

/** Pixels of the part of the screen that WCAG measures in, 10° of the view: 341 by 256. */
export const FIELD = 341 * 256;
const SHARE = 0.15; // of the image, and of the field, that may flash; WCAG allows a quarter for all images together
const SAFE = 3; // reversals in a second
const STRENGTH = 350; // ms of the blend's time constant for each reversal above
const LONGEST = 2000; // ms
const RELEASE = 700; // ms, time constant in which the blend ends once the image is calm
const EXACT = 60; // ms of time constant below which the image is shown as it is
const SETTLE = 300; // ms without a change after which the image is shown as it is: what rests does not flash

export class FlashGuard {
  #meter;
  #strength = 0;
  #share = 0;
  #time = -Infinity;
  #changed = -Infinity;
  /** @type {Uint32Array} */
  #target = new Uint32Array();
  /** @type {Float32Array | null} channels of the blended image */
  #blend = null;
  /** @type {Uint32Array} */
  #shown = new Uint32Array();

  /** @param {number} [samples] pixels of the image that are measured */
  constructor(samples = 160) {
    this.#meter = new FlashMeter(samples);
  }

  /** Whether the last image shown was blended. */
  get isBlended() {
    return this.#blend !== null;
  }

  /** Share of the image that reverses more often than is safe, before blending. */
  get share() {
    return this.#share;
  }

  /** Milliseconds until a blended image is to be asked for again, in case nothing changes; undefined if it is exact. */
  get delay() {
    return this.isBlended ? SETTLE : undefined;
  }

  /**
   * The image to show in place of a new one: itself, or blended with earlier ones.
   *
   * @param {Uint32Array} pixels packed ABGR; not kept
   * @param {number} now ms
   * @param {number} [limit] share of the image that may flash; more than 1: all of it
   * @returns {Uint32Array} valid until the next call
   */
  next(pixels, now, limit = SHARE) {
    const duration = now - this.#time;
    this.#time = now;
    const isOther = pixels.length !== this.#target.length;
    if (isOther || !sameItems(pixels, this.#target)) this.#changed = now;
    if (isOther) [this.#target, this.#shown] = [new Uint32Array(pixels.length), new Uint32Array(pixels.length)];
    this.#target.set(pixels);
    this.#meter.add(pixels, now);
    this.#measure(duration, now, limit);
    if (isOther || this.#strength < EXACT || now - this.#changed >= SETTLE) {
      this.#blend = null;
      this.#shown.set(this.#target);
    } else this.#mix(duration);
    return this.#shown;
  }

  /**
   * @param {number} duration ms since the last image
   * @param {number} now
   * @param {number} limit
   */
  #measure(duration, now, limit) {
    const counts = this.#meter.counts(now);
    this.#share = shareAbove(counts, SAFE);
    const excess = reversalsOf(counts, limit) - SAFE;
    const wanted = Math.min(LONGEST, STRENGTH * Math.max(0, excess));
    this.#strength = Math.max(wanted, this.#strength * Math.exp(-duration / RELEASE));
  }

  /** @param {number} duration ms since the last image */
  #mix(duration) {
    const goal = new Uint8ClampedArray(this.#target.buffer);
    this.#blend ??= Float32Array.from(new Uint8ClampedArray(this.#shown.buffer));
    const part = 1 - Math.exp(-duration / this.#strength);
    const channels = new Uint8ClampedArray(this.#shown.buffer);
    for (let i = 0; i < goal.length; i++) {
      this.#blend[i] += part * (goal[i] - this.#blend[i]);
      channels[i] = this.#blend[i];
    }
  }
}

/**
 * Share of an image that may flash: of a large one less, as its flashing pixels may lie close together.
 *
 * @param {number} area pixels of the screen, as CSS counts them
 */
export const shareThatMayFlash = (area) => SHARE * Math.min(1, FIELD / area);

/**
 * @param {Uint32Array} a
 * @param {Uint32Array} b
 */
function sameItems(a, b) {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
