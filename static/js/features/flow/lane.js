/**
 * One member: gradients and spread of every layer over time, and the table of its layers.
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
import { useDrawing, usePart, useSize } from '../../core/hooks.js';
import { layerTitle, weightLayers } from '../../core/selectors.js';
import { LayerTable } from '../shared/layerTable.js';
import { LineMark } from '../shared/lineMark.js';

/** @typedef {{name: string, title: string, columns: 'norms' | 'stds', colours: 'gradients' | 'values', low: number, high: number}} Strip */

/** The same powers of ten for all lanes and all times, so that colours compare. @type {Strip[]} */
const STRIPS = [
  {
    name: 'Gradient',
    title: "Size of each layer's gradient",
    columns: 'norms',
    colours: 'gradients',
    low: -8,
    high: 1,
  },
  {
    name: 'Spread',
    title: "Standard deviation of each layer's outputs",
    columns: 'stds',
    colours: 'values',
    low: -4,
    high: 1,
  },
];

const SUPERSCRIPT = { '-': '⁻', 0: '⁰', 1: '¹', 2: '²', 3: '³', 4: '⁴', 8: '⁸' };
const ROW = 8; // CSS pixels of a layer in a strip, as far as all fit
const [LEAST_STRIP, MOST_STRIP] = [56, 160];

/**
 * @param {{member: Member, index: number, theme: 'light' | 'dark', isJudged: boolean, onRemove: (() => void) | null}} props
 *   isJudged: whether what its numbers say is told in the lane
 */
export function Lane({ member, index, theme, isJudged, onRemove }) {
  const { store, label } = member;
  return html`<section class="lane" aria-label=${label}>
    <header class="lane-head">
      <h2><${LineMark} ...${{ index, theme }} />${label}</h2>
      <${Summary} store=${store} />
      ${onRemove && html`<${Button} kind="small" icon=${X} title=${`Close ${label}`} onPress=${onRemove} />`}
    </header>
    ${isJudged && html`<${Verdict} store=${store} />`}
    ${STRIPS.map((strip) => html`<${HeatStrip} key=${strip.name} ...${{ member, strip, theme }} />`)}
    <div class="layers" tabindex="0" role="group" aria-label=${`Inside the layers: ${label}`}><${LayerTable} app=${member} isBrief /></div>
  </section>`;
}

/** @param {{store: Member['store']}} props */
function Summary({ store }) {
  const diverged = usePart(store, ({ status }) => status === 'diverged');
  const loss = usePart(store, ({ frame }) => formatFigure(frame?.metrics.train_loss));
  const accuracy = usePart(store, accuracyOf);
  return html`<p class="lane-figures">
    ${diverged ? html`<strong class="alarming">diverged</strong>` : html`<span>loss <b>${loss}</b></span>`}
    ${accuracy !== '–' && html`<span>accuracy <b>${accuracy}</b></span>`}
  </p>`;
}

/** The worst that its numbers say. @param {{store: Member['store']}} props */
function Verdict({ store }) {
  const text = usePart(store, (state) => diagnose(state)[0]?.text ?? '');
  return html`<p class="verdict">${text}</p>`;
}

/** @param {State} state */
const accuracyOf = ({ frame }) => formatAccuracy(frame?.metrics.test_accuracy ?? frame?.metrics.train_accuracy);

/** @param {{member: Member, strip: Strip, theme: 'light' | 'dark'}} props */
function HeatStrip({ member, strip, theme }) {
  const { name, title, columns, colours, low, high } = strip;
  const [box, { width }] = useSize();
  const session = usePart(member.store, (state) => state.session);
  const catalog = usePart(member.store, (state) => state.catalog);
  const names = { session, catalog };
  const layers = session ? weightLayers(session) : [];
  const height = Math.min(MOST_STRIP, Math.max(LEAST_STRIP, ROW * layers.length));
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
  );
  return html`<figure class="heat" title=${`${title}, from the first layer above to the output below, over time`}>
    <figcaption>${name} of each layer over time<${Scale} ...${{ low, high, colours }} /></figcaption>
    <div class="heat-ends"><span>${titleOf(names, layers[0])}</span><span>${titleOf(names, layers[layers.length - 1])}</span></div>
    <div class="heat-box" ref=${box}>
      <canvas ref=${canvas} role="img" aria-label=${`${title} over time: see the table below for the numbers`} height=${height}></canvas>
    </div>
  </figure>`;
}

/** @param {Named} names @param {number | undefined} layer */
const titleOf = (names, layer) => (layer === undefined ? '' : layerTitle(names, layer).replace(' layer', ''));

/** @param {{low: number, high: number, colours: 'gradients' | 'values'}} props */
function Scale({ low, high, colours }) {
  return html`<span class="heat-scale">${tenTo(low)}<i class=${`ramp ${colours}`}></i>${tenTo(high)}</span>`;
}

/** @param {number} power */
const tenTo = (power) =>
  `10${[...String(power)].map((sign) => SUPERSCRIPT[/** @type {keyof typeof SUPERSCRIPT} */ (sign)]).join('')}`;
