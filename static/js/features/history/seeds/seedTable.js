/**
 * Table of the current metrics of every seed, and their spread.
 *
 * @import {Frame} from '../../../protocol/model.js'
 * @import {App} from '../../../core/app.js'
 * @import {Member} from '../../../core/group/group.js'
 */

import { html } from 'htm/preact';

import { formatCount } from '../../../draw/format.js';
import { useMembers } from '../../../core/hooks.js';
import { spreadOf } from './spread.js';
import { figuresOf } from '../../shared/figures.js';
import { areaPause } from '../../shared/pauses.js';

/** @typedef {{label: string, step: number, hasDiverged: boolean, metrics: Frame['metrics'] | null}} Row */

const SPREADS = /** @type {const} */ ([
  ['Median', 'median'],
  ['Lowest', 'low'],
  ['Highest', 'high'],
]);

/** @param {{app: App}} props */
export function SeedTable({ app }) {
  const rows = useMembers(app.group, rowsOf, areaPause(app.ticker));
  const columns = figuresOf(rows.map(({ metrics }) => metrics));
  const spreads = columns.map(({ name }) => spreadOf(rows.map(({ metrics }) => metrics?.[name] ?? null)));
  const diverged = rows.filter(({ hasDiverged }) => hasDiverged).length;
  return html`<div class="table-frame" tabindex="0" role="group" aria-label="Metrics of every seed">
    <table class="metrics-table">
      <thead>
        <tr>
          <th scope="col">Seed</th>
          <th scope="col">Step</th>
          ${columns.map(({ title }) => html`<th scope="col" key=${title}>${title}</th>`)}
        </tr>
      </thead>
      <tbody class="spread">
        ${SPREADS.map(
          ([title, statistic]) => html`<tr key=${statistic} data-spread=${statistic}>
            <th scope="row">${title}</th>
            <td></td>
            ${columns.map(
              ({ name, format }, index) =>
                html`<td key=${name} data-name=${name}>${format(spreads[index][statistic])}</td>`,
            )}
          </tr>`,
        )}
      </tbody>
      <tbody>
        ${rows.map(
          ({ label, step, hasDiverged, metrics }) => html`<tr key=${label} data-seed=${label.replace('seed ', '')}>
            <th scope="row">${label.replace('seed ', '')}${hasDiverged ? ' diverged' : ''}</th>
            <td data-name="step">${formatCount(step)}</td>
            ${columns.map(
              ({ name, format }) => html`<td key=${name} data-name=${name}>${format(metrics?.[name])}</td>`,
            )}
          </tr>`,
        )}
      </tbody>
    </table>
    ${
      diverged > 0 &&
      html`<p class="quiet">${diverged} of ${rows.length} diverged. They show their last finite state.</p>`
    }
  </div>`;
}

/**
 * @param {Member[]} members
 * @returns {Row[]}
 */
const rowsOf = (members) =>
  members.map(({ label, store }) => {
    const { live, session, status } = store.state.peek();
    const step = live?.step ?? session?.step ?? 0;
    return { label, step, hasDiverged: status === 'diverged', metrics: live?.metrics ?? null };
  });
