/**
 * A line chart that fills its box. It is created again when the size or the look changes.
 *
 * @import {ChartLook, Line} from '../../draw/lineChart.js'
 */

import { html } from 'htm/preact';
import { useEffect, useRef } from 'preact/hooks';

import { createLineChart } from '../../draw/lineChart.js';
import { useSize } from '../../core/hooks.js';

/** @typedef {Omit<ChartLook, 'width' | 'height'>} Look */

/**
 * @param {object} props
 * @param {Look} props.look
 * @param {string} props.title description for screen readers
 * @param {(draw: (lines: Line[]) => void) => () => void} props.follow draw now and after every change; returns a
 * function
 *   that stops it
 * @param {unknown} [props.source] source of the lines; `follow` is called again for another one
 * @param {import('preact').ComponentChildren} [props.children] drawn over the chart
 */
export function LineChartBox({ look, title, follow, source, children }) {
  const [box, { width, height }] = useSize();
  const key = JSON.stringify([width, height, look.logarithmic, look.palette.theme, look.y, look.lines]);
  return html`<div class="chart" ref=${box} role="img" aria-label=${title}>
    ${
      width > 0 &&
      height > 0 &&
      html`<${Chart} key=${key} look=${{ ...look, width, height }} ...${{ follow, source }} />`
    }
    ${children}
  </div>`;
}

/** @param {{look: ChartLook, follow: (draw: (lines: Line[]) => void) => () => void, source: unknown}} props */
function Chart({ look, follow, source }) {
  const place = useRef(/** @type {HTMLDivElement | null} */ (null));
  const chart = useRef(/** @type {ReturnType<typeof createLineChart> | null} */ (null));
  useEffect(() => {
    chart.current = createLineChart(/** @type {HTMLDivElement} */ (place.current), look);
    return () => chart.current?.destroy();
  }, []);
  useEffect(() => follow((lines) => chart.current?.draw(lines)), [source]);
  return html`<div ref=${place}></div>`;
}
