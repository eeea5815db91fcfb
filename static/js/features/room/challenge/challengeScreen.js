/**
 * A challenge on the projector: the goal, the clock, and the race to the goal.
 *
 * @import {Clock} from '../../../core/clock.js'
 * @import {ShownChallenge} from '../../../core/room/challenge.js'
 * @import {Challenge, ChallengeEntry} from '../../../protocol/room.js'
 * @import {Rows} from './ranking.js'
 */

import { html } from 'htm/preact';
import { useMemo } from 'preact/hooks';

import { useSize } from '../../../core/hooks.js';
import { formatCount } from '../../../draw/format.js';
import { ChallengeClock } from '../../shared/challenge/clock.js';
import {
  RULES,
  goalOf,
  reachedOf,
  resultOf,
  samplesOf,
  thresholdOf,
  measuredOf,
} from '../../shared/challenge/words.js';
import { layOutRows } from './ranking.js';
import { Track } from './track.js';

/** @param {{clock: Clock, shown: ShownChallenge, featureLabel: (name: string) => string}} props */
export function ChallengeScreen({ clock, shown, featureLabel }) {
  const { challenge, entries } = shown;
  const { goal, text, ranking, features, state, ticking, reached, members } = challenge;
  const isOver = state === 'over';
  return html`<section class="projector-challenge" aria-label="Challenge">
    <div class="challenge-head">
      <div>
        <h2>${goalOf(goal)}</h2>
        ${text && html`<p class="challenge-text">${text}</p>`}
        <p class="quiet">
          ${RULES[ranking]}${features && `. Only ${features.map(featureLabel).join(', ')}`}. Checked
          ${' '}${samplesOf(challenge)}.
        </p>
      </div>
      <div class="challenge-state">
        ${
          isOver
            ? html`<strong class="challenge-over">Over</strong>`
            : html`<${ChallengeClock} ...${{ clock, shown }} />`
        }
        <p>
          ${!isOver && !ticking && 'Paused. '}
          ${members > 0 && html`<strong>${formatCount(reached)}</strong> of ${formatCount(members)} reached it`}
        </p>
      </div>
    </div>
    ${isOver && html`<p class="challenge-result">${resultOf(challenge, entries)}</p>`}
    <${Race} ...${{ challenge, entries }} />
  </section>`;
}

/** @param {{challenge: Challenge, entries: ChallengeEntry[]}} props */
function Race({ challenge, entries }) {
  const [area, size] = useSize();
  const layout = useMemo(() => layOutRows(entries.length, size), [entries.length, size]);
  const more = challenge.members - layout.shown;
  const rows = entries.slice(0, layout.shown).map((entry, at) => ({ entry, at }));
  // in a fixed order, so that rows move to their new places
  rows.sort((a, b) => (a.entry.member < b.entry.member ? -1 : 1));
  const places = { '--rows': String(layout.rows), '--columns': String(layout.columns), '--row': `${layout.height}px` };
  const isNameless = entries.every(({ name }) => name === null);
  return html`
    ${entries.length === 0 && html`<p class="race-more quiet">Nobody is here yet.</p>`}
    <div class=${`race ${isNameless ? 'nameless' : ''}`} data-ranking=${challenge.ranking} style=${places}>
      ${Array.from({ length: entries.length > 0 ? layout.columns : 0 }, () => {
        return html`<p class="race-head" aria-hidden="true"><span>${thresholdOf(challenge.goal)}</span></p>`;
      })}
      <ol ref=${area} class="race-rows" aria-label="Ranking">
        ${
          size.width > 0 &&
          rows.map(({ entry, at }) => html`<${Row} key=${entry.member} ...${{ challenge, entry, at, layout }} />`)
        }
      </ol>
    </div>
    ${entries.length > 0 && more > 0 && html`<p class="race-more quiet">and ${formatCount(more)} more</p>`}
  `;
}

/** @param {{challenge: Challenge, entry: ChallengeEntry, at: number, layout: Rows}} props */
function Row({ challenge: { goal, ranking }, entry, at, layout }) {
  const { place, name, best, reached } = entry;
  const where = { '--at-row': String(at % layout.rows), '--at-column': String(Math.floor(at / layout.rows)) };
  return html`<li class=${reached ? 'reached' : ''} style=${where} aria-posinset=${at + 1} aria-setsize=${layout.shown}>
    <span class="race-place">${place ?? ''}</span>
    <span class="race-name">${name ?? ''}</span>
    <${Track} ...${{ goal, entry }} />
    <span class="race-figure">${reached ? reachedOf(reached, ranking) : measuredOf(goal, best)}</span>
  </li>`;
}
