/**
 * The questions of a workshop with their counts, newest first.
 *
 * @import {Teacher} from '../teacher.js'
 * @import {Question, RoomAnswer} from '../../../protocol/room.js'
 */

import { html } from 'htm/preact';
import { Trash2 } from 'lucide';

import { Button } from '../../../controls/button.js';
import { Counts } from './counts.js';

/** @param {{teacher: Teacher, room: RoomAnswer}} props */
export function Questions({ teacher, room }) {
  if (room.questions.length === 0) return null;
  const { current, earlier } = sorted(room.questions);
  const cardOf = (/** @type {Question} */ question) =>
    html`<${Card} key=${question.id} ...${{ teacher, room, question }} />`;
  return html`<section class="room-card" aria-labelledby="questions-title">
    <div class="room-card-head"><h2 id="questions-title">Questions</h2></div>
    ${current.map(cardOf)}
    ${
      earlier.length > 0 &&
      html`<details class="earlier">
        <summary>${earlier.length === 1 ? '1 earlier question' : `${earlier.length} earlier questions`}</summary>
        ${earlier.map(cardOf)}
      </details>`
    }
    <${Points} room=${room} />
  </section>`;
}

/**
 * The newest question and all that are open or revealed, and the others, each newest first.
 *
 * @param {Question[]} questions
 */
export function sorted(questions) {
  const isCurrent = (/** @type {Question} */ question) => question.state !== 'closed' || question === questions.at(-1);
  const newest = questions.toReversed();
  return { current: newest.filter(isCurrent), earlier: newest.filter((each) => !isCurrent(each)) };
}

const MOST_SCORES = 5;

/**
 * Who has the most points; for the teacher alone.
 *
 * @param {{room: RoomAnswer}} props
 */
function Points({ room }) {
  const scores = room.members
    .filter(({ score }) => score)
    .toSorted((a, b) => (b.score ?? 0) - (a.score ?? 0))
    .slice(0, MOST_SCORES);
  if (scores.length === 0) return null;
  return html`<p class="quiet">Most points: ${scores.map(({ name, score }) => `${name} ${score}`).join(', ')}</p>`;
}

/** @type {Record<Question['state'], string>} */
const STATES = { open: 'open', closed: 'closed', revealed: 'on the projector' };

/** @param {{teacher: Teacher, room: RoomAnswer, question: Question}} props */
function Card({ teacher, room, question }) {
  const { id, text, state, answered, points } = question;
  const set = (/** @type {Question['state']} */ next) => teacher.act(() => teacher.rest.setQuestion(id, next));
  return html`<article class=${`question ${state}`}>
    <h3>${text}</h3>
    <p class="quiet">
      ${answered} of ${room.members.length} answered, ${STATES[state]}${points > 0 && `, ${points} points`}
    </p>
    <${Counts} question=${question} />
    <div class="card-row">
      ${
        state === 'open' &&
        html`<${Button} title="Accept no more answers" onPress=${() => set('closed')}>Close</${Button}>`
      }
      ${
        state === 'closed' &&
        html`<${Button} title="Accept answers again" onPress=${() => set('open')}>Open again</${Button}>`
      }
      ${
        state === 'revealed'
          ? html`<${Button} title="Take the answers off the projector and the members’ pages"
            onPress=${() => set('closed')}>Hide</${Button}>`
          : html`<${Button} kind="primary" title="Show the counts and the right answer to everyone"
            onPress=${() => set('revealed')}>Reveal</${Button}>`
      }
      <${Button} icon=${Trash2} kind="quiet" title="Delete this question and its answers"
        onPress=${() => teacher.act(() => teacher.rest.removeQuestion(id))} />
    </div>
  </article>`;
}
