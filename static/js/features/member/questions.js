/**
 * The teacher's questions: the newest is shown below the bar, on a phone once its button is pressed.
 *
 * @import {Member} from '../../core/room/member.js'
 * @import {Question} from '../../protocol/room.js'
 */

import { html } from 'htm/preact';
import { ChevronDown, ChevronUp, MessageCircleQuestion } from 'lucide';
import { useState } from 'preact/hooks';

import { Button } from '../../controls/button.js';
import { Icon } from '../../controls/icon.js';
import { PHONE, useMedia } from '../../core/hooks.js';
import { AnswerForm } from './answerForm.js';
import { Result, verdictOn } from './result.js';

/** @param {{member: Member}} props */
export function Questions({ member }) {
  const [question] = member.questions.value;
  return html`
    <p class="visually-hidden" role="status">${question ? announce(question) : ''}</p>
    ${question && html`<${Panel} key=${question.id} ...${{ member, question }} />`}
  `;
}

/**
 * What a screen reader says of a question.
 *
 * @param {Question} question
 */
function announce(question) {
  const { state, text } = question;
  if (state === 'open') return `The teacher asks: ${text}`;
  return state === 'closed' ? 'The question is closed.' : `The answers are shown. ${verdictOn(question)}`;
}

/** @param {{member: Member, question: Question}} props */
function Panel({ member, question }) {
  const isPhone = useMedia(PHONE);
  const [chosen, setOpen] = useState(/** @type {boolean | null} */ (null));
  const isOpen = chosen ?? !isPhone;
  const { state, text, mine } = question;
  const label = state === 'open' && mine === null ? 'Answer' : 'Show';
  return html`<section class=${`question ${state} ${mine === null ? 'unanswered' : ''}`} aria-label="Question">
    <div class="question-head">
      <${Icon} icon=${MessageCircleQuestion} />
      <h2>${text}</h2>
      <${Button} icon=${isOpen ? ChevronUp : ChevronDown} kind=${isOpen ? '' : label === 'Answer' ? 'primary' : ''}
        title=${isOpen ? 'Fold the question' : `${label}: ${text}`}
        onPress=${() => setOpen(!isOpen)}>${isOpen ? null : label}</${Button}>
    </div>
    ${
      isOpen &&
      html`<div class="question-body">
        ${
          state === 'revealed'
            ? html`<${Result} question=${question} />`
            : html`<${AnswerForm} ...${{ member, question }} />`
        }
      </div>`
    }
  </section>`;
}
