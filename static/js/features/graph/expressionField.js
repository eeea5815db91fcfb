/**
 * Where the expression is typed, with what is wrong with it: the character is pointed at in the line under the field.
 *
 * @import {ExpressionPlace} from './expression/expressionGraph.js'
 * @import {Fault} from './expression/reducer.js'
 */

import { html } from 'htm/preact';
import { useRef } from 'preact/hooks';
import { Lightbulb } from 'lucide';

import { Popover } from '../../controls/popover.js';
import { EXAMPLES } from './expression/examples.js';

const SHOWN = 36; // characters of the line that is pointed into

/** @param {{place: ExpressionPlace}} props */
export function Typing({ place }) {
  const { text, fault } = place.state.value;
  const field = useRef(/** @type {HTMLTextAreaElement | null} */ (null));
  return html`
    <div class="typing-head">
      <label for="expression" class="typing-label">Expression</label>
      <${Popover} icon=${Lightbulb} label="Examples" title="Expressions worth stepping through" kind="quiet examples-button">
        ${(/** @type {() => void} */ close) => html`<ul class="menu-list">
          ${EXAMPLES.map(
            (example) => html`<li key=${example.name}>
              <button type="button" onClick=${() => {
                place.open(example);
                close();
              }}>
                <strong>${example.label}</strong><span>${example.word}</span>
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
      onInput=${(/** @type {any} */ event) => place.type(event.currentTarget.value)}
    ></textarea>
    <div id="expression-fault" class="fault-place" role="status">
      ${fault && html`<${Pointer} text=${text} fault=${fault} onGo=${(/** @type {number} */ at) => putCaret(field.current, at)} />`}
    </div>
  `;
}

/** @param {{text: string, fault: Fault, onGo: (at: number) => void}} props */
function Pointer({ text, fault, onGo }) {
  const { detail, remedy, position } = fault;
  return html`
    ${position !== null && html`<${Line} text=${text} at=${unitsUpTo(text, position)} onGo=${onGo} />`}
    <p class="fault-words"><strong>${detail}</strong> ${remedy}</p>
  `;
}

/** The line that is pointed into, and the mark under the character. @param {{text: string, at: number, onGo: (at: number) => void}} props */
function Line({ text, at, onGo }) {
  const start = text.lastIndexOf('\n', at - 1) + 1;
  const end = text.indexOf('\n', at);
  const line = text.slice(start, end === -1 ? undefined : end);
  const column = at - start;
  const first = Math.max(0, Math.min(column - SHOWN / 2, line.length - SHOWN));
  const shown = `${first > 0 ? '…' : ''}${line.slice(first, first + SHOWN)}${line.length > first + SHOWN ? '…' : ''}`;
  const before = column - first + (first > 0 ? 1 : 0);
  return html`<button type="button" class="pointed" title="Put the cursor there" onClick=${() => onGo(at)}>
    <span>${shown.slice(0, before)}<mark>${shown.slice(before, before + 1) || ' '}</mark>${shown.slice(before + 1)}</span>
    <span aria-hidden="true">${' '.repeat(before)}▲</span>
  </button>`;
}

/** The server counts characters, JavaScript the units of UTF-16. @param {string} text @param {number} position */
const unitsUpTo = (text, position) => Array.from(text).slice(0, position).join('').length;

/** @param {HTMLTextAreaElement | null} field @param {number} at */
function putCaret(field, at) {
  field?.focus();
  field?.setSelectionRange(at, at + 1);
}
