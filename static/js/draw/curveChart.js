/**
 * A small chart of functions as SVG, with lines through zero and the ends of its axes.
 *
 * @typedef {{label: string, xs: number[], ys: number[]}} Curve
 */

import { html } from 'htm/preact';

const SIZE = { width: 320, height: 128 };
const MARGIN = { left: 40, right: 8, top: 8, bottom: 24 };
const ROOM = 0.06; // above and below the curves, as a share of their range

/** @param {{x: string, curves: Curve[]}} props */
export function CurveChart({ x, curves }) {
  const [left, right] = rangeOf(curves.flatMap(({ xs }) => xs));
  const [low, high] = rangeOf([0, ...curves.flatMap(({ ys }) => ys)]);
  const room = ROOM * (high - low);
  const toX = scale(left, right, MARGIN.left, SIZE.width - MARGIN.right);
  const toY = scale(low - room, high + room, SIZE.height - MARGIN.bottom, MARGIN.top);
  const names = curves.map(({ label }) => label).join(' and ');
  return html`<figure class="curve-chart">
    <svg viewBox=${`0 0 ${SIZE.width} ${SIZE.height}`} role="img" aria-label=${`Chart of ${names} by ${x}`}>
      <path class="curve-axis" d=${axesPath(toX, toY, left, right)} />
      <text x=${MARGIN.left - 4} y=${toY(high) + 4} text-anchor="end">${numberText(high)}</text>
      <text x=${MARGIN.left - 4} y=${toY(low) + 4} text-anchor="end">${numberText(low)}</text>
      <text x=${MARGIN.left} y=${SIZE.height - 6}>${numberText(left)}</text>
      <text x=${(MARGIN.left + SIZE.width - MARGIN.right) / 2} y=${SIZE.height - 6} text-anchor="middle">${x}</text>
      <text x=${SIZE.width - MARGIN.right} y=${SIZE.height - 6} text-anchor="end">${numberText(right)}</text>
      ${curves.map(({ label, xs, ys }, index) => {
        return html`<path key=${label} class=${`curve curve-${index}`} d=${linePath(xs.map(toX), ys.map(toY))} />`;
      })}
    </svg>
    <figcaption>${curves.map(
      ({ label }, index) => html`<span key=${label}><svg class="curve-key" viewBox="0 0 20 8" aria-hidden="true"><path
      class=${`curve curve-${index}`} d="M0 4H20" /></svg>${label}</span>`,
    )}</figcaption>
  </figure>`;
}

/**
 * @param {number[]} values
 * @returns {[number, number]}
 */
function rangeOf(values) {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return low < high ? [low, high] : [low - 1, high + 1];
}

/**
 * @param {number} low
 * @param {number} high
 * @param {number} from
 * @param {number} to
 */
const scale = (low, high, from, to) => (/** @type {number} */ value) =>
  Number((from + ((value - low) / (high - low)) * (to - from)).toFixed(1));

/**
 * The line y = 0, and x = 0 if it is inside.
 *
 * @param {(x: number) => number} toX
 * @param {(y: number) => number} toY
 * @param {number} left
 * @param {number} right
 */
function axesPath(toX, toY, left, right) {
  const upright = left <= 0 && right >= 0 ? `M${toX(0)} ${MARGIN.top}V${SIZE.height - MARGIN.bottom}` : '';
  return `M${toX(left)} ${toY(0)}H${toX(right)}${upright}`;
}

/**
 * @param {number[]} xs
 * @param {number[]} ys
 */
const linePath = (xs, ys) => `M${xs.map((x, index) => `${x} ${ys[index]}`).join('L')}`;

/** @param {number} value */
const numberText = (value) => String(Number(value.toPrecision(2))).replace('-', '−');
