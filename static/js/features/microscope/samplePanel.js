/**
 * The sample that is looked at: picked on the map, by its row, or typed; what the network says of it, and at which step
 * of the run that is.
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
import { useDrawing, usePart } from '../../core/hooks.js';
import { inputOf, targetOfSample } from './sample.js';
import { classNamesOf, hasImage, isPlanar } from '../../core/selectors.js';
import { PickPlane } from './sampleMap.js';
import { TypedSample } from './sampleFields.js';

const MOST = 3; // numbers of an output that are told here

/** @param {{app: App, scope: Microscope}} props */
export function SamplePanel({ app, scope }) {
  const { store } = app;
  const data = usePart(store, (state) => state.data);
  const planar = usePart(store, isPlanar);
  const image = usePart(store, (state) => (hasImage(state) ? (state.session?.data.image ?? null) : null));
  const sample = scope.sample.value;
  const all = data ? data.train_size + data.test_size : 0;
  const isTest = data !== null && sample.kind === 'row' && sample.row >= data.train_size;
  const row = sample.kind === 'row' ? sample.row : -1;
  return html`
    <div class="sample-head">
      <h2 id="sample-title">Sample</h2>
      <${Button} kind="small quiet" icon=${ChevronLeft} title="The sample before" disabled=${all === 0} onPress=${() => scope.lookBeside(-1)} />
      <${NumberField} kind="bare" label="Row" title="A row of the data, those to train on first" value=${row + 1} text=${row < 0 ? 'own' : String(row + 1)}
        step=${1} low=${1} high=${Math.max(1, all)} disabled=${all === 0} onCommit=${(/** @type {number} */ next) => scope.look({ kind: 'row', row: Math.round(next) - 1 })} />
      <${Button} kind="small quiet" icon=${ChevronRight} title="The next sample" disabled=${all === 0} onPress=${() => scope.lookBeside(1)} />
    </div>
    <p class="quiet sample-kind">${row < 0 ? 'typed, not of the data' : all === 0 ? 'a row of the data' : `of ${formatCount(all)}; ${isTest ? 'kept for testing' : 'trained on'}`}</p>
    ${planar && html`<${PickPlane} ...${{ app, scope }} />`}
    ${image && html`<${Image} ...${{ app, scope, columns: image[1] * image[2] }} />`}
    ${!image && html`<${TypedSample} ...${{ app, scope }} />`}
    <${Outcome} ...${{ app, scope }} />
  `;
}

/** The pixels of the sample. @param {{app: App, scope: Microscope, columns: number}} props */
function Image({ app, scope, columns }) {
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
  const names = usePart(store, (state) => classNamesOf(state).join('\n')).split('\n');
  const data = usePart(store, (state) => state.data);
  const now = usePart(store, ({ frame, session }) => frame?.step ?? session?.step ?? 0);
  const playing = usePart(store, (state) => state.playing);
  const seen = scope.seen.value;
  if (!seen) return null;
  const loss = seen.trace.ops.find((op) => op.kind === 'loss');
  if (loss?.kind !== 'loss') return null;
  const isOneOfMany = names.length > 2 && loss.prediction.length === names.length;
  const outputs = loss.prediction.map((value) => value ?? -Infinity);
  const best = outputs.indexOf(Math.max(...outputs));
  const target = targetOfSample(scope.sample.value, data);
  const said = isOneOfMany
    ? names[best]
    : loss.prediction
        .slice(0, MOST)
        .map((value) => formatFigure(value))
        .join(', ');
  const asked =
    typeof target === 'number' && names.length > 1
      ? names[target]
      : (loss.targets ?? [])
          .slice(0, MOST)
          .map((value) => formatFigure(value))
          .join(', ');
  return html`<dl class="outcome">
      <div><dt>Network says</dt><dd data-figure="prediction" title=${said}>${said}</dd></div>
      <div><dt>Target</dt><dd data-figure="target" title=${asked}>${asked || 'unknown'}</dd></div>
      <div><dt>Loss</dt><dd class="figure-large" data-figure="sample-loss">${formatFigure(loss.value)}</dd></div>
    </dl>
    <p class="quiet stand">These numbers are of step <strong data-figure="trace-step">${formatCount(seen.trace.step)}</strong><span>${playing ? 'They follow the training.' : now === seen.trace.step ? 'It is where the run rests.' : ''}</span></p>
    ${scope.problem.value && html`<p class="panel-problem" role="alert">${scope.problem.value}</p>`}`;
}
