/**
 * The challenge on a member's page: the goal, the clock, the member's own value and place.
 *
 * @import {App} from '../../../core/app.js'
 * @import {Member} from '../../../core/room/member.js'
 * @import {ShownChallenge} from '../../../core/room/challenge.js'
 * @import {Challenge} from '../../../protocol/room.js'
 */

import { html } from 'htm/preact';
import { Check, X } from 'lucide';
import { useState } from 'preact/hooks';

import { Button } from '../../../controls/button.js';
import { Icon } from '../../../controls/icon.js';
import { useSelector } from '../../../core/hooks.js';
import { ChallengeClock } from '../../shared/challenge/clock.js';
import { RULES, goalOf, samplesOf } from '../../shared/challenge/words.js';
import { FLAG } from '../../shared/challenge/flag.js';
import { announce, concerns, ownResult, ownState, reasonOf } from './standing.js';

const CLOSED = 'backprop-challenge-closed'; // in the storage of the tab: the one that the member has closed

/** @param {{app: App, member: Member}} props */
export function Challenges({ app, member }) {
  const newest = member.room.challenge.value;
  const [closed, setClosed] = useState(() => app.tabStorage.getItem(CLOSED));
  const shown = newest && concerns(newest.challenge) && newest.challenge.id !== closed ? newest : null;
  const close = (/** @type {string} */ id) => {
    app.tabStorage.setItem(CLOSED, id);
    setClosed(id);
  };
  return html`
    <p class="visually-hidden" role="status">${shown ? announce(shown.challenge) : ''}</p>
    ${
      shown &&
      html`<${Panel} key=${shown.challenge.id} ...${{ app, shown }} onClose=${() => close(shown.challenge.id)} />`
    }
  `;
}

/** @param {{app: App, shown: ShownChallenge, onClose: () => void}} props */
function Panel({ app, shown, onClose }) {
  const { challenge } = shown;
  const { goal, text, ranking, state, mine } = challenge;
  const isOver = state === 'over';
  const hasReached = Boolean(mine?.reached);
  return html`<section class=${`challenge ${state} ${hasReached ? 'reached' : ''}`} aria-label="Challenge">
    <${Icon} icon=${hasReached ? Check : FLAG} />
    <div class="challenge-what">
      <h2 title=${`Checked ${samplesOf(challenge)}`}>${goalOf(goal)}</h2>
      <p class="quiet">${text || RULES[ranking]}</p>
    </div>
    <${Own} ...${{ app, challenge }} />
    ${
      isOver
        ? html`<${Button} icon=${X} title="Close the challenge" onPress=${onClose} />`
        : html`<${ChallengeClock} clock=${app.clock} shown=${shown} />`
    }
  </section>`;
}

/** @param {{app: App, challenge: Challenge}} props */
function Own({ app, challenge }) {
  const features = useSelector(app.store, ({ catalog }) => catalog?.features ?? []);
  const labelOf = (/** @type {string} */ name) => features.find((each) => each.name === name)?.label ?? name;
  if (challenge.state === 'over') return html`<p class="challenge-own">${ownResult(challenge)}</p>`;
  const reason = reasonOf(challenge, labelOf);
  return html`<div class="challenge-own">
    <p>${ownState(challenge)}</p>
    ${reason && html`<p class="challenge-reason">${reason}</p>`}
  </div>`;
}
