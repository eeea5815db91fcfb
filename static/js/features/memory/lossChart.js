/**
 * The race of the losses, beside what always giving the same answer comes to.
 *
 * @import {App} from '../../core/app.js'
 * @import {History} from '../../core/history.js'
 * @import {Lab} from './memoryLab.js'
 */

import { html } from 'htm/preact';
import { useMemo } from 'preact/hooks';

import { formatFigure } from '../../draw/format.js';
import { baselineOf, raceLine } from './gradients.js';
import { cellOf, colourOfCell } from './cellMark.js';
import { LinesChart } from './liveLineChart.js';

/** @param {{app: App, lab: Lab}} props */
export function Race({ app, lab }) {
  const seen = lab.seen.value;
  const data = seen[0]?.member.store.select((state) => state.data).value ?? null;
  const baseline = useMemo(() => data && baselineOf(data), [data]);
  return html`<section class="lab-chart" aria-labelledby="race-title">
    <div class="lab-chart-head">
      <h2 id="race-title">Loss on sequences not trained on</h2>
      <p class="quiet" title="The loss of the one answer, at each step, that is best over all sequences">Always guessing the same:${' '}
        <span data-figure="baseline">${formatFigure(baseline)}</span></p>
    </div>
    ${
      seen.length > 0 &&
      html`<${LinesChart}
      key=${`${seen.map(({ id }) => id)} ${baseline}`}
      app=${app}
      label="The test loss of every cell over the epochs"
      x="Epoch"
      y="Loss"
      looks=${(/** @type {any} */ palette) => [
        ...seen.map(({ member }) => ({
          label: member.label,
          stroke: colourOfCell(palette, cellOf(member.label)),
          width: 2,
        })),
        { label: 'guessing', stroke: palette.muted, width: 1.25, dash: [4, 4] },
      ]}
      read=${() => seen.map(({ member }) => member.store.state.value.history)}
      lines=${(/** @type {History[]} */ histories) => linesOf(histories, baseline ?? NaN)}
    />`
    }
  </section>`;
}

/** @param {History[]} histories @param {number} baseline NaN where there is none */
function linesOf(histories, baseline) {
  const lines = histories.map(raceLine);
  const end = Math.max(1, ...lines.map(({ xs }) => xs.at(-1) ?? 0));
  return [...lines, { xs: [0, end], ys: [baseline, baseline] }];
}
