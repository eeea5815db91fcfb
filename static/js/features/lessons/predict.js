/**
 * A question of a lesson. The right answer and the explanation appear after an answer; in a class at the teacher's
 * pace, once the teacher shows them.
 *
 * @import {LessonPrediction, LessonState} from '../../protocol/room.js'
 * @import {Block} from './lessonParser.js'
 */

import { html } from 'htm/preact';
import { Check, X } from 'lucide';

import { Icon } from '../../controls/icon.js';
import { Prose } from '../shared/prose.js';
import { MISSED } from './classLesson.js';

/**
 * @param {object} props
 * @param {Extract<Block, {kind: 'predict'}>} props.block
 * @param {number | undefined} props.answer
 * @param {(answer: number) => void} props.onAnswer
 * @param {LessonPrediction | null} props.prediction of the class, if the reader is in one
 * @param {LessonState['pace']} props.pace
 */
export function Predict({ block: { question, answers, reveal }, answer, onAnswer, prediction, pace }) {
  const isRevealed = prediction?.question.state === 'revealed';
  const isAnswered = answer !== undefined && answer !== MISSED;
  const isShown = isRevealed || (isAnswered && !(prediction && pace === 'teacher'));
  return html`<fieldset class="predict">
    <legend><${Prose} text=${question} /></legend>
    ${answers.map(({ text, right }, index) => {
      const isChosen = answer === index;
      const mark = isShown ? (right ? 'right' : isChosen ? 'wrong' : '') : isChosen ? 'chosen' : '';
      return html`<button type="button" key=${index} disabled=${isShown} class=${mark}
        aria-pressed=${isAnswered ? isChosen : undefined} onClick=${() => onAnswer(index)}>
        ${isShown && (right || isChosen) && html`<${Icon} icon=${right ? Check : X} />`}<${Prose} text=${text} />
        ${isRevealed && html`<${Share} ...${{ prediction, index }} />`}
      </button>`;
    })}
    ${isAnswered && !isShown && html`<p class="quiet" role="status">${HELD}</p>`}
    ${
      isShown &&
      html`<div class="reveal" role="status"><strong>
        ${isAnswered ? (answers[answer]?.right ? 'Correct.' : 'Not quite.') : 'You made no prediction.'}</strong>
        <${Prose} text=${reveal} /></div>`
    }
  </fieldset>`;
}

const HELD = 'Your prediction has been sent. You can change it until the teacher shows the answer.';

/**
 * How many of the class have predicted an answer.
 *
 * @param {{prediction: LessonPrediction, index: number}} props
 */
function Share({ prediction: { question }, index }) {
  const count = question.counts?.find(({ value }) => value === index)?.count ?? 0;
  const title = `${count} of ${question.answered} predicted this`;
  const style = { '--share': String(count / Math.max(1, question.answered)) };
  return html`<span class="predicted" ...${{ title, style }}>
    <span aria-hidden="true">${count}</span><span class="visually-hidden">${title}</span>
  </span>`;
}
