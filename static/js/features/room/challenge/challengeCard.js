/**
 * The challenge beside the wall: the goal, the clock, the whole ranking, and the teacher's controls.
 *
 * @import {Teacher} from '../teacher.js'
 * @import {Challenge, ChallengeEntry} from '../../../protocol/room.js'
 */

import { html } from 'htm/preact';
import { Trash2 } from 'lucide';
import { useState } from 'preact/hooks';

import { Button } from '../../../controls/button.js';
import { formatCount } from '../../../draw/format.js';
import { ChallengeClock } from '../../shared/challenge/clock.js';
import { REASONS, RULES, goalOf, reachedOf, resultOf, samplesOf, measuredOf } from '../../shared/challenge/words.js';

const FIRST = 8; // entries that are shown at first

const MORE_SECONDS = 60;

/** @param {{teacher: Teacher}} props */
export function ChallengeCard({ teacher }) {
  const shown = teacher.room.challenge.value;
  if (!shown) return null;
  const { challenge, entries } = shown;
  const { goal, text, ranking, state, reached, members } = challenge;
  const isOver = state === 'over';
  return html`<section class="room-card challenge-card" aria-labelledby="challenge-title">
    <div class="room-card-head">
      <h2 id="challenge-title">Challenge</h2>
      ${
        isOver
          ? html`<span class="quiet">over</span>`
          : html`<${ChallengeClock} clock=${teacher.app.clock} shown=${shown} />`
      }
    </div>
    <div>
      <h3 title=${`Checked ${samplesOf(challenge)}`}>${goalOf(goal)}</h3>
      ${text && html`<p class="challenge-text">${text}</p>`}
      <p class="quiet">${RULES[ranking]}. ${formatCount(reached)} of ${formatCount(members)} reached it.</p>
    </div>
    ${isOver && html`<p>${resultOf(challenge, entries)}</p>`}
    <${Ranking} key=${challenge.id} ...${{ teacher, challenge, entries }} />
    <${Actions} ...${{ teacher, challenge }} />
  </section>`;
}

/** @param {{teacher: Teacher, challenge: Challenge, entries: ChallengeEntry[]}} props */
function Ranking({ teacher, challenge, entries }) {
  const [isWhole, setWhole] = useState(false);
  if (entries.length === 0) return null;
  return html`
    <ol class="ranking" aria-label="Ranking">
      ${entries
        .slice(0, isWhole ? undefined : FIRST)
        .map((entry) => html`<${Entry} key=${entry.member} ...${{ teacher, challenge, entry }} />`)}
    </ol>
    ${
      entries.length > FIRST &&
      html`<${Button} kind="small-text" title=${isWhole ? 'Show only the first' : 'Show the whole ranking'}
        onPress=${() => setWhole(!isWhole)}>${isWhole ? 'Show fewer' : `Show all ${entries.length}`}</${Button}>`
    }
  `;
}

/** @param {{teacher: Teacher, challenge: Challenge, entry: ChallengeEntry}} props */
function Entry({ teacher, challenge: { goal, ranking }, entry }) {
  const { member, name, place, best, reached, not_counted } = entry;
  return html`<li class=${reached ? 'reached' : ''}>
    <span class=${`ranking-place ${place === null ? '' : 'taken'}`}>${place ?? ''}</span>
    <button type="button" class="ranking-name" title=${`Open the run of ${name}`}
      onClick=${() => teacher.openMember(member)}>${name}</button>
    <span class="ranking-figure">
      ${not_counted && html`<span class="ranking-reason">${REASONS[not_counted]}</span>`}
      ${reached ? reachedOf(reached, ranking) : not_counted && best === null ? '' : measuredOf(goal, best)}
    </span>
  </li>`;
}

/** @param {{teacher: Teacher, challenge: Challenge}} props */
function Actions({ teacher, challenge: { id, state, shown, seconds } }) {
  /** @param {import('../../../protocol/room.js').ChallengeChange} change */
  const change = (change) => teacher.act(() => teacher.rest.changeChallenge(id, change));
  return html`<div class="card-row">
    ${
      state === 'running' &&
      html`<${Button} kind="primary" title="End the challenge now"
        onPress=${() => change({ state: 'over' })}>End</${Button}>`
    }
    ${
      (state === 'over' || seconds !== null) &&
      html`<${Button} title=${state === 'over' ? 'Continue for another minute' : 'Give everyone another minute'}
        onPress=${() => change({ more_seconds: MORE_SECONDS, ...(state === 'over' && { state: 'running' }) })}>
        +1 min</${Button}>`
    }
    <${Button} title=${shown ? 'Take the challenge off the projector' : 'Show the challenge on the projector'}
      onPress=${() => change({ shown: !shown })}>${shown ? 'Hide' : 'Show'}</${Button}>
    <${Button} icon=${Trash2} kind="quiet" title="Delete this challenge and its ranking"
      onPress=${() => teacher.act(() => teacher.rest.removeChallenge(id))} />
  </div>`;
}
