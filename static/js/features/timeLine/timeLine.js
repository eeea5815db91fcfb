/**
 * The time line of a run: a native slider over its checkpoints, with the losses behind it. While a checkpoint is shown,
 * all drawings of the run show it, and one can branch from it, return to it, or go back to the present.
 *
 * @import {App} from '../../core/app.js'
 * @import {State} from '../../core/model.js'
 * @import {Shortcut} from '../../core/shortcuts/shortcuts.js'
 * @import {Places} from './checkpoints.js'
 */

import { html } from 'htm/preact';
import { useEffect, useLayoutEffect, useMemo } from 'preact/hooks';
import { GitBranch, RotateCcw, SkipForward } from 'lucide';

import { Button } from '../../controls/button.js';
import { sharpContext } from '../../draw/canvas.js';
import { formatCount, formatFigure } from '../../draw/format.js';
import { drawLossLine } from '../../draw/lossLine.js';
import { paletteOf } from '../../draw/palette.js';
import { useDrawing, useSelector, useSize } from '../../core/hooks.js';
import { isLive } from '../../core/selectors.js';
import { placeOf } from './checkpoints.js';
import { CheckpointViewer } from './checkpointViewer.js';

const THUMB = 16; // CSS pixels, as in controls.css

/** @param {{app: App}} props */
export function TimeLine({ app }) {
  const { store } = app;
  const viewer = useMemo(() => new CheckpointViewer(app), [app]);
  useEffect(() => viewer.watch(), [viewer]);
  useLayoutEffect(() => app.shortcuts.add('Time line', timeLineShortcuts(app, viewer)), [viewer]);
  const showsCheckpoint = useSelector(store, ({ checkpoint }) => checkpoint !== null);
  return html`
    <${Reading} store=${store} />
    <${Scrubber} ...${{ app, viewer }} />
    <div class="time-actions">
      ${
        showsCheckpoint
          ? html`<${Actions} viewer=${viewer} />`
          : html`<p class="quiet"><${Hint} ...${{ store, viewer }} /></p>`
      }
    </div>
  `;
}

/**
 * The arrow keys go along the time line; at its end, a step is trained. In slow motion they go from stage to stage.
 *
 * @param {App} app
 * @param {CheckpointViewer} viewer
 * @returns {Shortcut[]}
 */
function timeLineShortcuts({ store, slowMotion }, viewer) {
  const isAvailable = () => isLive(store.state.peek());
  const forward = () => {
    if (!viewer.move(1)) slowMotion.step(store.state.peek().look.stepUnit);
  };
  const back = () => {
    if (store.state.peek().slowMotion === 'off') viewer.move(-1);
    else slowMotion.back();
  };
  return [
    {
      keys: ['ArrowRight'],
      label: 'Take one step, or go to the next checkpoint or stage',
      act: forward,
      isAvailable,
      repeats: true,
    },
    {
      keys: ['ArrowLeft'],
      label: 'Go back to the previous checkpoint or stage',
      act: back,
      isAvailable,
      repeats: true,
    },
  ];
}

/** @param {{viewer: CheckpointViewer}} props */
function Actions({ viewer }) {
  return html`
    <${Button} icon=${GitBranch} iconSize=${14}
      title="Continue from this step in a new run; this run is saved in History"
      onPress=${() => viewer.branch()}>Branch</${Button}>
    <${Button} icon=${RotateCcw} iconSize=${14} title="Return the run to this step; Undo reverts this"
      onPress=${() => viewer.returnToCheckpoint()}>Return here</${Button}>
    <${Button} icon=${SkipForward} iconSize=${14} kind="primary" title="Show the run as it is now"
      onPress=${() => viewer.showPresent()}>Now</${Button}>
  `;
}

/**
 * How to use the slider, or why there is nothing to rewind to.
 *
 * @param {{store: App['store'], viewer: CheckpointViewer}} props
 */
function Hint({ store, viewer }) {
  const isTooLarge = useSelector(store, ({ checkpoints }) => checkpoints?.capacity === 0);
  if (isTooLarge) return 'This network is too large for checkpoints.';
  if (viewer.places.value.steps.length < 2) return 'Press play; then drag here to rewind.';
  return 'Drag to rewind (pauses training)';
}

/**
 * The shown step.
 *
 * @param {{store: App['store']}} props
 */
function Reading({ store }) {
  const checkpoint = useSelector(store, (state) => state.checkpoint);
  // a live region must not change with every frame
  const now = useSelector(store, ({ live, session, playing }) =>
    playing ? null : formatCount(live?.step ?? session?.step ?? 0),
  );
  const hadOtherSettings = useSelector(store, changedAtCheckpoint);
  return html`<p class=${`time-reading ${checkpoint === null ? '' : 'checkpoint'}`} role="status">
    ${
      checkpoint === null
        ? html`<strong>Now</strong> <span class="quiet">${now === null ? 'training' : `step ${now}`}</span>`
        : html`<strong>Step ${formatCount(checkpoint)}</strong> <span class="quiet"
            >${now === null ? 'training continues' : `of ${now}`}${hadOtherSettings ? ', different settings' : ''}</span
          >`
    }
  </p>`;
}

/**
 * True if the run had other settings at the shown checkpoint.
 *
 * @param {State} state
 */
const changedAtCheckpoint = ({ checkpoint, checkpoints }) =>
  checkpoint !== null && (checkpoints?.changed[checkpoints.step.indexOf(checkpoint)] ?? false);

/** @param {{app: App, viewer: CheckpointViewer}} props */
function Scrubber({ app, viewer }) {
  const { store } = app;
  const [box, { width, height }] = useSize();
  const canvas = useDrawing(
    app,
    ({ checkpoint, look }) => [viewer.places.value, checkpoint, look.theme],
    (/** @type {HTMLCanvasElement} */ element, places, checkpoint, theme) => {
      if (width === 0 || height === 0) return;
      const line = { ...places, at: placeOf(places, checkpoint), width, height, inset: THUMB / 2 };
      drawLossLine(sharpContext(element, width, height), { ...line, palette: paletteOf(theme) });
    },
    [width, height],
  );
  const checkpoint = useSelector(store, (state) => state.checkpoint);
  const places = viewer.places.value;
  const last = Math.max(0, places.steps.length - 1);
  const at = placeOf(places, checkpoint);
  const description = checkpoint === null ? `now, ${describe(places, at)}` : describe(places, at);
  const text = places.steps.length === 0 ? 'no checkpoints yet' : description;
  return html`<div class="scrubber" ref=${box}>
    <canvas ref=${canvas} aria-hidden="true"></canvas>
    <input
      type="range"
      aria-label="Step of the run"
      aria-valuetext=${text}
      title=${text}
      min="0"
      max=${last}
      step="1"
      value=${at}
      disabled=${last === 0}
      onInput=${(/** @type {any} */ event) => viewer.showPlace(Number(event.currentTarget.value))}
    />
  </div>`;
}

/**
 * Describe a place of the time line in words.
 *
 * @param {Places} places
 * @param {number} at
 */
function describe({ steps, epochs, train, test }, at) {
  const [name, loss] = Number.isNaN(test[at]) ? ['training', train[at]] : ['test', test[at]];
  return `step ${steps[at]}, epoch ${epochs[at]}, ${name} loss ${formatFigure(loss)}`;
}
