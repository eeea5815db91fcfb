/**
 * The source of a table: text to paste and correct, or a file. Text that is too long for a text area is shown by its
 * name.
 *
 * @import {RefObject} from 'preact'
 *
 * @typedef {object} Source
 * @property {string} text
 * @property {File | null} file where it comes from, if not pasted
 * @property {boolean} isReading the file
 * @property {string} problem why the file cannot be read
 */

import { html } from 'htm/preact';
import { FileText, FolderOpen } from 'lucide';

import { Button } from '../../controls/button.js';
import { Icon } from '../../controls/icon.js';
import { formatCount } from '../../draw/format.js';

const LONGEST_SHOWN = 100_000; // characters that a text area can edit without delay

const EXAMPLE = `Paste a table here, like this one:

sepal length, petal length, species
5.1, 1.4, setosa
7.0, 4.7, versicolor
6.3, 6.0, virginica`;

const FILE_TYPES = '.csv,.tsv,.tab,.txt,text/csv,text/tab-separated-values,text/plain';

/** @type {Source} */
export const NO_SOURCE = { text: '', file: null, isReading: false, problem: '' };

/**
 * True if the text is open for editing.
 *
 * @param {Source} source
 */
export const isShown = ({ text, isReading }) => !isReading && text.length <= LONGEST_SHOWN;

/**
 * @param {object} props
 * @param {Source} props.source
 * @param {RefObject<HTMLTextAreaElement | null>} props.area
 * @param {(table: File | string) => void} props.onTake another table, or none
 * @param {(text: string) => void} props.onMend the same table, mended
 */
export function SourceField({ source, area, onTake, onMend }) {
  const isEmpty = source.text === '' && source.file === null;
  const clear = () => {
    onTake('');
    requestAnimationFrame(() => area.current?.focus()); // the focused button no longer exists
  };
  return html`
    <div class="source">
      ${isShown(source) ? html`<${TextArea} ...${{ source, area, onTake, onMend }} />` : html`<${Name} ...${source} />`}
      <div class="source-actions">
        <label class="button file-button">
          <input
            type="file"
            class="visually-hidden"
            accept=${FILE_TYPES}
            onChange=${(/** @type {any} */ { currentTarget }) => {
              const [chosen] = currentTarget.files;
              currentTarget.value = ''; // so that the same file can be chosen again
              if (chosen) onTake(chosen);
            }}
          />
          <${Icon} icon=${FolderOpen} />Choose a file
        </label>
        <p class="quiet">
          ${
            isEmpty
              ? 'or drop one here: columns separated by commas, tabs or semicolons, up to 50 MB'
              : isShown(source) && source.file?.name
          }
        </p>
        ${!isEmpty && html`<${Button} kind="quiet" title="Remove the table" onPress=${clear}>Clear</${Button}>`}
      </div>
    </div>
  `;
}

/**
 * @param {object} props
 * @param {Source} props.source
 * @param {RefObject<HTMLTextAreaElement | null>} props.area
 * @param {(text: string) => void} props.onTake
 * @param {(text: string) => void} props.onMend
 */
function TextArea({ source, area, onTake, onMend }) {
  /** @param {ClipboardEvent & {currentTarget: HTMLTextAreaElement}} event */
  const paste = (event) => {
    const pasted = event.clipboardData?.getData('text/plain') ?? '';
    const { selectionStart, selectionEnd, value } = event.currentTarget;
    const isAnother = selectionStart === 0 && selectionEnd === value.length;
    if (!pasted || !(isAnother || pasted.length > LONGEST_SHOWN)) return;
    event.preventDefault();
    onTake(pasted);
  };
  return html`<textarea
    ref=${area}
    class="source-text"
    aria-label="Table as text"
    placeholder=${EXAMPLE}
    value=${source.text}
    wrap="off"
    spellcheck=${false}
    autocomplete="off"
    autofocus
    onPaste=${paste}
    onInput=${(/** @type {any} */ event) => onMend(event.currentTarget.value)}
  ></textarea>`;
}

/** @param {Source} props */
function Name({ text, file, isReading }) {
  const size = `${formatCount(Math.ceil(text.length / 1000))} kB, too long to show here`;
  return html`<p class="source-name" role="status">
    <${Icon} icon=${FileText} size=${20} />
    <strong>${file?.name ?? 'Pasted text'}</strong>
    <span class="quiet">${isReading ? 'Reading…' : size}</span>
  </p>`;
}

/**
 * Select a line of the text and scroll to it.
 *
 * @param {HTMLTextAreaElement | null} area
 * @param {number} line from 1
 */
export function showLine(area, line) {
  if (!area) return;
  const lines = area.value.split('\n');
  const start = lines.slice(0, line - 1).reduce((sum, { length }) => sum + length + 1, 0);
  area.focus();
  area.setSelectionRange(start, start + lines[line - 1].length);
  area.scrollTop = ((line - 2) / lines.length) * area.scrollHeight;
}
