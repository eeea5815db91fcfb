/**
 * Charts that compare runs: the current gradient of every layer, and the losses over time.
 *
 * @import {Line, LineLook} from '../../draw/lineChart.js'
 * @import {Member} from '../../core/group/group.js'
 * @import {State} from '../../core/model.js'
 */

import { html } from 'htm/preact';
import { useEffect, useRef } from 'preact/hooks';

import { createLineChart } from '../../draw/lineChart.js';
import { lineLook } from '../../draw/lineLooks.js';
import { paletteOf } from '../../draw/palette.js';
import { useDrawingOfAll, useSelector, useSize } from '../../core/hooks.js';
import { chartPause } from '../shared/pauses.js';
import { weightLayers } from '../../core/selectors.js';

const SMALLEST_NORM = 1e-12;

/** @typedef {{members: Member[], theme: 'light' | 'dark'}} Props */

/** @param {Props} props */
export const GradientChart = ({ members, theme }) =>
  html`<${Chart} ...${{ members, theme, x: 'Layer', y: 'Gradient', linesOf: gradientsOf, smallest: SMALLEST_NORM }} />`;

/** @param {Props} props */
export const LossChart = ({ members, theme }) =>
  html`<${Chart} ...${{ members, theme, x: 'Epoch', y: 'Training loss', linesOf: lossOf, smallest: undefined }} />`;

/**
 * @param {State} state
 * @returns {[Line]}
 */
function gradientsOf({ session, catalog, frame }) {
  const norms = frame
    ? weightLayers({ session, catalog }).map((index) => frame.layers[index].gradient_norm ?? NaN)
    : [];
  return [{ xs: norms.map((_, index) => index + 1), ys: norms }];
}

/**
 * @param {State} state
 * @returns {[Line]}
 */
const lossOf = ({ history: { epochs, train, length } }) => [{ xs: epochs, ys: train, length }];

/**
 * @typedef {Props & {x: string, y: string, linesOf: (state: State) => [Line], smallest: number | undefined}} ChartProps
 */

/** @param {ChartProps} props */
function Chart(props) {
  const [box, { width, height }] = useSize();
  const { members, theme, x, y } = props;
  const key = `${width} ${height} ${theme} ${members.map(({ label }) => label).join()}`;
  return html`<div class="chart" ref=${box} role="img"
    aria-label=${`${y} over ${x.toLowerCase()}s, one line for each run`}>
    ${width > 0 && height > 0 && members.length > 0 && html`<${Lines} key=${key} ...${{ ...props, width, height }} />`}
  </div>`;
}

/** @param {ChartProps & {width: number, height: number}} props */
function Lines({ members, theme, x, y, linesOf, smallest, width, height }) {
  const chart = useRef(/** @type {ReturnType<typeof createLineChart> | null} */ (null));
  const place = useDrawingOfAll(
    members,
    ({ session, frame, history }) => /** @type {[unknown, unknown, unknown]} */ ([session, frame, history]),
    (/** @type {HTMLElement} */ element) => {
      const palette = paletteOf(theme);
      const lines = members.map(({ label }, index) => /** @type {LineLook} */ ({ label, ...lineLook(palette, index) }));
      chart.current ??= createLineChart(element, { width, height, x, y, lines, palette, smallest, logarithmic: true });
      chart.current.draw(members.flatMap(({ store }) => linesOf(store.state.peek())));
    },
    [],
    chartPause,
  );
  useEffect(() => () => chart.current?.destroy(), []);
  const waits = useSelector(members[0].store, ({ frame }) => !frame || frame.step === 0);
  return html`<div ref=${place}></div>
    ${waits && html`<p class="empty">Press play to draw the ${y.toLowerCase()}.</p>`}`;
}
