/**
 * Paints the connections on a canvas. Those that share no columns with others are painted apart from them, a few in
 * each screen frame, so that a network with hundreds of connections stays fluent.
 *
 * @import {LinkLook} from '../../../draw/links.js'
 * @import {Placement} from '../../../draw/layout.js'
 * @import {Topology} from '../../shared/topology.js'
 *
 * @typedef {{x0: number, x1: number}} Span
 * @typedef {{left: number, right: number, links: number[]}} Band connections that overlap no others
 */

import { sharpContext } from '../../../draw/canvas.js';
import { linkPath } from '../../../draw/layout.js';
import { sameLook, strokeLink } from '../../../draw/links.js';
import { endsOf } from '../../shared/curves.js';

const STROKES = 72; // connections painted in one screen frame, unless a single band has more

/**
 * Group spans into the fewest bands that do not overlap.
 *
 * @param {Span[]} spans
 * @returns {Band[]} from left to right
 */
export function bandsOf(spans) {
  /** @type {Band[]} */
  const bands = [];
  const order = spans.map((_, index) => index).sort((a, b) => spans[a].x0 - spans[b].x0);
  for (const index of order) {
    const { x0, x1 } = spans[index];
    const last = bands.at(-1);
    if (last && x0 < last.right) {
      last.right = Math.max(last.right, x1);
      last.links.push(index);
    } else bands.push({ left: x0, right: x1, links: [index] });
  }
  return bands;
}

export class LinkPainter {
  #bands;
  /** @type {Path2D[]} */
  #curves;
  #width;
  #height;
  /** @type {LinkLook[]} */
  #painted = [];
  #resolution = '';
  #next = 0;

  /**
   * @param {Topology} topology
   * @param {Placement} placement
   */
  constructor({ links }, { width, height, columns }) {
    const ends = links.map((link) => endsOf(link, columns));
    this.#bands = bandsOf(ends);
    this.#curves = ends.map(({ x0, y0, x1, y1 }) => new Path2D(linkPath(x0, y0, x1, y1)));
    this.#width = width;
    this.#height = height;
  }

  /**
   * Paint connections that have changed.
   *
   * @param {HTMLCanvasElement} canvas
   * @param {LinkLook[]} looks
   * @param {boolean} atOnce paint all of them in this frame
   * @returns {boolean} whether some remain to be painted
   */
  paint(canvas, looks, atOnce) {
    const context = sharpContext(canvas, this.#width, this.#height);
    const resolution = `${canvas.width} ${canvas.height}`;
    if (resolution !== this.#resolution) {
      this.#resolution = resolution;
      this.#painted = [];
      context.clearRect(0, 0, this.#width, this.#height);
    }
    const budget = atOnce || this.#painted.length === 0 ? Infinity : STROKES;
    let strokes = 0;
    for (let visited = 0; visited < this.#bands.length; visited++) {
      const band = this.#bands[this.#next];
      const isStale = band.links.some(
        (index) => !this.#painted[index] || !sameLook(this.#painted[index], looks[index]),
      );
      if (isStale && strokes > 0 && strokes + band.links.length > budget) return true;
      if (isStale) this.#paintBand(context, band, looks);
      if (isStale) strokes += band.links.length;
      this.#next = (this.#next + 1) % this.#bands.length;
    }
    return false;
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {Band} band
   * @param {LinkLook[]} looks
   */
  #paintBand(context, { left, right, links }, looks) {
    const start = Math.floor(left);
    context.clearRect(start, 0, Math.ceil(right) - start, this.#height);
    for (const index of links) {
      strokeLink(context, this.#curves[index], looks[index]);
      this.#painted[index] = looks[index];
    }
  }
}
