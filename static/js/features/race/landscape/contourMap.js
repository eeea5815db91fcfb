/**
 * Contour map of a height map, with paths drawn over it and the value under the pointer or the keyboard cursor. A
 * handle
 * can be dragged, or moved with the arrow keys.
 *
 * @import {ComponentChildren, RefObject} from 'preact'
 * @import {HeightMap} from './projection.js'
 */

import { html } from 'htm/preact';
import { useEffect, useRef, useState } from 'preact/hooks';

import { sharesUnder, sharpContext } from '../../../draw/canvas.js';
import { formatCoordinate, formatFigure } from '../../../draw/format.js';
import { paletteOf } from '../../../draw/palette.js';
import { levelsOf, paintTerrain } from '../../../draw/terrain.js';
import { valueAt } from './projection.js';

const STRIDE = 1 / 40; // step of an arrow key, as a share of the map

/**
 * @param {object} props
 * @param {HeightMap} props.heightMap
 * @param {number} props.lowest value that the levels of the contour lines start from
 * @param {'light' | 'dark'} props.theme
 * @param {string} props.label
 * @param {[string, string]} props.axes names of the two coordinates
 * @param {string} props.quantity name of the values
 * @param {{width: number, height: number}} props.size
 * @param {RefObject<HTMLElement>} props.box
 * @param {RefObject<HTMLCanvasElement>} props.paths canvas for the paths
 * @param {[number, number]} [props.handle] point that can be dragged
 * @param {(point: [number, number]) => void} [props.onDrag]
 * @param {ComponentChildren} [props.children] drawn over the map
 */
export function ContourMap(props) {
  const { heightMap, lowest, theme, label, axes, quantity, size, box, paths, handle, onDrag, children } = props;
  const [at, setAt] = useState(/** @type {[number, number] | null} */ (null));
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const { width, height } = size;
  useEffect(() => {
    if (!canvas.current || width === 0 || height === 0) return;
    const levels = levelsOf(heightMap.values, lowest);
    paintTerrain(sharpContext(canvas.current, width, height), heightMap, levels, {
      width,
      height,
      palette: paletteOf(theme),
    });
  }, [heightMap, lowest, theme, width, height]);

  /** @param {PointerEvent} event */
  const press = (event) => {
    if (!onDrag || event.button !== 0) return;
    /** @type {HTMLElement} */ (event.currentTarget).setPointerCapture(event.pointerId);
    onDrag(pointAt(event, heightMap.window));
  };
  /** @param {PointerEvent} event */
  const move = (event) => {
    const point = pointAt(event, heightMap.window);
    setAt(point);
    const isHeld = /** @type {HTMLElement} */ (event.currentTarget).hasPointerCapture(event.pointerId);
    if (onDrag && isHeld) onDrag(point);
  };
  /** @param {KeyboardEvent} event */
  const key = (event) => {
    const next = pointBeside(event.key, handle ?? at, heightMap.window);
    if (!next) return;
    event.preventDefault();
    if (onDrag) onDrag(next);
    else setAt(next);
  };
  const shown = at ?? handle ?? null;
  return html`
    <div class=${`contour-map ${onDrag ? 'has-handle' : ''}`} ref=${box} role="application" aria-roledescription="map"
      aria-label=${label} tabindex="0"
      onPointerDown=${press} onPointerMove=${move} onPointerLeave=${() => setAt(null)} onBlur=${() => setAt(null)}
      onKeyDown=${key}>
      <canvas ref=${canvas} class="plane-layer"></canvas>
      <canvas ref=${paths} class="plane-layer"></canvas>
      ${handle && html`<span class="handle" style=${placeOf(handle, heightMap.window)}></span>`}
      ${at && !onDrag && html`<span class="crosshair" style=${placeOf(at, heightMap.window)}></span>`}
      ${children}
    </div>
    <div class="contour-map-foot">
      <${Scale} ...${{ heightMap, theme, quantity }} />
      <output class="contour-map-reading" aria-live="off">
        ${shown && readingOf(shown, heightMap, axes, quantity)}
      </output>
    </div>
  `;
}

/** What the shades stand for. @param {{heightMap: HeightMap, theme: 'light' | 'dark', quantity: string}} props */
function Scale({ heightMap, quantity }) {
  const finite = heightMap.values.filter(Number.isFinite);
  const [low, high] = [
    finite.reduce((a, b) => Math.min(a, b), Infinity),
    finite.reduce((a, b) => Math.max(a, b), -Infinity),
  ];
  return html`<span class="contour-map-scale">${quantity} ${formatFigure(low)} <i></i> ${formatFigure(high)}</span>`;
}

/**
 * @param {[number, number]} point
 * @param {HeightMap} heightMap
 * @param {[string, string]} axes
 * @param {string} quantity
 */
function readingOf(point, heightMap, axes, quantity) {
  const spans = heightMap.window.map(([low, high]) => high - low);
  const places = point.map((value, axis) => `${axes[axis]} ${formatCoordinate(value, spans[axis])}`);
  return `${places.join('  ')}  ${quantity.toLowerCase()} ${formatFigure(valueAt(heightMap, point))}`;
}

/**
 * @param {[number, number]} point
 * @param {HeightMap['window']} window
 */
function placeOf([a, b], [[left, right], [bottom, top]]) {
  return { left: `${(100 * (a - left)) / (right - left)}%`, top: `${(100 * (top - b)) / (top - bottom)}%` };
}

/**
 * @param {PointerEvent} event
 * @param {HeightMap['window']} window
 * @returns {[number, number]}
 */
const pointAt = (event, window) => pointOf(...sharesUnder(event), window);

/**
 * The point an arrow key leads to, from the middle at first.
 *
 * @param {string} key
 * @param {[number, number] | null} at
 * @param {HeightMap['window']} window
 */
function pointBeside(key, at, window) {
  const direction = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[key];
  if (!direction) return null;
  const [[left, right], [bottom, top]] = window;
  const [across, down] = at ? [(at[0] - left) / (right - left), (top - at[1]) / (top - bottom)] : [0.5, 0.5];
  return pointOf(across + STRIDE * direction[0], down + STRIDE * direction[1], window);
}

/**
 * @param {number} across
 * @param {number} down
 * @param {HeightMap['window']} window
 * @returns {[number, number]}
 */
function pointOf(across, down, [[left, right], [bottom, top]]) {
  const within = (/** @type {number} */ share) => Math.min(1, Math.max(0, share));
  return [left + within(across) * (right - left), top - within(down) * (top - bottom)];
}
