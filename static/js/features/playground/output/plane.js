/**
 * The plane of the inputs: the map, the decision boundary, the points, and a read-out under the pointer. With a tool,
 * clicks draw, move or erase points.
 *
 * @import {App} from '../../../core/app.js'
 * @import {Place} from '../../shared/points.js'
 */

import { html } from 'htm/preact';
import { useState } from 'preact/hooks';

import { useSelector, useSize } from '../../../core/hooks.js';
import { planeOf } from '../../../core/selectors.js';
import { pointAt, pointBeside, styleOf } from '../../shared/planePlaces.js';
import { BlendNote } from '../../shared/flashes/blendNote.js';
import { useLines, useMap, usePoints } from '../../shared/planeLayers.js';
import { Ticks } from './ticks.js';
import { Legend } from './legend.js';
import { PointTool } from './pointTool.js';
import { Reading } from './reading.js';
import { SampleRing } from '../slowMotion/sampleRing.js';

const NAMES = {
  read: 'Map of the output over x₁ and x₂ with the data points; the arrow keys read it point by point',
  draw: 'Map of the output: click to add a point, drag to move one; or use the arrow keys, and Enter to add',
  erase: 'Map of the output: click a point to remove it; or use the arrow keys, and Delete to remove the nearest',
};

/** @param {{app: App}} props */
export function Plane({ app }) {
  const { store } = app;
  const [at, setAt] = useState(/** @type {Place | null} */ (null));
  const [pointTool] = useState(() => new PointTool(app));
  const [box, { width }] = useSize();
  const plane = useSelector(store, planeOf);
  const tool = useSelector(store, ({ look }) => look.tool);
  const { map, isBlended } = useMap(app, width);
  const lines = useLines(app, width);
  const points = usePoints(app, width);

  /** @param {PointerEvent} event */
  const press = (event) => {
    if (event.button !== 0 || tool === 'read') return;
    const area = /** @type {HTMLElement} */ (event.currentTarget);
    area.setPointerCapture(event.pointerId);
    pointTool.press(pointAt(event, plane), event.pointerType === 'mouse' ? 'fine' : 'coarse');
  };
  /** @param {PointerEvent} event */
  const move = (event) => {
    const place = pointAt(event, plane);
    pointTool.move(place);
    setAt(place);
  };
  /** @param {KeyboardEvent} event */
  const key = (event) => {
    const next = pointBeside(event.key, at, plane);
    if (next) setAt(next);
    else if (!at || !pointTool.key(event.key, at)) return;
    event.preventDefault();
  };

  return html`
    <div class="plane">
      <${Ticks} axis="x2" plane=${plane} />
      <div
        class=${`plane-box ${tool}`}
        ref=${box}
        role="application"
        aria-roledescription="map"
        aria-label=${NAMES[tool]}
        tabindex="0"
        onPointerDown=${press}
        onPointerMove=${move}
        onPointerUp=${() => pointTool.release()}
        onPointerCancel=${() => pointTool.cancel()}
        onPointerLeave=${() => setAt(null)}
        onKeyDown=${key}
        onBlur=${() => setAt(null)}
      >
        <canvas ref=${map} class="plane-map" width="1" height="1"></canvas>
        <canvas ref=${lines} class="plane-layer"></canvas>
        <canvas ref=${points} class="plane-layer"></canvas>
        <${BlendNote} ...${{ isBlended, width }} />
        <${SampleRing} app=${app} />
        ${at && html`<span class="crosshair" style=${styleOf(at, plane)}></span>`}
      </div>
      <${Ticks} axis="x1" plane=${plane} />
    </div>
    <div class="below-plane">
      ${at ? html`<${Reading} app=${app} at=${at} />` : html`<${Legend} app=${app} />`}
    </div>
  `;
}
