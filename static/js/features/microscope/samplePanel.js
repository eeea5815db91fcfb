/**
 * The sample: picked on the map, by its row, or typed; with the prediction, the target and the loss.
 *
 * @import {App} from '../../core/app.js'
 * @import {Microscope} from './microscope.js'
 */

import { html } from 'htm/preact';
import { ChevronLeft, ChevronRight } from 'lucide';

import { Button } from '../../controls/button.js';
import { NumberField } from '../../controls/numberField.js';
import { formatCount, formatFigure } from '../../draw/format.js';
import { paintCells } from '../../draw/map.js';
import { paletteOf } from '../../draw/palette.js';
import { useDrawing, useSelector } from '../../core/hooks.js';
import { classNamesOf, hasImage, isPlanar } from '../../core/selectors.js';
import { decisionLevel } from '../../core/maps.js';
import { outcomeOf } from './outcome.js';
import { inputOf, targetOf } from './sample.js';
import { SampleFields } from './sampleFields.js';
import { SampleMap } from './sampleMap.js';

/** @param {{app: App, scope: Microscope}} props */
export function SamplePanel({ app, scope }) {
  const { store } = app;
  const data = useSelector(store, (state) => state.data);
  const planar = useSelector(store, isPlanar);
  const image = useSelector(store, (state) => (hasImage(state) ? (state.session?.data.image ?? null) : null));
  const sample = scope.sample.value;
  const count = data ? data.train_size + data.test_size : 0;
  const isTest = data !== null && sample.kind === 'row' && sample.row >= data.train_size;
  const row = sample.kind === 'row' ? sample.row : -1;
  const origin = row < 0 ? 'typed values' : count === 0 ? 'a row of the data' : `of ${formatCount(count)}`;
  const split = row < 0 || count === 0 ? '' : isTest ? ', test data' : ', training data';
  const setRow = (/** @type {number} */ next) => scope.setSample({ kind: 'row', row: Math.round(next) - 1 });
  return html`
    <div class="sample-head">
      <h2 id="sample-title">Sample</h2>
      <${Button} kind="small quiet" icon=${ChevronLeft} title="Previous sample" disabled=${count === 0}
        onPress=${() => scope.moveSample(-1)} />
      <${NumberField} kind="bare" label="Row" title="Row of the data, training rows first"
        value=${row + 1} text=${row < 0 ? 'own' : String(row + 1)} step=${1} low=${1} high=${Math.max(1, count)}
        disabled=${count === 0} onCommit=${setRow} />
      <${Button} kind="small quiet" icon=${ChevronRight} title="Next sample" disabled=${count === 0}
        onPress=${() => scope.moveSample(1)} />
    </div>
    <p class="quiet sample-origin">${origin}${split}</p>
    ${planar && html`<${SampleMap} ...${{ app, scope }} />`}
    ${image && html`<${SampleImage} ...${{ app, scope, columns: image[1] * image[2] }} />`}
    ${!image && html`<${SampleFields} ...${{ app, scope }} />`}
    <${Outcome} ...${{ app, scope }} />
  `;
}

/** @param {{app: App, scope: Microscope, columns: number}} props */
function SampleImage({ app, scope, columns }) {
  const sample = scope.sample.value;
  const canvas = useDrawing(
    app,
    ({ data, look }) => [data, look.theme],
    (/** @type {HTMLCanvasElement} */ element, data, theme) => {
      const pixels = inputOf(sample, data);
      if (pixels) paintCells(element, pixels, columns, Math.max(...pixels.map(Math.abs)) || 1, paletteOf(theme).inks);
    },
    [sample, columns],
  );
  return html`<canvas ref=${canvas} class="sample-image" role="img" aria-label="The image of this sample"></canvas>`;
}

/** @param {{app: App, scope: Microscope}} props */
function Outcome({ app: { store }, scope }) {
  const names = useSelector(store, (state) => classNamesOf(state).join('\n')).split('\n');
  const data = useSelector(store, (state) => state.data);
  const currentStep = useSelector(store, ({ frame, session }) => frame?.step ?? session?.step ?? 0);
  const playing = useSelector(store, (state) => state.playing);
  const threshold = useSelector(store, ({ catalog, session }) => decisionLevel(catalog, session, null));
  const { trace } = scope.snapshot.value ?? {};
  const loss = trace?.ops.find((op) => op.kind === 'loss');
  if (!trace || loss?.kind !== 'loss') return null;
  const { prediction, target } = outcomeOf(loss, targetOf(scope.sample.value, data), names, threshold);
  const state = playing ? '. Updating live.' : currentStep === trace.step ? ' (paused).' : '.';
  return html`<dl class="outcome">
      <div><dt>Prediction ŷ</dt><dd data-figure="prediction" title=${prediction}>${prediction}</dd></div>
      <div><dt>Target y</dt><dd data-figure="target" title=${target}>${target || 'unknown'}</dd></div>
      <div><dt>Loss L</dt><dd class="figure-large" data-figure="sample-loss">${formatFigure(loss.value)}</dd></div>
    </dl>
    <p class="quiet trace-state">Showing step <strong data-figure="trace-step">${formatCount(trace.step)}</strong>
    ${state}</p>
    ${scope.problem.value && html`<p class="panel-problem" role="alert">${scope.problem.value}</p>`}`;
}
