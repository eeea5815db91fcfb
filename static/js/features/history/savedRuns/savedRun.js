/**
 * One run of the list.
 *
 * @import {App} from '../../../core/app.js'
 * @import {SavedRun} from '../../../core/library/runs.js'
 */

import { html } from 'htm/preact';
import { useRef, useState } from 'preact/hooks';
import { FolderOpen, Pencil, Save, Trash2 } from 'lucide';

import { Button } from '../../../controls/button.js';
import { formatAccuracy, formatCount, formatFigure } from '../../../draw/format.js';
import { asRunFile } from '../../../core/address/runFile.js';
import { titleOf } from '../../../core/library/runs.js';
import { agoOf } from '../../shared/dates.js';
import { Thumbnail } from './thumbnail.js';

const LONGEST_NAME = 80;

/** @param {{app: App, run: SavedRun, isPresent: boolean}} props */
export function RunRow({ app, run, isPresent }) {
  const { library } = app;
  const [isNaming, setNaming] = useState(false);
  const name = run.name ?? titleOf(run.spec);
  const isCompared = library.compared.value.includes(run.key);
  /** @param {string | null} next */
  const rename = (next) => {
    setNaming(false);
    const trimmed = next?.trim();
    if (trimmed !== undefined && trimmed !== name) library.change(run, { name: trimmed || null });
  };
  return html`<li class="run-row">
    <label class="run-pick" title="Compare this run with others">
      <input
        type="checkbox"
        checked=${isCompared}
        aria-label=${`Compare ${name}`}
        onChange=${(/** @type {any} */ event) => library.compare(run.key, event.currentTarget.checked)}
      />
      <${Thumbnail} ...${{ app, picture: run.picture }} />
    </label>
    <div class="run-words">
      ${isNaming ? html`<${NameField} name=${name} onDone=${rename} />` : html`<strong class="run-name" title=${name}>${name}</strong>`}
      <p class="quiet">${factsOf(run)}</p>
      <p class="quiet">
        <time datetime=${new Date(run.time).toISOString()}>${agoOf(run.time)}</time>${isPresent ? ', the present run' : ''}
        ${run.wasChanged ? ', settings changed on the way' : ''}
      </p>
    </div>
    <div class="run-actions">
      <${Button} kind="small quiet" icon=${FolderOpen} iconSize=${14} title=${openingOf(run)} onPress=${() => open(app, run, name)} />
      <${Button} kind="small quiet" icon=${Pencil} iconSize=${14} title="Rename" onPress=${() => setNaming(true)} />
      <${Button} kind="small quiet" icon=${Save} iconSize=${14} title="Pin: it is never let go to make room" pressed=${run.isPinned}
        onPress=${() => library.change(run, { isPinned: !run.isPinned })} />
      <${Button} kind="small quiet" icon=${Trash2} iconSize=${14} title="Delete" onPress=${() => {
        library.compare(run.key, false);
        library.delete(run);
      }} />
    </div>
  </li>`;
}

/** @param {{name: string, onDone: (name: string | null) => void}} props */
function NameField({ name, onDone }) {
  const isDone = useRef(false); // a field that goes is left as well
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
    aria-label="Name of the run; Enter keeps it, Escape leaves it"
    maxlength=${LONGEST_NAME}
    value=${name}
    ref=${(/** @type {HTMLInputElement | null} */ field) => field?.focus()}
    onKeyDown=${press}
    onBlur=${(/** @type {any} */ event) => finish(event.currentTarget.value)}
  />`;
}

/** @param {SavedRun} run */
function factsOf({ step, status, metrics }) {
  const hasTest = metrics.test_loss !== null;
  const loss = `${hasTest ? 'test' : 'training'} loss ${formatFigure(hasTest ? metrics.test_loss : metrics.train_loss)}`;
  const accuracy = metrics.test_accuracy ?? metrics.train_accuracy ?? null;
  const quality = accuracy === null ? '' : `, ${formatAccuracy(accuracy)} right`;
  return `${status === 'diverged' ? 'diverged at ' : ''}step ${formatCount(step)}, ${loss}${quality}`;
}

/** @param {SavedRun} run */
function openingOf({ file }) {
  if (!file) return 'Open again from its beginning: its weights were not kept';
  const how = file.state ? 'it goes on to the same bits' : 'the optimizer begins with an empty memory';
  return `Open again at step ${file.step}: ${how}`;
}

/** @param {App} app @param {SavedRun} run @param {string} name */
async function open({ store, run: present }, { spec, file }, name) {
  const whole = file ?? asRunFile(spec);
  const say = (/** @type {'info' | 'error'} */ kind, /** @type {string} */ text) =>
    store.dispatch({ type: 'notice', notice: { kind, text, canUndo: kind === 'info' } });
  try {
    await present.put(whole);
    say('info', `“${name}” is open, at step ${whole.step}.`);
  } catch (error) {
    say('error', `“${name}” was not opened; the present run stays. ${/** @type {Error} */ (error).message}`);
  }
}
