/**
 * Ground seen from above in a box of its own size, with what is drawn over it and the value under the pointer; the arrow
 * keys read it as well. Where there is a point to drag, a press takes it along, and the arrow keys move it.
 *
 * @import {ComponentChildren, RefObject} from 'preact'
 * @import {Ground} from './projection.js'
 */

import { html } from 'htm/preact';
import { useEffect, useRef, useState } from 'preact/hooks';

import { sharpContext } from '../../../draw/canvas.js';
import { formatCoordinate, formatFigure } from '../../../draw/format.js';
import { paletteOf } from '../../../draw/palette.js';
import { levelsOf, paintTerrain } from '../../../draw/terrain.js';
import { valueAt } from './projection.js';

const STRIDE = 1 / 40; // of the ground: how far an arrow key goes

/**
 * @param {object} props
 * @param {Ground} props.ground
 * @param {number} props.lowest what the contour lines are counted from
 * @param {'light' | 'dark'} props.theme
 * @param {string} props.label
 * @param {[string, string]} props.axes names of the two coordinates
 * @param {string} props.quantity what the ground's values are called
 * @param {{width: number, height: number}} props.size
 * @param {RefObject<HTMLElement>} props.box
 * @param {RefObject<HTMLCanvasElement>} props.ways the canvas that the ways are drawn on
 * @param {[number, number]} [props.handle] the point that can be dragged
 * @param {(point: [number, number]) => void} [props.onDrag]
 * @param {ComponentChildren} [props.children] what lies over it
 */
export function Terrain(props) {
  const { ground, lowest, theme, label, axes, quantity, size, box, ways, handle, onDrag, children } = props;
  const [at, setAt] = useState(/** @type {[number, number] | null} */ (null));
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const { width, height } = size;
  useEffect(() => {
    if (!canvas.current || width === 0 || height === 0) return;
    const levels = levelsOf(ground.values, lowest);
    paintTerrain(sharpContext(canvas.current, width, height), ground, levels, {
      width,
      height,
      palette: paletteOf(theme),
    });
  }, [ground, lowest, theme, width, height]);

  /** @param {PointerEvent} event */
  const press = (event) => {
    if (!onDrag || event.button !== 0) return;
    /** @type {HTMLElement} */ (event.currentTarget).setPointerCapture(event.pointerId);
    onDrag(pointAt(event, ground.window));
  };
  /** @param {PointerEvent} event */
  const move = (event) => {
    const point = pointAt(event, ground.window);
    setAt(point);
    const isHeld = /** @type {HTMLElement} */ (event.currentTarget).hasPointerCapture(event.pointerId);
    if (onDrag && isHeld) onDrag(point);
  };
  /** @param {KeyboardEvent} event */
  const key = (event) => {
    const next = pointBeside(event.key, handle ?? at, ground.window);
    if (!next) return;
    event.preventDefault();
    if (onDrag) onDrag(next);
    else setAt(next);
  };
  const shown = at ?? handle ?? null;
  return html`
    <div class=${`terrain ${onDrag ? 'has-handle' : ''}`} ref=${box} role="application" aria-roledescription="map" aria-label=${label} tabindex="0"
      onPointerDown=${press} onPointerMove=${move} onPointerLeave=${() => setAt(null)} onBlur=${() => setAt(null)} onKeyDown=${key}>
      <canvas ref=${canvas} class="plane-layer"></canvas>
      <canvas ref=${ways} class="plane-layer"></canvas>
      ${handle && html`<span class="handle" style=${placeOf(handle, ground.window)}></span>`}
      ${at && !onDrag && html`<span class="crosshair" style=${placeOf(at, ground.window)}></span>`}
      ${children}
    </div>
    <div class="terrain-foot">
      <${Scale} ...${{ ground, theme, quantity }} />
      <output class="terrain-reading" aria-live="off">
        ${shown && readingOf(shown, ground, axes, quantity)}
      </output>
    </div>
  `;
}

/** What the shades stand for. @param {{ground: Ground, theme: 'light' | 'dark', quantity: string}} props */
function Scale({ ground, quantity }) {
  const finite = ground.values.filter(Number.isFinite);
  const [low, high] = [
    finite.reduce((a, b) => Math.min(a, b), Infinity),
    finite.reduce((a, b) => Math.max(a, b), -Infinity),
  ];
  return html`<span class="terrain-scale">${quantity} ${formatFigure(low)} <i></i> ${formatFigure(high)}</span>`;
}

/** @param {[number, number]} point @param {Ground} ground @param {[string, string]} axes @param {string} quantity */
function readingOf(point, ground, axes, quantity) {
  const spans = ground.window.map(([low, high]) => high - low);
  const places = point.map((value, axis) => `${axes[axis]} ${formatCoordinate(value, spans[axis])}`);
  return `${places.join('  ')}  ${quantity.toLowerCase()} ${formatFigure(valueAt(ground, point))}`;
}

/** @param {[number, number]} point @param {Ground['window']} window */
function placeOf([a, b], [[left, right], [bottom, top]]) {
  return { left: `${(100 * (a - left)) / (right - left)}%`, top: `${(100 * (top - b)) / (top - bottom)}%` };
}

/** @param {PointerEvent} event @param {Ground['window']} window @returns {[number, number]} */
function pointAt({ currentTarget, clientX, clientY }, window) {
  const area = /** @type {HTMLElement} */ (currentTarget).getBoundingClientRect();
  return pointOf((clientX - area.left) / area.width, (clientY - area.top) / area.height, window);
}

/** The point an arrow key leads to, from the middle at first. @param {string} key @param {[number, number] | null} at @param {Ground['window']} window */
function pointBeside(key, at, window) {
  const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[key];
  if (!way) return null;
  const [[left, right], [bottom, top]] = window;
  const [across, down] = at ? [(at[0] - left) / (right - left), (top - at[1]) / (top - bottom)] : [0.5, 0.5];
  return pointOf(across + STRIDE * way[0], down + STRIDE * way[1], window);
}

/** @param {number} across @param {number} down @param {Ground['window']} window @returns {[number, number]} */
function pointOf(across, down, [[left, right], [bottom, top]]) {
  const within = (/** @type {number} */ share) => Math.min(1, Math.max(0, share));
  return [left + within(across) * (right - left), top - within(down) * (top - bottom)];
}
