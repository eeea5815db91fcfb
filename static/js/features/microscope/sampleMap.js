/**
 * The map of the output with the data: a press picks the point that is nearest, or the very place where none is near.
 *
 * @import {App} from '../../core/app.js'
 * @import {Microscope} from './microscope.js'
 * @import {Place} from '../shared/points.js'
 */

import { html } from 'htm/preact';
import { useState } from 'preact/hooks';

import { usePart, useSize } from '../../core/hooks.js';
import { inputOf } from './sample.js';
import { nearestPoint } from '../shared/points.js';
import { planeOf } from '../../core/selectors.js';
import { useLines, useMap, usePoints } from '../shared/planeLayers.js';
import { pointAt, pointBeside, styleOf } from '../shared/planePlaces.js';

const REACH = 0.05; // of the plane's side: how near a press must come to a point

/** @param {{app: App, scope: Microscope}} props */
export function PickPlane({ app, scope }) {
  const { store } = app;
  const [at, setAt] = useState(/** @type {Place | null} */ (null));
  const [box, { width }] = useSize();
  const plane = usePart(store, planeOf);
  const data = usePart(store, (state) => state.data);
  const map = useMap(app);
  const lines = useLines(app, width);
  const points = usePoints(app, width);
  const input = inputOf(scope.sample.value, data);
  const chosen = input?.length === 2 ? { x1: input[0], x2: input[1] } : null;
  /** @param {Place} place */
  const pick = (place) => {
    if (!data) return;
    const spans = /** @type {[number, number]} */ (plane.map(([low, high]) => high - low));
    const row = nearestPoint(data, place, { reach: REACH, spans, count: data.train_size });
    const { sample } = scope;
    const target = sample.peek().kind === 'typed' ? /** @type {any} */ (sample.peek()).target : null;
    scope.look(
      row >= 0 ? { kind: 'row', row } : { kind: 'typed', input: [rounded(place.x1), rounded(place.x2)], target },
    );
  };
  /** @param {KeyboardEvent} event */
  const key = (event) => {
    const next = pointBeside(event.key, at ?? chosen, plane);
    if (next) setAt(next);
    else if (event.key === 'Enter' && at) pick(at);
    else return;
    event.preventDefault();
  };
  return html`<div class="plane-box pick" ref=${box} role="application" aria-roledescription="map" tabindex="0"
    aria-label="Map of the output with the data; a press looks at a point, the arrow keys lead to a place and Enter looks at it"
    onClick=${(/** @type {MouseEvent} */ event) => pick(pointAt(event, plane))} onKeyDown=${key} onBlur=${() => setAt(null)}>
    <canvas ref=${map} class="plane-map" width="1" height="1"></canvas>
    <canvas ref=${lines} class="plane-layer"></canvas>
    <canvas ref=${points} class="plane-layer"></canvas>
    ${chosen && html`<span class="picked" style=${styleOf(chosen, plane)}></span>`}
    ${at && html`<span class="crosshair" style=${styleOf(at, plane)}></span>`}
  </div>`;
}

/** @param {number} value */
const rounded = (value) => Number(value.toFixed(2));
