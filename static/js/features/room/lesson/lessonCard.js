/**
 * The lesson of the class: its pace, and what members predict in it.
 *
 * @import {Teacher} from '../teacher.js'
 * @import {LessonPrediction, LessonState, RoomAnswer} from '../../../protocol/room.js'
 */

import { html } from 'htm/preact';
import { ChevronLeft, ChevronRight, X } from 'lucide';

import { Button } from '../../../controls/button.js';
import { Choice } from '../../../controls/choice.js';
import { Counts } from '../questions/counts.js';
import { Prose } from '../../shared/prose.js';
import { shownPredictions } from './shown.js';

/** @type {{value: LessonState['pace'], label: string, title: string}[]} */
const PACES = [
  { value: 'free', label: 'Free pace', title: 'Everyone reads on as they like, and sees the right answers at once' },
  { value: 'teacher', label: 'Your pace', title: 'You open each step for everyone, and show the right answers' },
];

/** @param {{teacher: Teacher, room: RoomAnswer}} props */
export function LessonCard({ teacher, room }) {
  const lesson = room.lesson_state;
  if (!lesson) return null;
  const { title, pace } = lesson;
  return html`<section class="room-card" aria-labelledby="lesson-title">
    <div class="room-card-head">
      <h2 id="lesson-title">${title}</h2>
      <${Button} icon=${X} kind="small" iconSize=${14} title="End this lesson; members can read on at a free pace"
        onPress=${() => teacher.change({ lesson: null, view: 'playground' })} />
    </div>
    <${Choice} name="pace" label="Pace" title="Who opens the next step" value=${pace} options=${PACES}
      onChoose=${(/** @type {LessonState['pace']} */ next) => teacher.change({ pace: next })} />
    ${pace === 'teacher' && html`<${Step} ...${{ teacher, lesson }} />`}
    ${shownPredictions(lesson).map(
      (prediction) => html`<${Prediction} key=${prediction.question.id} ...${{ teacher, room, lesson, prediction }} />`,
    )}
  </section>`;
}

/** @param {{teacher: Teacher, lesson: LessonState}} props */
function Step({ teacher, lesson: { step, steps } }) {
  const goTo = (/** @type {number} */ next) => teacher.change({ lesson_step: next });
  return html`<div class="lesson-step-row">
    <${Button} icon=${ChevronLeft} title="Back to the previous step, for everyone" disabled=${step <= 1}
      onPress=${() => goTo(step - 1)} />
    <p><strong>Step ${step} of ${steps.length}</strong><span>${steps[step - 1]}</span></p>
    <${Button} icon=${ChevronRight} kind="primary" title="Open the next step for everyone"
      disabled=${step >= steps.length} onPress=${() => goTo(step + 1)} />
  </div>`;
}

/**
 * @param {object} props
 * @param {Teacher} props.teacher
 * @param {RoomAnswer} props.room
 * @param {LessonState} props.lesson
 * @param {LessonPrediction} props.prediction
 */
function Prediction({ teacher, room, lesson, prediction: { step, number, question } }) {
  const isRevealed = question.state === 'revealed';
  const set = (/** @type {'open' | 'revealed'} */ state) =>
    teacher.act(() => teacher.rest.setPrediction({ lesson: lesson.name, step, number, state }));
  return html`<article class="question prediction">
    <div role="heading" aria-level="3"><${Prose} text=${question.text} /></div>
    <p class="quiet">
      ${lesson.pace === 'free' && `Step ${step}: `}${question.answered} of ${room.members.length} predicted${
        isRevealed && ', on the projector'
      }
    </p>
    <${Counts} question=${question} isProse />
    <div class="card-row">
      ${
        isRevealed
          ? html`<${Button} title="Take the predictions off the projector and the members’ pages"
            onPress=${() => set('open')}>Hide</${Button}>`
          : html`<${Button} kind="primary" title="Show the predictions and the right answer to everyone"
            onPress=${() => set('revealed')}>Reveal</${Button}>`
      }
    </div>
  </article>`;
}
