/**
 * A revealed question: how often each answer was given, the right one, and the member's own.
 *
 * @import {Question} from '../../protocol/room.js'
 */

import { html } from 'htm/preact';
import { Check } from 'lucide';

import { Icon } from '../../controls/icon.js';
import { countsOf, wordsOf } from './answers.js';

const SHOWN = 6; // different numbers

/** @param {{question: Question}} props */
export function Result({ question }) {
  const { kind, answer, mine } = question;
  const counts = countsOf(question);
  const shown = kind === 'number' ? counts.slice(0, SHOWN) : counts;
  return html`
    <p>${verdictOn(question)}</p>
    <ul class="counts">
      ${shown.map(
        ({ value, label, count, share }) => html`<li key=${value} class=${value === answer ? 'right' : ''}>
          <span class="count-label">
            ${value === answer && html`<${Icon} icon=${Check} />`}${label}
            ${value === answer && html`<span class="visually-hidden"> (right)</span>`}
            ${value === mine && html`<span class="own-answer">your answer</span>`}
          </span>
          <span class="count-bar" style=${{ '--share': String(share) }}></span>
          <span class="count">${count}</span>
        </li>`,
      )}
    </ul>
    ${counts.length > shown.length && html`<p class="quiet">and ${counts.length - shown.length} other answers</p>`}
  `;
}

/**
 * What became of the member's answer.
 *
 * @param {Question} question
 */
export function verdictOn(question) {
  const { answer, mine, score, points } = question;
  const own = mine === null ? 'You have not answered.' : `Your answer: ${wordsOf(question, mine)}.`;
  if (answer === null) return own;
  const right = `Right answer: ${wordsOf(question, answer)}.`;
  if (mine === null || score === null) return `${right} ${own}`;
  const isRight = points > 0 ? score > 0 : mine === answer;
  const gained = isRight && points > 0 ? ` ${score === 1 ? '1 point' : `${score} points`}.` : '';
  return isRight ? `Right.${gained} ${own}` : `${right} ${own}`;
}
