/**
 * Field for the expression. An error is shown under it, with a mark below the character at fault.
 *
 * @import {ExpressionGraph} from './expression/expressionGraph.js'
 * @import {Fault} from './expression/reducer.js'
 */

import { html } from 'htm/preact';
import { useRef } from 'preact/hooks';
import { Lightbulb } from 'lucide';

import { Popover } from '../../controls/popover.js';
import { EXAMPLES } from './expression/examples.js';

const MAX_CHARACTERS = 36; // of the line with an error

/** @param {{expression: ExpressionGraph}} props */
export function ExpressionField({ expression }) {
  const { text, fault } = expression.state.value;
  const field = useRef(/** @type {HTMLTextAreaElement | null} */ (null));
  return html`
    <div class="typing-head">
      <label for="expression" class="typing-label">Expression</label>
      <${Popover} icon=${Lightbulb} label="Examples" title="Example expressions"
        kind="quiet examples-button">
        ${(/** @type {() => void} */ close) => html`<ul class="menu-list">
          ${EXAMPLES.map(
            (example) => html`<li key=${example.name}>
              <button type="button" onClick=${() => {
                expression.open(example);
                close();
              }}>
                <strong>${example.label}</strong><span>${example.description}</span>
              </button>
            </li>`,
          )}
        </ul>`}
      </${Popover}>
    </div>
    <textarea
      id="expression"
      class="expression"
      ref=${field}
      rows="3"
      spellcheck=${false}
      autocomplete="off"
      autocapitalize="off"
      aria-invalid=${fault ? 'true' : undefined}
      aria-describedby="expression-fault"
      value=${text}
      onInput=${(/** @type {any} */ event) => expression.type(event.currentTarget.value)}
    ></textarea>
    <div id="expression-fault" class="expression-fault" role="status">
      ${
        fault &&
        html`<${FaultMessage} text=${text} fault=${fault}
          onGo=${(/** @type {number} */ at) => putCaret(field.current, at)} />`
      }
    </div>
  `;
}

/** @param {{text: string, fault: Fault, onGo: (at: number) => void}} props */
function FaultMessage({ text, fault, onGo }) {
  const { detail, remedy, position } = fault;
  return html`
    ${position !== null && html`<${FaultLine} text=${text} at=${utf16Index(text, position)} onGo=${onGo} />`}
    <p class="fault-words"><strong>${detail}</strong> ${remedy}</p>
  `;
}

/**
 * The line with the error, and a mark below the character at fault.
 *
 * @param {{text: string, at: number, onGo: (at: number) => void}} props
 */
function FaultLine({ text, at, onGo }) {
  const start = text.lastIndexOf('\n', at - 1) + 1;
  const end = text.indexOf('\n', at);
  const line = text.slice(start, end === -1 ? undefined : end);
  const column = at - start;
  const first = Math.max(0, Math.min(column - MAX_CHARACTERS / 2, line.length - MAX_CHARACTERS));
  const last = first + MAX_CHARACTERS;
  const shown = `${first > 0 ? '…' : ''}${line.slice(first, last)}${line.length > last ? '…' : ''}`;
  const before = column - first + (first > 0 ? 1 : 0);
  return html`<button type="button" class="pointed" title="Move the cursor there" onClick=${() => onGo(at)}>
    <span>${shown.slice(0, before)}<mark>${shown[before] ?? ' '}</mark>${shown.slice(before + 1)}</span>
    <span aria-hidden="true">${' '.repeat(before)}▲</span>
  </button>`;
}

/**
 * Index in a JavaScript string (in UTF-16 code units) of a position counted in characters, as the server does.
 *
 * @param {string} text
 * @param {number} position
 */
const utf16Index = (text, position) => Array.from(text).slice(0, position).join('').length;

/**
 * @param {HTMLTextAreaElement | null} field
 * @param {number} at
 */
function putCaret(field, at) {
  field?.focus();
  field?.setSelectionRange(at, at + 1);
}
