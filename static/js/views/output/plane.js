/**
 * The plane of the inputs with its axes: the map, the line where it decides, the points, and what is under the pointer.
 *
 * @import {App} from '../../state/app.js'
 */

import { html } from 'htm/preact';
import { useState } from 'preact/hooks';

import { usePart, useSize } from '../../state/hooks.js';
import { EDGE } from '../../state/selectors.js';
import { useLines, useMap, usePoints } from './drawings.js';
import { Legend } from './legend.js';
import { Reading } from './reading.js';
import { tickText } from './ticks.js';

const TICKS = [-6, -3, 0, 3, 6];
const STRIDE = 0.25; // how far an arrow key goes

/** @typedef {{x1: number, x2: number}} Point */

/** @param {{app: App}} props */
export function Plane({ app }) {
  const [at, setAt] = useState(/** @type {Point | null} */ (null));
  const [box, { width }] = useSize();
  const dimensions = usePart(app.store, ({ data }) => data?.inputs[0]?.length ?? 2);
  const map = useMap(app);
  const lines = useLines(app, width);
  const points = usePoints(app, width);
  return html`
    <div class="plane">
      <${Ticks} direction="vertical" ticks=${TICKS.toReversed()} />
      <div
        class="plane-box"
        ref=${box}
        role="img"
        aria-label="Map of the output over x₁ and x₂ with the data points; the arrow keys read it point by point"
        tabindex="0"
        onPointerMove=${(/** @type {PointerEvent} */ event) => setAt(pointAt(event))}
        onPointerLeave=${() => setAt(null)}
        onKeyDown=${(/** @type {KeyboardEvent} */ event) => setAt(pointBeside(event, at))}
        onBlur=${() => setAt(null)}
      >
        <canvas ref=${map} class="plane-map" width="1" height="1"></canvas>
        <canvas ref=${lines} class="plane-layer"></canvas>
        <canvas ref=${points} class="plane-layer"></canvas>
        ${dimensions !== 2 && html`<p class="no-plane">This data has ${dimensions} inputs: no plane can show it.</p>`}
        ${at && html`<span class="crosshair" style=${placeOf(at)}></span>`}
      </div>
      <${Ticks} direction="horizontal" ticks=${TICKS} />
    </div>
    <div class="below-plane">
      ${at ? html`<${Reading} store=${app.store} at=${at} />` : html`<${Legend} app=${app} />`}
    </div>
  `;
}

/** @param {{direction: 'vertical' | 'horizontal', ticks: number[]}} props */
function Ticks({ direction, ticks }) {
  return html`<div class=${`ticks ${direction}`} aria-hidden="true">
    ${ticks.map((tick) => html`<span key=${tick}>${tickText(tick)}</span>`)}
  </div>`;
}

/** @param {Point} at */
function placeOf({ x1, x2 }) {
  return { left: `${(100 * (x1 + EDGE)) / (2 * EDGE)}%`, top: `${(100 * (EDGE - x2)) / (2 * EDGE)}%` };
}

/** @param {PointerEvent} event @returns {Point} */
function pointAt({ currentTarget, clientX, clientY }) {
  const area = /** @type {HTMLElement} */ (currentTarget).getBoundingClientRect();
  return {
    x1: ((clientX - area.left) / area.width) * 2 * EDGE - EDGE,
    x2: EDGE - ((clientY - area.top) / area.height) * 2 * EDGE,
  };
}

/** The point an arrow key leads to, from the middle at first. @param {KeyboardEvent} event @param {Point | null} at */
function pointBeside(event, at) {
  const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
  if (!way) return at;
  event.preventDefault();
  const within = (/** @type {number} */ value) => Math.min(EDGE, Math.max(-EDGE, value));
  return { x1: within((at?.x1 ?? 0) + STRIDE * way[0]), x2: within((at?.x2 ?? 0) + STRIDE * way[1]) };
}
