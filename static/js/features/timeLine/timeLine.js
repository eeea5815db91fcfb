/**
 * The time line of the run: a native slider over the moments that the server keeps, with the losses behind it. While one
 * looks back, all that is drawn of the run is of that moment; one can branch from it, return to it, or go back to now.
 *
 * @import {App} from '../../core/app.js'
 * @import {State} from '../../core/model.js'
 * @import {Places} from './checkpoints.js'
 */

import { html } from 'htm/preact';
import { useEffect, useMemo } from 'preact/hooks';
import { GitBranch, RotateCcw, SkipForward } from 'lucide';

import { Button } from '../../controls/button.js';
import { sharpContext } from '../../draw/canvas.js';
import { formatCount, formatFigure } from '../../draw/format.js';
import { drawLossLine } from '../../draw/lossLine.js';
import { paletteOf } from '../../draw/palette.js';
import { useDrawing, usePart, useSize } from '../../core/hooks.js';
import { placeOf } from './checkpoints.js';
import { CheckpointViewer } from './checkpointViewer.js';

const THUMB = 16; // CSS pixels, as in controls.css

/** @param {{app: App}} props */
export function TimeLine({ app }) {
  const { store } = app;
  const viewer = useMemo(() => new CheckpointViewer(app), [app]);
  useEffect(() => viewer.watch(), [viewer]);
  const looksBack = usePart(store, ({ past }) => past !== null);
  return html`
    <${Reading} store=${store} />
    <${Scrubber} ...${{ app, viewer }} />
    <div class="time-actions">
      ${
        looksBack
          ? html`
        <${Button} icon=${GitBranch} iconSize=${14} title="Go on from this moment in a run of its own; the present run is kept in History"
          onPress=${() => viewer.branch()}>Branch</${Button}>
        <${Button} icon=${RotateCcw} iconSize=${14} title="Put the run back to this moment; Undo takes that back"
          onPress=${() => viewer.returnToCheckpoint()}>Return here</${Button}>
        <${Button} icon=${SkipForward} iconSize=${14} kind="primary" title="Show the run as it is now"
          onPress=${() => viewer.showPresent()}>Now</${Button}>`
          : html`<p class="quiet"><${Hint} ...${{ store, viewer }} /></p>`
      }
    </div>
  `;
}

/** What there is to do with the slider, or why there is nothing. @param {{store: App['store'], viewer: CheckpointViewer}} props */
function Hint({ store, viewer }) {
  const isTooLarge = usePart(store, ({ moments }) => moments?.capacity === 0);
  if (isTooLarge) return 'This run is too large to keep moments of it.';
  if (viewer.places.value.steps.length < 2) return 'Train, and you can look back from here.';
  return 'Drag to look back; training pauses.';
}

/** Which moment is shown. @param {{store: App['store']}} props */
function Reading({ store }) {
  const past = usePart(store, (state) => state.past);
  // what is said aloud must not change with every frame
  const now = usePart(store, ({ live, session, playing }) =>
    playing ? null : formatCount(live?.step ?? session?.step ?? 0),
  );
  const wereOthers = usePart(store, ({ past, moments }) => changedAt(moments, past));
  return html`<p class=${`time-reading ${past === null ? '' : 'past'}`} role="status">
    ${
      past === null
        ? html`<strong>Now</strong> <span class="quiet">${now === null ? 'training' : `step ${now}`}</span>`
        : html`<strong>Step ${formatCount(past)}</strong> <span class="quiet"
            >${now === null ? 'training goes on' : `of ${now}`}${wereOthers ? ', other settings' : ''}</span
          >`
    }
  </p>`;
}

/** Whether the settings were others at a step. @param {State['moments']} moments @param {number | null} step */
const changedAt = (moments, step) => (step === null ? false : (moments?.changed[moments.step.indexOf(step)] ?? false));

/** @param {{app: App, viewer: CheckpointViewer}} props */
function Scrubber({ app, viewer }) {
  const { store } = app;
  const [box, { width, height }] = useSize();
  const canvas = useDrawing(
    app,
    ({ past, look }) => [viewer.places.value, past, look.theme],
    (/** @type {HTMLCanvasElement} */ element, places, past, theme) => {
      if (width === 0 || height === 0) return;
      const picture = { ...places, at: placeOf(places, past), width, height, inset: THUMB / 2 };
      drawLossLine(sharpContext(element, width, height), { ...picture, palette: paletteOf(theme) });
    },
    [width, height],
  );
  const past = usePart(store, (state) => state.past);
  const places = viewer.places.value;
  const last = Math.max(0, places.steps.length - 1);
  const at = placeOf(places, past);
  const said = places.steps.length === 0 ? 'no moments yet' : `${past === null ? 'now, ' : ''}${saidOf(places, at)}`;
  /** @param {number} place */
  const go = (place) => {
    const { steps } = viewer.places.peek();
    if (place >= steps.length - 1) viewer.showPresent();
    else viewer.show(steps[place]);
  };
  return html`<div class="scrubber" ref=${box}>
    <canvas ref=${canvas} aria-hidden="true"></canvas>
    <input
      type="range"
      aria-label="Moment of the run"
      aria-valuetext=${said}
      title=${said}
      min="0"
      max=${last}
      step="1"
      value=${at}
      disabled=${last === 0}
      onInput=${(/** @type {any} */ event) => go(Number(event.currentTarget.value))}
    />
  </div>`;
}

/** @param {Places} places @param {number} at */
function saidOf({ steps, epochs, train, test }, at) {
  const [name, loss] = Number.isNaN(test[at]) ? ['training', train[at]] : ['test', test[at]];
  return `step ${steps[at]}, epoch ${epochs[at]}, ${name} loss ${formatFigure(loss)}`;
}
