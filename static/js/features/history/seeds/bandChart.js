/**
 * The spread of the losses over the epochs: the median as a line, the quartiles and the extremes as bands.
 *
 * @import {App} from '../../../core/app.js'
 * @import {Member} from '../../../core/group/group.js'
 */

import { html } from 'htm/preact';
import { useEffect, useRef } from 'preact/hooks';

import { createLineChart } from '../../../draw/lineChart.js';
import { paletteOf } from '../../../draw/palette.js';
import { useDrawingOfAll, usePart, useSize } from '../../../core/hooks.js';
import { PARTS, bandOf } from './seedStudy.js';

const LABELS = { low: 'Lowest', lower: 'Quarter', middle: 'Median', upper: 'Three quarters', high: 'Highest' };

/** @param {{app: App, split: 'train' | 'test', logarithmic: boolean}} props */
export function BandChart({ app, split, logarithmic }) {
  const theme = usePart(app.store, ({ look }) => look.theme);
  const members = app.group.members.value;
  const [box, { width, height }] = useSize();
  const name = split === 'test' ? 'Test' : 'Training';
  const key = `${width} ${height} ${logarithmic} ${theme}`; // any other of these is another chart
  return html`<div class="chart" ref=${box} role="img" aria-label=${`${name} loss over the epochs: median and spread of the seeds`}>
    ${width > 0 && height > 0 && html`<${Band} key=${key} ...${{ members, split, look: { width, height, logarithmic, theme } }} />`}
  </div>`;
}

/** @param {{members: Member[], split: 'train' | 'test', look: Parameters<typeof lookOf>[0]}} props */
function Band({ members, split, look }) {
  const chart = useRef(/** @type {ReturnType<typeof createLineChart> | null} */ (null));
  const place = useDrawingOfAll(
    members,
    ({ history }) => [history],
    (/** @type {HTMLElement} */ element, parts) => {
      chart.current ??= createLineChart(element, lookOf(look));
      const { epochs, ...columns } = bandOf(
        parts.map(([history]) => history),
        split,
      );
      chart.current.draw(PARTS.map((part) => ({ xs: epochs, ys: columns[part] })));
    },
    [split],
  );
  useEffect(() => () => chart.current?.destroy(), []);
  return html`<div ref=${place}></div>`;
}

/** @param {{width: number, height: number, logarithmic: boolean, theme: 'light' | 'dark'}} how */
function lookOf({ theme, ...how }) {
  const palette = paletteOf(theme);
  const lines = PARTS.map((part) => {
    const isMiddle = part === 'middle';
    return { label: LABELS[part], stroke: isMiddle ? palette.ink : palette.muted, width: isMiddle ? 2 : 0 };
  });
  const [low, lower, , upper, high] = PARTS.keys();
  /** @type {{between: [number, number], fill: string}[]} */
  const bands = [
    { between: [high, upper], fill: washed(palette.muted, 0.16) },
    { between: [upper, lower], fill: washed(palette.muted, 0.38) },
    { between: [lower, low], fill: washed(palette.muted, 0.16) },
  ];
  return { ...how, palette, x: 'Epoch', y: 'Loss', lines, bands };
}

/** A colour let through in part. @param {string} colour @param {number} share */
const washed = (colour, share) => `color-mix(in srgb, ${colour} ${100 * share}%, transparent)`;
