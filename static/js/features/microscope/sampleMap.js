/**
 * Map of the output with the data, on which a sample is picked: the nearest point, or the position itself if no point
 * is
 * near.
 *
 * @import {App} from '../../core/app.js'
 * @import {Microscope} from './microscope.js'
 * @import {Place} from '../shared/points.js'
 */

import { html } from 'htm/preact';
import { useState } from 'preact/hooks';

import { useSelector, useSize } from '../../core/hooks.js';
import { planeOf } from '../../core/selectors.js';
import { nearestPoint } from '../shared/points.js';
import { BlendNote } from '../shared/flashes/blendNote.js';
import { useLines, useMap, usePoints } from '../shared/planeLayers.js';
import { pointAt, pointBeside, styleOf } from '../shared/planePlaces.js';
import { inputOf } from './sample.js';

const REACH = 0.05; // largest distance of a click from a point, as a share of the side of the map

/** @param {{app: App, scope: Microscope}} props */
export function SampleMap({ app, scope }) {
  const { store } = app;
  const [cursor, setCursor] = useState(/** @type {Place | null} */ (null));
  const [box, { width }] = useSize();
  const plane = useSelector(store, planeOf);
  const data = useSelector(store, (state) => state.data);
  const { map, isBlended } = useMap(app, width);
  const lines = useLines(app, width);
  const points = usePoints(app, width);
  const input = inputOf(scope.sample.value, data);
  const chosen = input?.length === 2 ? { x1: input[0], x2: input[1] } : null;
  /** @param {Place} position */
  const pick = (position) => {
    if (!data) return;
    const spans = /** @type {[number, number]} */ (plane.map(([low, high]) => high - low));
    const row = nearestPoint(data, position, { reach: REACH, spans, count: data.train_size });
    const sample = scope.sample.peek();
    const target = sample.kind === 'typed' ? sample.target : null;
    const typed = { input: [rounded(position.x1), rounded(position.x2)], target };
    scope.setSample(row >= 0 ? { kind: 'row', row } : { kind: 'typed', ...typed });
  };
  /** @param {KeyboardEvent} event */
  const key = (event) => {
    const next = pointBeside(event.key, cursor ?? chosen, plane);
    if (next) setCursor(next);
    else if (event.key === 'Enter' && cursor) pick(cursor);
    else return;
    event.preventDefault();
  };
  return html`<div class="plane-box pick" ref=${box} role="application" aria-roledescription="map" tabindex="0"
    aria-label="Map of the output with the data. Choose a point to trace it, with the arrow keys and Enter."
    onClick=${(/** @type {MouseEvent} */ event) => pick(pointAt(event, plane))} onKeyDown=${key}
    onBlur=${() => setCursor(null)}>
    <canvas ref=${map} class="plane-map" width="1" height="1"></canvas>
    <canvas ref=${lines} class="plane-layer"></canvas>
    <canvas ref=${points} class="plane-layer"></canvas>
    <${BlendNote} ...${{ isBlended, width }} />
    ${chosen && html`<span class="picked" style=${styleOf(chosen, plane)}></span>`}
    ${cursor && html`<span class="crosshair" style=${styleOf(cursor, plane)}></span>`}
  </div>`;
}

/** @param {number} value */
const rounded = (value) => Number(value.toFixed(2));
