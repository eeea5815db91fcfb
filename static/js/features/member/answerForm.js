/**
 * The field for an answer: choices, a number, or a sign. The answer can be changed while the question is open.
 *
 * @import {Member} from '../../core/room/member.js'
 * @import {Question} from '../../protocol/room.js'
 */

import { html } from 'htm/preact';
import { useState } from 'preact/hooks';

import { answersOf, wordsOf } from './answers.js';

/** @param {{member: Member, question: Question}} props */
export function AnswerForm({ member, question }) {
  const { kind, mine, state, answered } = question;
  const isClosed = state === 'closed';
  const answer = (/** @type {number} */ value) => member.answer(question, value);
  const field = kind === 'number' ? NumberAnswer : Choices;
  return html`
    <${field} ...${{ question, answer, disabled: isClosed }} />
    <p class="question-note" role="status">
      ${member.problem.value ?? noteOn(mine === null ? null : wordsOf(question, mine), isClosed)}
      ${answered > 0 && html`<span class="quiet"> ${answered === 1 ? '1 answer' : `${answered} answers`} so far</span>`}
    </p>
  `;
}

/**
 * @param {string | null} mine
 * @param {boolean} isClosed
 */
function noteOn(mine, isClosed) {
  if (isClosed) return mine === null ? 'Closed: you have not answered.' : `Closed. Your answer: ${mine}.`;
  return mine === null ? '' : `Sent: ${mine}. You can still change it.`;
}

/** @param {{question: Question, answer: (value: number) => void, disabled: boolean}} props */
function Choices({ question, answer, disabled }) {
  const { id, mine } = question;
  return html`<fieldset class="answers" disabled=${disabled}>
    <legend class="visually-hidden">Your answer</legend>
    ${answersOf(question).map(
      ({ value, label, mark }) => html`<label key=${value} class="answer">
        <input type="radio" name=${`answer-${id}`} value=${value} checked=${mine === value}
          onChange=${() => answer(value)} />
        <span>${mark && html`<span class="answer-mark" aria-hidden="true">${mark}</span>`}${label}</span>
      </label>`,
    )}
  </fieldset>`;
}

/** @param {{question: Question, answer: (value: number) => void, disabled: boolean}} props */
function NumberAnswer({ question: { id, mine }, answer, disabled }) {
  const [typed, setTyped] = useState(mine === null ? '' : String(mine));
  const value = typed.trim() === '' ? Number.NaN : Number(typed.trim().replace(/[−–]/g, '-').replace(',', '.'));
  const isNumber = Number.isFinite(value);
  return html`<form class="number-answer" onSubmit=${(/** @type {Event} */ event) => {
    event.preventDefault();
    if (isNumber) answer(value);
  }}>
    <input type="text" id=${`answer-${id}`} inputmode="decimal" autocomplete="off" aria-label="Your answer, a number"
      value=${typed} aria-invalid=${typed.trim() !== '' && !isNumber ? 'true' : undefined} ...${{ disabled }}
      onInput=${(/** @type {any} */ event) => setTyped(event.currentTarget.value)} />
    <button type="submit" class="button primary" disabled=${disabled || !isNumber || value === mine}>
      ${mine === null ? 'Send' : 'Change'}
    </button>
  </form>`;
}
