/**
 * Chart of the spread of the losses over the epochs: the median as a line, quartiles and extremes as bands.
 *
 * @import {App} from '../../../core/app.js'
 * @import {Member} from '../../../core/group/group.js'
 */

import { html } from 'htm/preact';
import { useEffect, useRef } from 'preact/hooks';

import { createLineChart } from '../../../draw/lineChart.js';
import { paletteOf } from '../../../draw/palette.js';
import { useDrawingOfAll, useSelector, useSize } from '../../../core/hooks.js';
import { areaPause } from '../../shared/pauses.js';
import { STATISTICS, bandOf } from './spread.js';

const LABELS = { low: 'Lowest', lower: 'Lower quartile', median: 'Median', upper: 'Upper quartile', high: 'Highest' };

/** @param {{app: App, split: 'train' | 'test', logarithmic: boolean}} props */
export function BandChart({ app, split, logarithmic }) {
  const theme = useSelector(app.store, ({ look }) => look.theme);
  const members = app.group.members.value;
  const [box, { width, height }] = useSize();
  const name = split === 'test' ? 'Test' : 'Training';
  const key = `${width} ${height} ${logarithmic} ${theme}`;
  return html`<div class="chart" ref=${box} role="img"
    aria-label=${`${name} loss over the epochs: median and spread of the seeds`}>
    ${
      width > 0 &&
      height > 0 &&
      html`<${Band} key=${key} ...${{ members, split, look: { width, height, logarithmic, theme } }} />`
    }
  </div>`;
}

/** @param {{members: Member[], split: 'train' | 'test', look: Parameters<typeof lookOf>[0]}} props */
function Band({ members, split, look }) {
  const chart = useRef(/** @type {ReturnType<typeof createLineChart> | null} */ (null));
  const place = useDrawingOfAll(
    members,
    ({ history }) => [history],
    (/** @type {HTMLElement} */ element, drawn) => {
      chart.current ??= createLineChart(element, lookOf(look));
      const { epochs, ...columns } = bandOf(
        drawn.map(([history]) => history),
        split,
      );
      chart.current.draw(STATISTICS.map((statistic) => ({ xs: epochs, ys: columns[statistic] })));
    },
    [split],
    areaPause,
  );
  useEffect(() => () => chart.current?.destroy(), []);
  return html`<div ref=${place}></div>`;
}

/** @param {{width: number, height: number, logarithmic: boolean, theme: 'light' | 'dark'}} how */
function lookOf({ theme, ...how }) {
  const palette = paletteOf(theme);
  const lines = STATISTICS.map((statistic) => {
    const isMedian = statistic === 'median';
    return { label: LABELS[statistic], stroke: isMedian ? palette.ink : palette.muted, width: isMedian ? 2 : 0 };
  });
  const [low, lower, , upper, high] = STATISTICS.keys();
  /** @type {{between: [number, number], fill: string}[]} */
  const bands = [
    { between: [high, upper], fill: translucent(palette.muted, 0.16) },
    { between: [upper, lower], fill: translucent(palette.muted, 0.38) },
    { between: [lower, low], fill: translucent(palette.muted, 0.16) },
  ];
  return { ...how, palette, x: 'Epoch', y: 'Loss', lines, bands };
}

/**
 * A translucent colour.
 *
 * @param {string} colour
 * @param {number} share opacity
 */
const translucent = (colour, share) => `color-mix(in srgb, ${colour} ${100 * share}%, transparent)`;
