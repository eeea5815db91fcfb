/**
 * The runs that are picked, set against each other: their losses on one chart, their last figures, and what in their
 * settings differs.
 *
 * @import {App} from '../../core/app.js'
 */

import { html } from 'htm/preact';
import { useState } from 'preact/hooks';

import { Choice } from '../../controls/choice.js';
import { Switch } from '../../controls/switch.js';
import { usePart } from '../../core/hooks.js';
import { Curves } from './comparison/lossCurves.js';
import { FigureTable } from './comparison/comparisonTable.js';

/** @typedef {'test' | 'train'} Split */

/** @type {{value: Split, label: string, title: string}[]} */
const SPLITS = [
  { value: 'test', label: 'Test', title: 'The losses on the rows that are not trained on' },
  { value: 'train', label: 'Training', title: 'The losses on the rows that are trained on' },
];

/** @param {{app: App}} props */
export function Comparison({ app }) {
  const { library, store } = app;
  const [split, setSplit] = useState(/** @type {Split} */ ('test'));
  const logarithmic = usePart(store, ({ look }) => look.logLoss);
  const keys = library.compared.value;
  const runs = keys.flatMap((key) => library.runs.value?.filter((run) => run.key === key) ?? []);
  if (runs.length === 0) {
    return html`<p class="quiet">Pick two runs or more on the list, and their losses, figures and settings stand here side by side.</p>`;
  }
  return html`
    <div class="comparison-head">
      <${Choice} name="compared-loss" label="Losses of" title="Which losses are drawn" value=${split} options=${SPLITS} onChoose=${setSplit} />
      <${Switch} label="Log scale" title="Show the loss in powers of ten: small losses are told apart" on=${logarithmic}
        onSwitch=${(/** @type {boolean} */ on) => store.dispatch({ type: 'look', look: { logLoss: on } })} />
    </div>
    <${Curves} ...${{ app, runs, split, logarithmic }} />
    <${FigureTable} ...${{ app, runs }} />
  `;
}
