/**
 * Chart of the losses of several runs over the epochs.
 *
 * @import {App} from '../../../core/app.js'
 * @import {SavedRun} from '../../../core/library/runs.js'
 */

import { html } from 'htm/preact';
import { useEffect, useRef } from 'preact/hooks';

import { createLineChart } from '../../../draw/lineChart.js';
import { lineLook } from '../../../draw/lineLooks.js';
import { paletteOf } from '../../../draw/palette.js';
import { useSelector, useSize } from '../../../core/hooks.js';
import { titleOf } from '../../../core/library/runs.js';

/** @param {{app: App, runs: SavedRun[], split: 'test' | 'train', logarithmic: boolean}} props */
export function LossCurves({ app, runs, split, logarithmic }) {
  const theme = useSelector(app.store, ({ look }) => look.theme);
  const [box, { width, height }] = useSize();
  const place = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => {
    if (!place.current || width === 0 || height === 0) return undefined;
    const palette = paletteOf(theme);
    const lines = runs.map((run, index) => ({ label: run.name ?? titleOf(run.spec), ...lineLook(palette, index) }));
    const chart = createLineChart(place.current, { width, height, logarithmic, palette, x: 'Epoch', y: 'Loss', lines });
    chart.draw(runs.map(({ curve }) => ({ xs: curve.epochs, ys: curve[split].map((loss) => loss ?? NaN) })));
    return () => chart.destroy();
  }, [runs.map(({ key, step, name }) => `${key} ${step} ${name}`).join(), split, logarithmic, theme, width, height]);
  const splitName = split === 'test' ? 'Test' : 'Training';
  return html`<div class="chart" ref=${box} role="img"
    aria-label=${`${splitName} losses of ${runs.length} runs over the epochs`}>
    <div ref=${place}></div>
  </div>`;
}
