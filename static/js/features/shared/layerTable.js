/**
 * The table of layers, one row each: statistics of activations, dead and saturated neurons, gradient norms over time,
 * and the ratio of updates to weights.
 *
 * @import {Scene} from '../../core/app.js'
 * @import {History} from '../../core/history.js'
 * @import {SessionInfo} from '../../protocol/model.js'
 */

import { html } from 'htm/preact';

import { sharpContext } from '../../draw/canvas.js';
import { formatFigure, formatPower, formatShare, formatSigned, powerOfTen } from '../../draw/format.js';
import { colourOf, paletteOf } from '../../draw/palette.js';
import { drawHistogram, drawLogLine } from '../../draw/strips.js';
import { useDrawing, usePacedSelector, useSelector } from '../../core/hooks.js';
import { layerTitle } from '../../core/selectors.js';
import { chartPause } from './pauses.js';

const MOST_SATURATED = 0.5; // a larger share is marked
const HISTOGRAM = { width: 104, height: 30 };
const LINE = { width: 140, height: 30 };

const MEAN = 'Mean ± std';

// columns before and after that of the gradient over time
const SPREAD = [
  { name: 'Activations', title: "How the layer's outputs are distributed over the training data" },
  { name: MEAN, title: "Mean and standard deviation of the layer's outputs", number: true },
  {
    name: 'Saturated',
    title: 'Share of outputs on a flat part of the activation, where hardly any gradient passes',
    number: true,
  },
  { name: 'Dead', title: 'Neurons with zero slope on every sample: they get no gradient', number: true },
];
const SIZES = [
  { name: 'Now', term: 'gradient', title: "Size of the last gradient of the layer's weights and biases", number: true },
  {
    name: 'Update ratio',
    title: 'Size of the last update relative to the weights; about 0.001 is typical',
    number: true,
  },
];

/**
 * @param {{app: Scene, isBrief?: boolean}} props isBrief: without means and gradients over time, where strips tell both
 */
export function LayerTable({ app, isBrief = false }) {
  const session = useSelector(app.store, (state) => state.session);
  if (!session) return null;
  const spread = isBrief ? SPREAD.filter(({ name }) => name !== MEAN) : SPREAD;
  const sizes = isBrief ? SIZES.map((head, index) => (index === 0 ? { ...head, name: 'Gradient' } : head)) : SIZES;
  return html`<table class=${`layers-table ${isBrief ? 'brief' : ''}`}>
    <thead>
      <tr>
        <th scope="col"><span class="visually-hidden">Layer</span></th>
        ${spread.map((head) => html`<${Head} key=${head.name} ...${head} />`)}
        ${!isBrief && html`<${NormHead} app=${app} />`}
        ${sizes.map((head) => html`<${Head} key=${head.name} ...${head} />`)}
      </tr>
    </thead>
    <tbody>
      ${session.layers.map((layer, index) => html`<${Row} key=${layer.name} ...${{ app, session, index, isBrief }} />`)}
    </tbody>
  </table>`;
}

/** @param {{name: string, title: string, number?: boolean, term?: string}} props */
function Head({ name, title, number = false, term }) {
  return html`<th scope="col" class=${number ? 'number' : ''} title=${title} data-term=${term}>${name}</th>`;
}

/**
 * Range of the gradient lines: powers of ten at their bottom and top.
 *
 * @param {{app: Scene}} props
 */
function NormHead({ app }) {
  const range = usePacedSelector(app, ({ history }) => powers(history).map(powerOfTen).join(' to '), chartPause);
  const title = 'Size of the gradient over the epochs, on a logarithmic scale between these powers of ten';
  return html`<${Head} name=${`Gradient, ${range}`} title=${title} />`;
}

/** @param {{app: Scene, session: SessionInfo, index: number, isBrief: boolean}} props */
function Row({ app, session, index, isBrief }) {
  const histogram = useHistogram(app, index);
  const title = useSelector(app.store, (state) => layerTitle(state, index), [index, session]);
  return html`<tr>
    <th scope="row" title=${title}>${title.replace(' layer', '')}</th>
    <td><canvas ref=${histogram} class="strip" aria-hidden="true"></canvas></td>
    <${Spread} ...${{ app, index, isBrief }} />
    ${!isBrief && html`<${NormLine} ...${{ app, index }} />`}
    <${Sizes} ...${{ app, index }} />
  </tr>`;
}

/** @param {{app: Scene, index: number, isBrief: boolean}} props */
function Spread({ app, index, isBrief }) {
  const report = usePacedSelector(app, ({ frame }) => frame?.layers[index], chartPause, [index]);
  const { mean, std, saturated, dead } = report?.activation ?? {};
  return html`
    ${
      !isBrief &&
      html`<td class="number"><${Figure} text=${formatSigned(mean)} /> <${Figure} kind="quiet"
      text=${`± ${formatFigure(std)}`} /></td>`
    }
    <td class=${`number ${isSaturated(saturated) ? 'alarming' : ''}`}>${formatShare(saturated)}</td>
    <td class=${`number ${(dead ?? 0) > 0 ? 'alarming' : ''}`}>${formatShare(dead)}</td>
  `;
}

/** @param {{app: Scene, index: number}} props */
function Sizes({ app, index }) {
  const report = usePacedSelector(app, ({ frame }) => frame?.layers[index], chartPause, [index]);
  return html`
    <td class="number">${formatPower(report?.gradient_norm)}</td>
    <td class="number">${formatPower(report?.update_ratio)}</td>
  `;
}

/**
 * True if most outputs of a layer are saturated.
 *
 * @param {number | null | undefined} share
 */
export const isSaturated = (share) => (share ?? 0) > MOST_SATURATED;

/**
 * A number that stays left-aligned as it grows.
 *
 * @param {{text: string, kind?: string}} props
 */
function Figure({ text, kind = '' }) {
  return html`<span class=${`steady ${kind}`}>${text}</span>`;
}

/**
 * @param {Scene} app
 * @param {number} index
 */
function useHistogram(app, index) {
  return useDrawing(
    app,
    ({ frame, look }) => [frame, look.theme],
    (/** @type {HTMLCanvasElement} */ canvas, frame, theme) => {
      const report = frame?.layers[index];
      const { low, high } = report?.histogram ?? {};
      const context = sharpContext(canvas, HISTOGRAM.width, HISTOGRAM.height);
      if (!frame || low === undefined || high === undefined || low === null || high === null) return;
      const palette = paletteOf(theme);
      const counts = frame.histograms.subarray(index * frame.bins, (index + 1) * frame.bins);
      const reach = Math.max(1, Math.abs(low), Math.abs(high));
      drawHistogram(context, {
        ...HISTOGRAM,
        counts,
        low,
        high,
        line: palette.hairline,
        colour: (value) => colourOf(palette.values, emphasised(value / reach)),
      });
    },
    [index],
    chartPause,
  );
}

/**
 * Colour of a bar; bars near zero keep a quarter of their colour, so that they stay visible.
 *
 * @param {number} share
 */
const emphasised = (share) => Math.sign(share) * (0.3 + 0.7 * Math.abs(share));

/**
 * Gradient norm over time.
 *
 * @param {{app: Scene, index: number}} props
 */
function NormLine({ app, index }) {
  const line = useDrawing(
    app,
    ({ history, look }) => [history, look.theme],
    (/** @type {HTMLCanvasElement} */ canvas, history, theme) => {
      const palette = paletteOf(theme);
      const values = history.norms[index];
      const context = sharpContext(canvas, LINE.width, LINE.height);
      if (!values) return context.clearRect(0, 0, LINE.width, LINE.height);
      const [low, high] = powers(history);
      drawLogLine(context, {
        ...LINE,
        low,
        high,
        values,
        times: history.epochs,
        length: history.length,
        colour: colourOf(palette.gradients, 1),
        line: palette.hairline,
      });
    },
    [index],
    chartPause,
  );
  return html`<td class="gradient-line"><canvas ref=${line} class="strip" aria-hidden="true"></canvas></td>`;
}

/** Cached result of `powers`, which every row requests. @type {WeakMap<History, [number, number]>} */
const found = new WeakMap();

/**
 * Powers of ten that contain the gradients of every layer, so that the lines can be compared.
 *
 * @param {History} history
 */
function powers(history) {
  const known = found.get(history) ?? powersOf(history);
  found.set(history, known);
  return known;
}

/**
 * @param {History} history
 * @returns {[number, number]}
 */
function powersOf({ norms, length }) {
  let [low, high] = [Infinity, -Infinity];
  for (const column of norms) {
    for (let i = 0; i < length; i++) {
      if (!(column[i] > 0) || !Number.isFinite(column[i])) continue;
      low = Math.min(low, column[i]);
      high = Math.max(high, column[i]);
    }
  }
  if (low > high) return [-3, 0];
  const [bottom, top] = [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))];
  return [Math.min(bottom, top - 1), top];
}
