/**
 * Table of several runs: final metrics, and settings that differ.
 *
 * @import {App} from '../../../core/app.js'
 * @import {SavedRun} from '../../../core/library/runs.js'
 */

import { html } from 'htm/preact';

import { formatCount } from '../../../draw/format.js';
import { differencesOf } from './differences.js';
import { useSelector } from '../../../core/hooks.js';
import { titleOf } from '../../../core/library/runs.js';
import { dateOf } from '../dates.js';
import { figuresOf } from '../../shared/figures.js';
import { LineMark } from '../../shared/lineMark.js';

/** @param {{app: App, runs: SavedRun[]}} props */
export function ComparisonTable({ app, runs }) {
  const theme = useSelector(app.store, ({ look }) => look.theme);
  const columns = figuresOf(runs.map(({ metrics }) => metrics));
  const differences = differencesOf(runs.map(({ spec }) => spec));
  return html`<div class="table-frame" tabindex="0" role="group" aria-label="Metrics and settings of the runs">
    <table class="metrics-table">
      <thead>
        <tr>
          <td></td>
          ${runs.map(
            (run, index) => html`<th scope="col" key=${run.key}>
              <${LineMark} ...${{ index, theme }} /><span class="run-name" title=${nameOf(run)}>${nameOf(run)}</span>
              <time datetime=${new Date(run.time).toISOString()}>${dateOf(run.time)}</time>
            </th>`,
          )}
        </tr>
      </thead>
      <tbody>
        <tr><th scope="row">Step</th>${runs.map(({ key, step }) => html`<td key=${key}>${formatCount(step)}</td>`)}</tr>
        <tr><th scope="row">Epoch</th>${runs.map(
          ({ key, epoch }) => html`<td key=${key}>${formatCount(epoch)}</td>`,
        )}</tr>
        ${columns.map(
          ({ title, name, format }) => html`<tr key=${name} data-row=${name}>
            <th scope="row">${title}</th>
            ${runs.map(({ key, metrics }) => html`<td key=${key}>${format(metrics[name])}</td>`)}
          </tr>`,
        )}
        <tr><th scope="row">Status</th>${runs.map(
          ({ key, status }) => html`<td key=${key}>${status === 'diverged' ? 'diverged' : 'ready'}</td>`,
        )}</tr>
      </tbody>
      <tbody class="differences">
        <tr><th scope="rowgroup" colspan=${runs.length + 1}>${headOf(runs.length, differences.length)}</th></tr>
        ${differences.map(
          ({ path, values }) => html`<tr key=${path} data-path=${path}>
            <th scope="row"><code>${path}</code></th>
            ${values.map((value, index) => html`<td key=${runs[index].key}>${value}</td>`)}
          </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

/** @param {SavedRun} run */
const nameOf = (run) => run.name ?? titleOf(run.spec);

/**
 * @param {number} runs
 * @param {number} differences
 */
function headOf(runs, differences) {
  if (runs < 2) return 'Select another run to see which settings differ';
  return differences > 0 ? 'Settings that differ' : 'All settings are the same';
}
