/**
 * One run: gradients and activations of every layer over time, and the table of its layers.
 *
 * @import {Member} from '../../core/group/group.js'
 * @import {State} from '../../core/model.js'
 * @import {Named} from '../../core/selectors.js'
 */

import { html } from 'htm/preact';
import { X } from 'lucide';

import { Button } from '../../controls/button.js';
import { sharpContext } from '../../draw/canvas.js';
import { formatAccuracy, formatFigure } from '../../draw/format.js';
import { drawHeat } from '../../draw/heat.js';
import { paletteOf } from '../../draw/palette.js';
import { diagnose } from './diagnosis.js';
import { useDrawing, usePacedSelector, useSelector, useSize } from '../../core/hooks.js';
import { layerTitle, weightLayers } from '../../core/selectors.js';
import { LayerTable } from '../shared/layerTable.js';
import { LineMark } from '../shared/lineMark.js';
import { areaPause, framePause } from '../shared/pauses.js';
import { power } from './magnitude.js';

/**
 * @typedef {object} HeatMap a quantity of every layer over time
 * @property {string} name
 * @property {string} title
 * @property {'norms' | 'stds'} columns in the history
 * @property {'gradients' | 'values'} colours
 * @property {number} low exponent of ten at the start of the colour scale
 * @property {number} high
 */

/**
 * The scales are the same for all runs and times, so that colours compare.
 *
 * @type {HeatMap[]}
 */
const HEAT_MAPS = [
  {
    name: 'Gradient norm',
    title: "Norm of each layer's gradient",
    columns: 'norms',
    colours: 'gradients',
    low: -8,
    high: 1,
  },
  {
    name: 'Standard deviation of activations',
    title: "Standard deviation of each layer's activations",
    columns: 'stds',
    colours: 'values',
    low: -4,
    high: 1,
  },
];

const ROW_HEIGHT = 8; // CSS pixels of a layer, if all fit
const [MIN_HEIGHT, MAX_HEIGHT] = [72, 160];

/**
 * @param {object} props
 * @param {Member} props.member
 * @param {number} props.index
 * @param {'light' | 'dark'} props.theme
 * @param {boolean} props.hasDiagnosis show the worst finding
 * @param {(() => void) | null} props.onRemove
 */
export function RunPanel({ member, index, theme, hasDiagnosis, onRemove }) {
  const { store, label } = member;
  return html`<section class="run-panel" aria-label=${label}>
    <header class="run-panel-head">
      <h2><${LineMark} ...${{ index, theme }} />${label}</h2>
      <${RunMetrics} member=${member} />
      ${onRemove && html`<${Button} kind="small" icon=${X} title=${`Close ${label}`} onPress=${onRemove} />`}
    </header>
    ${hasDiagnosis && html`<${WorstFinding} store=${store} />`}
    ${HEAT_MAPS.map((map) => html`<${LayerHeatMap} key=${map.name} ...${{ member, map, theme }} />`)}
    <div class="layers" tabindex="0" role="group" aria-label=${`Inside the layers: ${label}`}>
      <${LayerTable} app=${member} isBrief />
    </div>
  </section>`;
}

/** @param {{member: Member}} props */
function RunMetrics({ member }) {
  const diverged = useSelector(member.store, ({ status }) => status === 'diverged');
  const loss = usePacedSelector(member, ({ frame }) => formatFigure(frame?.metrics.train_loss), framePause);
  const accuracy = usePacedSelector(member, accuracyOf, framePause);
  return html`<p class="run-panel-metrics">
    ${diverged ? html`<strong class="alarming">diverged</strong>` : html`<span>training loss <b>${loss}</b></span>`}
    ${accuracy && html`<span>${accuracy.data} accuracy <b>${accuracy.text}</b></span>`}
  </p>`;
}

/** @param {{store: Member['store']}} props */
function WorstFinding({ store }) {
  const text = useSelector(store, (state) => diagnose(state)[0]?.text ?? '');
  return html`<p class="worst-finding">${text}</p>`;
}

/**
 * Accuracy on the test data, or on the training data if there are no others; null if the task has none.
 *
 * @param {State} state
 */
function accuracyOf({ frame }) {
  const { test_accuracy: test = null, train_accuracy: training = null } = frame?.metrics ?? {};
  if (training === null) return null;
  return test === null
    ? { data: 'training', text: formatAccuracy(training) }
    : { data: 'test', text: formatAccuracy(test) };
}

/** @param {{member: Member, map: HeatMap, theme: 'light' | 'dark'}} props */
function LayerHeatMap({ member, map, theme }) {
  const { name, title, columns, colours, low, high } = map;
  const [box, { width }] = useSize();
  const session = useSelector(member.store, (state) => state.session);
  const catalog = useSelector(member.store, (state) => state.catalog);
  const names = { session, catalog };
  const layers = weightLayers(names);
  const height = Math.min(MAX_HEIGHT, Math.max(MIN_HEIGHT, ROW_HEIGHT * layers.length));
  const canvas = useDrawing(
    member,
    ({ history }) => [history],
    (/** @type {HTMLCanvasElement} */ element, history) => {
      const context = sharpContext(element, width, height);
      const ramp = paletteOf(theme)[colours];
      const rows = layers.map((layer) => history[columns][layer] ?? []);
      drawHeat(context, { rows, length: history.length, low, high, ramp, width, height });
    },
    [width, height, theme, layers.join()],
    areaPause,
  );
  return html`<figure class="heat" title=${`${title} over time, from the first layer (top) to the output (bottom)`}>
    <figcaption>${name} over time<${Scale} ...${{ low, high, colours }} /></figcaption>
    <div class="heat-ends">
      <span>${titleOf(names, layers[0])}</span>
      <span>${titleOf(names, layers[layers.length - 1])}</span>
    </div>
    <div class="heat-box" ref=${box}>
      <canvas ref=${canvas} role="img" style=${{ height: `${height}px` }}
        aria-label=${`${title} over time: see the table below for the numbers`}></canvas>
    </div>
  </figure>`;
}

/**
 * @param {Named} names
 * @param {number | undefined} layer
 */
const titleOf = (names, layer) => (layer === undefined ? '' : layerTitle(names, layer).replace(' layer', ''));

/** @param {{low: number, high: number, colours: 'gradients' | 'values'}} props */
function Scale({ low, high, colours }) {
  return html`<span class="heat-scale">${power(10 ** low)}<i class=${`ramp ${colours}`}></i>
    ${power(10 ** high)}</span>`;
}
