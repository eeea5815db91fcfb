/**
 * Chart of the test losses, with the loss of a constant guess as a baseline.
 *
 * @import {App} from '../../../core/app.js'
 * @import {History} from '../../../core/history.js'
 * @import {MemoryLab} from '../memoryLab.js'
 */

import { html } from 'htm/preact';

import { useSelector } from '../../../core/hooks.js';
import { formatFigure } from '../../../draw/format.js';
import { lossLine } from '../lossLine.js';
import { cellOf, colourOfCell } from '../cellMark.js';
import { LiveLineChart } from './liveLineChart.js';

/** @param {{app: App, lab: MemoryLab}} props */
export function LossChart({ app, lab }) {
  const runs = lab.runs.value;
  const baseline = runs[0]?.member.store.select(({ session }) => session?.data.baseline_loss ?? null).value ?? null;
  return html`<section class="lab-chart" aria-labelledby="race-title">
    <div class="lab-chart-head">
      <h2 id="race-title">Test loss</h2>
      <p class="quiet" title="Loss of the best constant guess at each step">Baseline (constant guess):${' '}
        <span data-figure="baseline">${formatFigure(baseline)}</span></p>
    </div>
    ${
      runs.length > 0 &&
      html`<${WaitingNote} store=${runs[0].member.store} />
      <${LiveLineChart}
      key=${`${runs.map(({ id }) => id)} ${baseline}`}
      app=${app}
      label="The test loss of every cell over the epochs"
      x="Epoch"
      y="Loss"
      looks=${(/** @type {any} */ palette) => [
        ...runs.map(({ member }) => ({
          label: member.label,
          stroke: colourOfCell(palette, cellOf(member.label)),
          width: 2,
        })),
        { label: 'baseline', stroke: palette.muted, width: 1.25, dash: [4, 4] },
      ]}
      read=${() => runs.map(({ member }) => member.store.state.value.history)}
      lines=${(/** @type {History[]} */ histories) => linesOf(histories, baseline ?? NaN)}
    />`
    }
  </section>`;
}

/** @param {{store: App['store']}} props */
function WaitingNote({ store }) {
  const waits = useSelector(store, ({ frame }) => !frame || frame.step === 0);
  return waits && html`<p class="empty">Press play to draw the test losses.</p>`;
}

/**
 * @param {History[]} histories
 * @param {number} baseline NaN without one
 */
function linesOf(histories, baseline) {
  const lines = histories.map(lossLine);
  const end = Math.max(1, ...lines.map(({ xs }) => xs.at(-1) ?? 0));
  return [...lines, { xs: [0, end], ys: [baseline, baseline] }];
}
