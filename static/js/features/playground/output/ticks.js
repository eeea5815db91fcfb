/**
 * The axes of the plane, with round values.
 *
 * @import {Plane} from '../../../core/selectors.js'
 */

import { ticks } from 'd3-array';
import { html } from 'htm/preact';

const COUNT = 4;

/**
 * Format a value for an axis or legend.
 *
 * @param {number} value
 */
export const tickText = (value) => (value < 0 ? `−${-value}` : String(value));

/** @param {{axis: 'x1' | 'x2', plane: Plane}} props */
export function Ticks({ axis, plane }) {
  const [low, high] = plane[axis === 'x1' ? 0 : 1];
  const side = axis === 'x1' ? 'left' : 'bottom';
  return html`<div class=${`ticks ${axis}`} aria-hidden="true">
    ${ticks(low, high, COUNT).map((tick) => {
      const share = (tick - low) / (high - low);
      return html`<span key=${tick} style=${{ [side]: `${100 * share}%` }}>${shortText(tick)}</span>`;
    })}
  </div>`;
}

/**
 * Round to remove digits from binary fractions; powers of ten if there is no room.
 *
 * @param {number} tick
 */
function shortText(tick) {
  const size = Math.abs(tick);
  const text = size >= 1e4 || (size > 0 && size < 1e-3) ? size.toExponential(0) : String(Number(size.toPrecision(6)));
  return tick < 0 ? `−${text}` : text;
}
