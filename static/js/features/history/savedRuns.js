/**
 * The list of saved runs: open, rename, pin, delete, and select for the comparison.
 *
 * @import {App} from '../../core/app.js'
 */

import { html } from 'htm/preact';
import { useEffect } from 'preact/hooks';
import { Save } from 'lucide';

import { Button } from '../../controls/button.js';
import { useSelector } from '../../core/hooks.js';
import { keyOf } from '../../core/library/runs.js';
import { SavedRun } from './savedRuns/savedRun.js';

/** @param {{app: App}} props */
export function SavedRuns({ app }) {
  const { store, library } = app;
  const canSave = useSelector(store, ({ live }) => live !== null);
  const current = useSelector(store, ({ session }) => (session ? keyOf(session) : ''));
  useEffect(() => {
    library.list();
  }, [library]);
  const runs = library.runs.value;
  const problem = library.problem.value;
  return html`
    <div class="runs-head">
      <${Button} icon=${Save} title="Save the current run with its full state, and pin it" disabled=${!canSave}
        onPress=${() => library.save()}>Save this run</${Button}>
    </div>
    ${problem && html`<p class="runs-problem" role="alert">${problem}</p>`}
    ${
      runs && runs.length > 0
        ? html`<ul class="run-list">
      ${runs.map((run) => html`<${SavedRun} key=${run.key} ...${{ app, run }} isCurrent=${run.key === current} />`)}
    </ul>`
        : html`<p class="runs-empty quiet">
          ${runs || problem ? 'No saved runs yet. Pause a run to save it.' : 'Loading…'}</p>`
    }
  `;
}
