/**
 * Comparison of the selected runs: losses in one chart, final metrics, and settings that differ.
 *
 * @import {App} from '../../core/app.js'
 */

import { html } from 'htm/preact';
import { useState } from 'preact/hooks';

import { Choice } from '../../controls/choice.js';
import { Switch } from '../../controls/switch.js';
import { useSelector } from '../../core/hooks.js';
import { LossCurves } from './comparison/lossCurves.js';
import { ComparisonTable } from './comparison/comparisonTable.js';

/** @typedef {'test' | 'train'} Split */

/** @type {{value: Split, label: string, title: string}[]} */
const SPLITS = [
  { value: 'test', label: 'Test', title: 'Losses on the test data' },
  { value: 'train', label: 'Training', title: 'Losses on the training data' },
];

/** @param {{app: App}} props */
export function Comparison({ app }) {
  const { library, store } = app;
  const [split, setSplit] = useState(/** @type {Split} */ ('test'));
  const logarithmic = useSelector(store, ({ look }) => look.logLoss);
  const keys = library.compared.value;
  const runs = keys.flatMap((key) => library.runs.value?.filter((run) => run.key === key) ?? []);
  const missing = library.runs.value ? keys.length - runs.length : 0;
  if (runs.length === 0) {
    return html`<p class="quiet">
      ${missing > 0 && 'The runs that the address names are not saved in this browser. '}
      Select two or more runs to compare their losses, metrics and settings.</p>`;
  }
  return html`
    <div class="comparison-head">
      <${Choice} name="compared-loss" label="Losses of" title="Training or test losses" value=${split} options=${SPLITS}
        onChoose=${setSplit} />
      <${Switch} label="Log scale" title="Logarithmic scale, which shows small losses better" on=${logarithmic}
        onSwitch=${(/** @type {boolean} */ on) => store.dispatch({ type: 'look', look: { logLoss: on } })} />
    </div>
    <${LossCurves} ...${{ app, runs, split, logarithmic }} />
    <${ComparisonTable} ...${{ app, runs }} />
  `;
}
