/**
 * A line chart that is drawn again whenever its data change.
 *
 * @import {App} from '../../../core/app.js'
 * @import {Line, LineLook} from '../../../draw/lineChart.js'
 * @import {Palette} from '../../../draw/palette.js'
 */

import { html } from 'htm/preact';
import { useEffect, useRef } from 'preact/hooks';

import { createLineChart } from '../../../draw/lineChart.js';
import { paletteOf } from '../../../draw/palette.js';
import { useDrawing, useSelector, useSize } from '../../../core/hooks.js';
import { chartPause } from '../../shared/pauses.js';

/**
 * @typedef {object} Lines
 * @property {App} app
 * @property {string} label description for screen readers
 * @property {string} x
 * @property {string} y
 * @property {number} [smallest]
 * @property {(palette: Palette) => LineLook[]} looks
 * @property {() => unknown[]} read the data, from signals
 * @property {(values: unknown[]) => Line[]} lines
 */

/** @param {Lines} props */
export function LiveLineChart(props) {
  const theme = useSelector(props.app.store, ({ look }) => look.theme);
  const [box, { width, height }] = useSize();
  const looks = props.looks(paletteOf(theme));
  const key = [width, height, theme, props.x, ...looks.map(({ label }) => label)].join(' ');
  return html`<div class="chart" ref=${box} role="img" aria-label=${props.label}>
    ${width > 0 && height > 0 && html`<${Chart} key=${key} ...${{ ...props, looks, width, height, theme }} />`}
  </div>`;
}

/**
 * @param {Omit<Lines, 'looks'> & {looks: LineLook[], width: number, height: number, theme: 'light' | 'dark'}} props
 */
function Chart({ app, x, y, smallest, looks, read, lines, width, height, theme }) {
  const chart = useRef(/** @type {ReturnType<typeof createLineChart> | null} */ (null));
  const newest = useRef(/** @type {unknown[]} */ ([]));
  const place = useDrawing(
    app,
    () => {
      const values = read();
      if (values.some((value, index) => !Object.is(value, newest.current[index]))) newest.current = values;
      return [newest.current];
    },
    (/** @type {HTMLElement} */ element, values) => {
      chart.current ??= createLineChart(element, {
        width,
        height,
        x,
        y,
        smallest,
        logarithmic: true,
        named: true,
        lines: looks,
        palette: paletteOf(theme),
      });
      chart.current.draw(lines(values));
    },
    [],
    chartPause,
  );
  useEffect(() => () => chart.current?.destroy(), []);
  return html`<div ref=${place}></div>`;
}
