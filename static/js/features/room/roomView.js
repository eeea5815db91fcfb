/**
 * The teacher's page: the wall, or the run of one member, with the controls of the class around it.
 *
 * @import {App} from '../../core/app.js'
 * @import {RoomAnswer} from '../../protocol/room.js'
 * @import {RunParts} from '../shared/watched/runView.js'
 */

import { html } from 'htm/preact';
import { useEffect, useState } from 'preact/hooks';

import { Button } from '../../controls/button.js';
import { OwnRunCard, ProjectorCard } from './cards.js';
import { ChallengeCard } from './challenge/challengeCard.js';
import { MessageBanner } from './controls/message.js';
import { RoomBar } from './controls/roomBar.js';
import { ExperimentCard } from './experiment/experimentCard.js';
import { Invitation } from './join/invitation.js';
import { JoinCard, Reach } from './join/joinCard.js';
import { LessonCard } from './lesson/lessonCard.js';
import { Questions } from './questions/questions.js';
import { MemberView } from './run/memberView.js';
import { Start } from './start.js';
import { Teacher } from './teacher.js';
import { useCatalog } from '../shared/watched/useCatalog.js';
import { WallBar } from './wall/wallBar.js';
import { WallView } from './wall/wallView.js';

const ENDS = {
  ended: 'This workshop has ended. Its names, answers and points are deleted; members keep their runs.',
  removed: 'This browser does not have the key of this workshop’s teacher. Open it in the browser that started it.',
  left: 'You have left this workshop.',
};

/**
 * Create the component of the page.
 *
 * @param {RunParts} parts components that draw a run
 */
export const roomViewWith =
  (parts) =>
  (/** @type {{app: App}} */ { app }) => {
    const id = app.choices.read().room;
    useCatalog(app);
    return id ? html`<${Workshop} key=${id} ...${{ app, id, parts }} />` : html`<${Start} app=${app} />`;
  };

/** @param {{app: App, id: string, parts: RunParts}} props */
function Workshop({ app, id, parts }) {
  const [teacher] = useState(() => new Teacher(app, id));
  useEffect(() => teacher.start(), []);
  const room = teacher.room.state.value;
  const end = teacher.room.end.value;
  if (end) return html`<${Start} app=${app} note=${ENDS[end]} />`;
  if (!room) return html`<p class="room-wait quiet">Opening the workshop.</p>`;
  return html`
    <${RoomBar} ...${{ teacher, room }} />
    <${MessageBanner} ...${{ teacher, room }} />
    <div class="room-body">
      <${Main} ...${{ teacher, room, parts }} />
      <aside class="room-side" aria-label="Workshop">
        <${ChallengeCard} teacher=${teacher} />
        <${ExperimentCard} ...${{ teacher, room }} />
        ${room.members.length > 0 && html`<${JoinCard} ...${{ teacher, room }} />`}
        <${LessonCard} ...${{ teacher, room }} />
        <${ProjectorCard} ...${{ teacher, room }} />
        <${OwnRunCard} ...${{ teacher, room }} />
        <${Questions} ...${{ teacher, room }} />
      </aside>
    </div>
  `;
}

/** @param {{teacher: Teacher, room: RoomAnswer, parts: RunParts}} props */
function Main({ teacher, room, parts }) {
  const opened = teacher.opened.value;
  return html`<div class="room-main">
    ${
      opened === null
        ? html`<${WallArea} ...${{ teacher, room }} />`
        : html`<${MemberView} ...${{ teacher, room, parts }} id=${opened} />`
    }
  </div>`;
}

/** @param {{teacher: Teacher, room: RoomAnswer}} props */
function WallArea({ teacher, room }) {
  const { arrangement } = teacher;
  if (room.members.length === 0) {
    return html`<section class="room-welcome" aria-label="Join">
      <${Invitation} ...${{ app: teacher.app, room, rest: teacher.rest }} kind="large" />
      <${Reach} room=${room} />
      <p class="quiet">Nobody is here yet. Members appear here as soon as they join.</p>
    </section>`;
  }
  const isFilteredOut = arrangement.shown.value.length === 0 && teacher.wall.entries.length > 0;
  return html`
    <${WallBar} teacher=${teacher} />
    ${
      isFilteredOut &&
      html`<p class="room-note">
        No member matches the filter.
        <${Button} title="Show all members"
          onPress=${() => arrangement.choose({ filter: '', states: [] })}>Show all</${Button}>
      </p>`
    }
    <${WallView} ...${{ teacher, isAsking: room.questions.some(({ state }) => state === 'open') }} />
  `;
}
