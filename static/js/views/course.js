/**
 * The course of the losses: training and test over the epochs, with axes, a read-out under the pointer and a
 * logarithmic scale on demand.
 *
 * @import {App} from '../state/app.js'
 */

import { html } from 'htm/preact';
import { useEffect, useRef } from 'preact/hooks';

import { Switch } from '../controls/switch.js';
import { createLossChart } from '../draw/lossChart.js';
import { paletteOf } from '../draw/palette.js';
import { useDrawing, usePart, useSize } from '../state/hooks.js';

/** @param {{app: App}} props */
export function Course({ app }) {
  const { store } = app;
  const logLoss = usePart(store, (state) => state.look.logLoss);
  const theme = usePart(store, (state) => state.look.theme);
  const empty = usePart(store, (state) => state.session !== null && state.history.length < 2);
  const [box, { width, height }] = useSize();
  const key = `${width} ${height} ${logLoss} ${theme}`; // any other of these is another chart
  return html`
    <div class="course-head">
      <h2>Loss</h2>
      <${Switch} label="Log scale" title="Show the loss in powers of ten: small losses are told apart" on=${logLoss}
        onSwitch=${(/** @type {boolean} */ on) => store.dispatch({ type: 'look', look: { logLoss: on } })} />
    </div>
    <div class="chart" ref=${box} role="img" aria-label="Training and test loss over the epochs">
      ${width > 0 && height > 0 && html`<${Chart} key=${key} ...${{ app, width, height, logLoss, theme }} />`}
      ${empty && html`<p class="empty">Press play, and the loss is drawn here.</p>`}
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
    ({ history }) => [history],
    (/** @type {HTMLElement} */ element, history) => {
      chart.current ??= createLossChart(element, { width, height, logarithmic: logLoss, palette: paletteOf(theme) });
      chart.current.draw(history);
    },
    [],
  );
  useEffect(() => () => chart.current?.destroy(), []);
  return html`<div ref=${place}></div>`;
}
