/**
 * The losses over the epochs, with a read-out under the pointer, an optional logarithmic scale and a mark at the shown
 * checkpoint; or the confusion matrix.
 *
 * @import {App} from '../../core/app.js'
 */

import { html } from 'htm/preact';
import { useEffect, useRef } from 'preact/hooks';

import { Choice } from '../../controls/choice.js';
import { Switch } from '../../controls/switch.js';
import { createLossChart } from '../../draw/lossChart.js';
import { paletteOf } from '../../draw/palette.js';
import { useDrawing, useSelector, useSize } from '../../core/hooks.js';
import { epochsDone, hasImage, isPlanar, taskOf } from '../../core/selectors.js';
import { chartPause } from '../shared/pauses.js';
import { Confusion } from './confusion.js';
import { useFold } from '../shared/fold.js';

/** @type {{value: 'loss' | 'confusion', label: string, title: string}[]} */
const CHARTS = [
  { value: 'loss', label: 'Loss', title: 'Training and test loss over the epochs' },
  { value: 'confusion', label: 'Confusion', title: 'Which classes are mistaken for which' },
];

/** @param {{app: App}} props */
export function LossPanel({ app }) {
  const { store } = app;
  // without a map or pad, the confusion matrix is shown in their place
  const hasChoice = useSelector(
    store,
    (state) => taskOf(state) !== 'regression' && (isPlanar(state) || hasImage(state)),
  );
  const chart = useSelector(store, (state) => state.look.chart);
  const showsLoss = chart === 'loss' || !hasChoice;
  const isOpen = useFold(store, 'output');
  const choose = (/** @type {'loss' | 'confusion'} */ value) =>
    store.dispatch({ type: 'look', look: { chart: value } });
  return html`
    <div class="loss-head">
      <h2 class=${hasChoice && isOpen ? 'visually-hidden' : ''}>${showsLoss ? 'Loss' : 'Confusion'}</h2>
      ${
        hasChoice &&
        isOpen &&
        html`<${Choice} name="chart" label="Chart" title="What to show" value=${chart} options=${CHARTS}
        onChoose=${choose} />`
      }
      ${showsLoss && isOpen && html`<${LogSwitch} store=${store} />`}
    </div>
    ${showsLoss ? html`<${Losses} app=${app} />` : html`<${Confusion} app=${app} />`}
  `;
}

/** @param {{store: App['store']}} props */
function LogSwitch({ store }) {
  const on = useSelector(store, (state) => state.look.logLoss);
  return html`<${Switch} label="Log scale"
    title="Show the loss in powers of ten, so that small losses can be distinguished" on=${on}
    onSwitch=${(/** @type {boolean} */ logLoss) => store.dispatch({ type: 'look', look: { logLoss } })} />`;
}

/** @param {{app: App}} props */
function Losses({ app }) {
  const { store } = app;
  const logLoss = useSelector(store, (state) => state.look.logLoss);
  const theme = useSelector(store, (state) => state.look.theme);
  const empty = useSelector(store, (state) => state.session !== null && state.history.length < 2);
  const trains = useSelector(store, (state) => state.playing || state.slowMotion !== 'off');
  const [box, { width, height }] = useSize();
  const key = `${width} ${height} ${logLoss} ${theme}`; // a change of any of these creates another chart
  return html`
    <div class="chart" ref=${box} role="img" aria-label="Training and test loss over the epochs">
      ${width > 0 && height > 0 && html`<${Chart} key=${key} ...${{ app, width, height, logLoss, theme }} />`}
      ${
        empty &&
        html`<p key=${trains} class="empty">
        ${trains ? 'The loss appears after the first update.' : 'Press play to draw the loss.'}</p>`
      }
    </div>
  `;
}

/**
 * @param {{app: App, width: number, height: number, logLoss: boolean, theme: 'light' | 'dark'}} props
 */
function Chart({ app, width, height, logLoss, theme }) {
  const chart = useRef(/** @type {ReturnType<typeof createLossChart> | null} */ (null));
  const place = useDrawing(
    app,
    ({ history, session, checkpoint, frame }) => [
      history,
      checkpoint === null || !frame ? NaN : epochsDone({ session }, frame),
    ],
    (/** @type {HTMLElement} */ element, history, marked) => {
      chart.current ??= createLossChart(element, { width, height, logarithmic: logLoss, palette: paletteOf(theme) });
      chart.current.draw(history, marked);
    },
    [],
    chartPause,
  );
  useEffect(() => () => chart.current?.destroy(), []);
  return html`<div ref=${place}></div>`;
}
