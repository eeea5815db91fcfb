/**
 * The metrics of the shown checkpoint beside those of the present.
 *
 * @import {App} from '../../core/app.js'
 */

import { html } from 'htm/preact';

import { formatCount, formatFigure } from '../../draw/format.js';
import { usePacedSelector, useSelector } from '../../core/hooks.js';
import { figuresOf } from '../shared/figures.js';
import { framePause } from '../shared/pauses.js';
import { distanceBetween } from './checkpoints.js';

/** @param {{app: App}} props */
export function ThenNow({ app }) {
  const now = usePacedSelector(app, ({ live }) => live, framePause);
  const then = useSelector(app.store, ({ checkpoint, frame }) => (checkpoint === null ? null : frame));
  if (!now) return html`<p class="quiet">No metrics yet.</p>`;
  const distance = then && distanceBetween(then.parameters, now.parameters);
  return html`<table class="metrics-table">
    <thead>
      <tr><td></td><th scope="col">Then</th><th scope="col">Now</th></tr>
    </thead>
    <tbody>
      <${Count} ...${{ name: 'step', title: 'Step', earlier: then?.step, now: now.step }} />
      <${Count} ...${{ name: 'epoch', title: 'Epoch', earlier: then?.epoch, now: now.epoch }} />
      ${figuresOf([now.metrics]).map(
        ({ name, title, format }) => html`<tr key=${name}>
          <th scope="row">${title}</th>
          <td data-then=${name}>${then ? format(then.metrics[name]) : '–'}</td>
          <td data-now=${name}>${format(now.metrics[name])}</td>
        </tr>`,
      )}
      <tr>
        <th scope="row" title="Euclidean distance between the parameters then and now">Parameters moved by</th>
        <td colspan="2">${distance === null ? '–' : formatFigure(distance)}</td>
      </tr>
    </tbody>
  </table>`;
}

/** @param {{name: string, title: string, earlier: number | undefined, now: number}} props */
const Count = ({ name, title, earlier, now }) =>
  html`<tr>
    <th scope="row">${title}</th>
    <td data-then=${name}>${earlier === undefined ? '–' : formatCount(earlier)}</td>
    <td data-now=${name}>${formatCount(now)}</td>
  </tr>`;
