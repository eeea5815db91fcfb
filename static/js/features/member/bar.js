/**
 * The bar of a workshop on every page of a member: the room, the member, and what the teacher does.
 *
 * @import {App} from '../../core/app.js'
 * @import {Member} from '../../core/room/member.js'
 */

import { html } from 'htm/preact';
import { Eye, Hourglass, Pause, Users, WifiOff } from 'lucide';

import { Button } from '../../controls/button.js';
import { Icon } from '../../controls/icon.js';
import { isTaken } from '../../core/room/experiment.js';
import { FOLLOW, backFrom, rememberView } from '../../core/room/following.js';
import { DownloadRun } from './downloadRun.js';
import { Challenges } from './challenge/challengePanel.js';
import { ExperimentPanel } from './experiment/experimentPanel.js';
import { LockChip } from './lockChip.js';
import { Me } from './me.js';
import { Message } from './message.js';
import { Questions } from './questions.js';
import { SCATTER } from '../shared/experiment/scatter.js';

const OVER = {
  ended: 'The workshop has ended. Your run stays here.',
  removed: 'You are no longer in this workshop. Your run stays here.',
  left: 'You have left the workshop. Your run stays here.',
};

const WAITING = 'You can work already. The others see your run once the teacher lets you in.';

/** @param {{app: App, member: Member}} props */
export function MemberBar({ app, member }) {
  const { room } = member;
  const state = room.state.value;
  const end = room.end.value;
  if (end) return html`<${Over} app=${app} text=${OVER[end]} />`;
  if (!state)
    return html`<p class="member-bar quiet" role="status">${room.phase.value === 'lost' && 'Reconnecting…'}</p>`;
  return html`
    <div class="member-bar">
      <p class="room-name" title=${`You are in the workshop “${state.name}”`}>
        <${Icon} icon=${Users} /><strong>${state.name}</strong>
      </p>
      <${Me} ...${{ app, member }} />
      <p class="room-status" role="status"><${RoomStatus} member=${member} /></p>
      <${LockChip} locked=${isTaken(state) ? [] : state.locked} />
      <span class="room-actions"><${Following} ...${{ app, member }} /></span>
    </div>
    <${Challenges} ...${{ app, member }} />
    <${ExperimentPanel} ...${{ app, member }} />
    <${Questions} ...${{ member }} />
    <${Message} text=${room.phase.value === 'open' ? state.message : null} />
  `;
}

/** What the member has to know now. @param {{member: Member}} props */
function RoomStatus({ member: { room } }) {
  const state = room.state.value;
  if (room.phase.value === 'lost') return html`<${Icon} icon=${WifiOff} /><span>Reconnecting…</span>`;
  if (isTaken(state)) return html`<${Icon} icon=${SCATTER} /><span>In the experiment</span>`;
  if (state?.paused)
    return html`<${Icon} icon=${Pause} /><span>Paused<span class="wide-only"> by the teacher</span></span>`;
  if (state?.admitted === false) {
    return html`<${Icon} icon=${Hourglass} />
      <span title=${WAITING}>Waiting<span class="wide-only"> to be let in</span></span>`;
  }
  return null;
}

/** @param {{app: App, member: Member}} props */
function Following({ app, member }) {
  const { root, location, tabStorage } = app;
  if (location.pathname === root + FOLLOW || !member.room.state.value?.leading) return null;
  return html`<a class="button" href=${root + FOLLOW} title="Watch the teacher’s run live"
    onClick=${() => rememberView(tabStorage, location)}><${Icon} icon=${Eye} />
    <span>Follow<span class="wide-only"> the teacher</span></span></a>`;
}

/** @param {{app: App, text: string}} props */
function Over({ app, text }) {
  const close = () => document.documentElement.removeAttribute('data-member');
  const isFollowing = app.location.pathname === app.root + FOLLOW;
  return html`<div class="member-bar">
    <p class="room-over" role="status">${text}</p>
    ${
      isFollowing
        ? html`<a class="button" href=${backFrom(app)}>Back to my run</a>`
        : html`<${DownloadRun} app=${app} />
          <${Button} title="Close this bar" onPress=${close}>Close</${Button}>`
    }
  </div>`;
}
