/**
 * The runs that this browser keeps: opened again, renamed, pinned, deleted, and picked for the comparison.
 *
 * @import {App} from '../../core/app.js'
 */

import { html } from 'htm/preact';
import { useEffect } from 'preact/hooks';
import { Save } from 'lucide';

import { Button } from '../../controls/button.js';
import { usePart } from '../../core/hooks.js';
import { keyOf } from '../../core/library/runs.js';
import { RunRow } from './savedRuns/savedRun.js';

/** @param {{app: App}} props */
export function Runs({ app }) {
  const { store, library } = app;
  const canKeep = usePart(store, ({ live }) => live !== null);
  const present = usePart(store, ({ session }) => (session ? keyOf(session) : ''));
  useEffect(() => {
    library.list();
  }, [library]);
  const runs = library.runs.value;
  const problem = library.problem.value;
  return html`
    <div class="runs-head">
      <${Button} icon=${Save} title="Keep the present run with all that its exact continuation needs, and pin it" disabled=${!canKeep}
        onPress=${() => library.save()}>Keep this run</${Button}>
    </div>
    ${problem && html`<p class="runs-problem" role="alert">${problem}</p>`}
    ${
      runs && runs.length > 0
        ? html`<ul class="run-list">
      ${runs.map((run) => html`<${RunRow} key=${run.key} ...${{ app, run }} isPresent=${run.key === present} />`)}
    </ul>`
        : html`<p class="runs-empty quiet">${runs || problem ? 'No run is kept yet. Train one and pause it, and it is here.' : 'Reading…'}</p>`
    }
  `;
}
