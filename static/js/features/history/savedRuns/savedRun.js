/**
 * A saved run in the list.
 *
 * @import {App} from '../../../core/app.js'
 * @import {SavedRun as Run} from '../../../core/library/runs.js'
 */

import { html } from 'htm/preact';
import { useRef, useState } from 'preact/hooks';
import { FolderOpen, Pencil, Save, Trash2 } from 'lucide';

import { Button } from '../../../controls/button.js';
import { formatAccuracy, formatCount, formatFigure } from '../../../draw/format.js';
import { asRunFile } from '../../../core/address/runFile.js';
import { titleOf } from '../../../core/library/runs.js';
import { agoOf } from '../dates.js';
import { Thumbnail } from './thumbnail.js';

const MAX_NAME = 80;

/** @param {{app: App, run: Run, isCurrent: boolean}} props */
export function SavedRun({ app, run, isCurrent }) {
  const { library } = app;
  const [isNaming, setNaming] = useState(false);
  const name = run.name ?? titleOf(run.spec);
  const isCompared = library.compared.value.includes(run.key);
  /** @param {string | null} next */
  const rename = (next) => {
    setNaming(false);
    const trimmed = next?.trim();
    if (trimmed !== undefined && trimmed !== name) library.change(run.key, { name: trimmed || null });
  };
  return html`<li class="run-row">
    <label class="run-pick" title="Compare this run with others">
      <input
        type="checkbox"
        checked=${isCompared}
        aria-label=${`Compare ${name}`}
        onChange=${(/** @type {any} */ event) => library.compare(run.key, event.currentTarget.checked)}
      />
      <${Thumbnail} ...${{ app, thumbnail: run.thumbnail }} />
    </label>
    <div class="run-words">
      ${
        isNaming
          ? html`<${NameField} name=${name} onDone=${rename} />`
          : html`<strong class="run-name" title=${name}>${name}</strong>`
      }
      <p class="quiet">${summaryOf(run)}</p>
      <p class="quiet">
        <time datetime=${new Date(run.time).toISOString()}>${agoOf(run.time)}</time>${isCurrent ? ', current run' : ''}
        ${run.wasChanged ? ', settings were changed during training' : ''}
      </p>
    </div>
    <div class="run-actions">
      <${Button} kind="small quiet" icon=${FolderOpen} iconSize=${14} title=${openTitle(run)}
        onPress=${() => open(app, run, name)} />
      <${Button} kind="small quiet" icon=${Pencil} iconSize=${14} title="Rename" onPress=${() => setNaming(true)} />
      <${Button} kind="small quiet" icon=${Save} iconSize=${14} title="Pin: keep it when the list is full"
        pressed=${run.isPinned}
        onPress=${() => library.change(run.key, { isPinned: !run.isPinned })} />
      <${Button} kind="small quiet" icon=${Trash2} iconSize=${14} title="Delete" onPress=${() => {
        library.compare(run.key, false);
        library.delete(run.key);
      }} />
    </div>
  </li>`;
}

/** @param {{name: string, onDone: (name: string | null) => void}} props */
function NameField({ name, onDone }) {
  const isDone = useRef(false); // a field that is removed also loses the focus
  /** @param {string | null} next */
  const finish = (next) => {
    if (!isDone.current) onDone(next);
    isDone.current = true;
  };
  /** @param {KeyboardEvent & {currentTarget: HTMLInputElement}} event */
  const press = ({ key, currentTarget }) => {
    if (key === 'Enter') finish(currentTarget.value);
    if (key === 'Escape') finish(null);
  };
  return html`<input
    type="text"
    class="run-name-field"
    aria-label="Name of the run. Enter saves it, Escape cancels."
    maxlength=${MAX_NAME}
    value=${name}
    ref=${(/** @type {HTMLInputElement | null} */ field) => field?.focus()}
    onKeyDown=${press}
    onBlur=${(/** @type {any} */ event) => finish(event.currentTarget.value)}
  />`;
}

/** @param {Run} run */
function summaryOf({ step, status, metrics }) {
  const hasTest = metrics.test_loss !== null;
  const loss = hasTest
    ? `test loss ${formatFigure(metrics.test_loss)}`
    : `training loss ${formatFigure(metrics.train_loss)}`;
  const accuracy = metrics.test_accuracy ?? metrics.train_accuracy ?? null;
  const quality = accuracy === null ? '' : `, accuracy ${formatAccuracy(accuracy)}`;
  return `${status === 'diverged' ? 'diverged at ' : ''}step ${formatCount(step)}, ${loss}${quality}`;
}

/** @param {Run} run */
function openTitle({ file }) {
  if (!file) return 'Open at step 0: the weights were not saved';
  const how = file.state ? 'continues exactly' : 'the optimizer starts with an empty memory';
  return `Open at step ${file.step}: ${how}`;
}

/**
 * @param {App} app
 * @param {Run} run
 * @param {string} name
 */
async function open({ store, run: present }, { spec, file }, name) {
  const runFile = file ?? asRunFile(spec);
  const say = (/** @type {'info' | 'error'} */ kind, /** @type {string} */ text) =>
    store.dispatch({ type: 'notice', notice: { kind, text, canUndo: kind === 'info' } });
  try {
    await present.put(runFile);
    say('info', `Opened “${name}” at step ${runFile.step}.`);
  } catch (error) {
    say('error', `“${name}” could not be opened. ${/** @type {Error} */ (error).message}`);
  }
}
