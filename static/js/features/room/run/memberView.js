/**
 * A member's run in place of the wall: live, read-only, and with what the teacher can do about this member.
 *
 * @import {Teacher} from '../teacher.js'
 * @import {RoomAnswer, RoomMember} from '../../../protocol/room.js'
 * @import {RunParts} from '../../shared/watched/runView.js'
 */

import { html } from 'htm/preact';
import { ArrowLeft, ChevronLeft, ChevronRight, Pencil, Projector, Send, UserCheck, UserMinus } from 'lucide';
import { useEffect, useRef, useState } from 'preact/hooks';

import { Button } from '../../../controls/button.js';
import { Icon } from '../../../controls/icon.js';
import { Popover } from '../../../controls/popover.js';
import { TextField } from '../../../controls/textField.js';
import { formatCount } from '../../../draw/format.js';
import { runOfMember } from '../../../core/room/watchedRun.js';
import { Confirm } from '../controls/confirm.js';
import { nameIn } from '../teacher.js';
import { STATE_LABELS, changesOf } from '../wall/arrange.js';
import { STATE_ICONS } from '../wall/tile.js';
import { RunView } from '../../shared/watched/runView.js';
import { useWatched } from '../../shared/watched/watch.js';

const CARDS = 'dialog, .card, .inspector';

/** @param {{teacher: Teacher, room: RoomAnswer, id: string, parts: RunParts}} props */
export function MemberView({ teacher, room, id, parts }) {
  const { watched, isGone } = useWatched(teacher.app, teacher.rest, runOfMember(id));
  const title = useRef(/** @type {HTMLElement | null} */ (null));
  const member = room.members.find((each) => each.id === id);
  useEffect(() => title.current?.focus({ preventScroll: true }), [id]);
  /** @param {KeyboardEvent} event */
  const key = (event) => {
    // in a dialog or a card, Escape closes that first
    if (event.key !== 'Escape' || (event.target instanceof Element && event.target.closest(CARDS))) return;
    teacher.closeMember();
  };
  return html`<section class="member-view" aria-labelledby="member-name" onKeyDown=${key}>
    <header class="member-head">
      <${Button} icon=${ArrowLeft} title="Back to the wall (Escape)"
        onPress=${() => teacher.closeMember()}>Wall</${Button}>
      <h2 id="member-name" ref=${title} tabindex="-1">${nameIn(room, id)}</h2>
      ${member && html`<${Rename} ...${{ teacher, member }} />`}
      <${Progress} ...${{ teacher, id, score: member?.score ?? 0 }} />
      <div class="member-actions">
        <${Button} icon=${ChevronLeft} title="Previous member" onPress=${() => teacher.openBeside(-1)} />
        <${Button} icon=${ChevronRight} title="Next member" onPress=${() => teacher.openBeside(1)} />
        ${member && !member.admitted && html`<${Admit} ...${{ teacher, id }} />`}
        <${Button} icon=${Send} title="Give this member a run, a view or a lesson"
          onPress=${() => teacher.pushTo(id)}>Push…</${Button}>
        <${ShowMember} ...${{ teacher, room, id }} />
        <${Remove} ...${{ teacher, room, id }} />
      </div>
    </header>
    ${
      member && !isGone
        ? watched && html`<${RunView} key=${id} app=${watched.app} parts=${parts} />`
        : html`<p class="room-note">${nameIn(room, id)} is no longer in the workshop.</p>`
    }
  </section>`;
}

/**
 * For names that are not fit for the projector.
 *
 * @param {{teacher: Teacher, member: RoomMember}} props
 */
function Rename({ teacher, member }) {
  return html`<${Popover} icon=${Pencil} iconSize=${14} kind="small" title="Change this member’s name">
    ${(/** @type {() => void} */ close) => html`<${NameCard} ...${{ teacher, member, close }} />`}
  </${Popover}>`;
}

/** @param {{teacher: Teacher, member: RoomMember, close: () => void}} props */
function NameCard({ teacher, member: { id, name }, close }) {
  const [typed, setTyped] = useState(name ?? '');
  const rename = async () => {
    if (await teacher.act(() => teacher.rest.changeMember(id, { name: typed.trim() }))) close();
  };
  return html`<div class="menu-card">
    <${TextField} label="Name" title="Everyone sees it" most=${40} value=${typed} onType=${setTyped} />
    <div class="card-row">
      <${Button} kind="primary" title="Change the name" disabled=${!typed.trim()} onPress=${rename}>Rename</${Button}>
    </div>
  </div>`;
}

/** @param {{teacher: Teacher, id: string, score: number}} props */
function Progress({ teacher, id, score }) {
  const entry = teacher.wall.version.value > 0 ? teacher.wall.entryOf(id)?.value : null;
  if (!entry) return null;
  const changes = changesOf(entry).join(', ');
  return html`<p class="member-progress" data-state=${entry.state}>
    <${Icon} icon=${STATE_ICONS[entry.state]} size=${14} />
    ${STATE_LABELS[entry.state]}${entry.epoch !== null && `, epoch ${formatCount(entry.epoch)}`}
    ${score > 0 && html`<span>${score} points</span>`}
    ${changes && html`<span class="quiet">changed: ${changes}</span>`}
  </p>`;
}

/** @param {{teacher: Teacher, id: string}} props */
function Admit({ teacher, id }) {
  return html`<${Button} icon=${UserCheck} kind="primary" title="Let this member in: show the run on the wall"
    onPress=${() => teacher.act(() => teacher.rest.changeMember(id, { admitted: true }))}>Let in</${Button}>`;
}

/** @param {{teacher: Teacher, room: RoomAnswer, id: string}} props */
function ShowMember({ teacher, room, id }) {
  const isShown = room.shown === id;
  return html`<${Button} icon=${Projector} pressed=${isShown}
    title=${isShown ? 'Show the wall on the projector again' : 'Show this run live on the projector'}
    onPress=${() => teacher.change({ shown: isShown ? null : id })}>On the projector</${Button}>`;
}

/** @param {{teacher: Teacher, room: RoomAnswer, id: string}} props */
function Remove({ teacher, room, id }) {
  const [isAsking, setAsking] = useState(false);
  const remove = async () => {
    if (await teacher.act(() => teacher.rest.removeMember(id))) teacher.closeMember();
  };
  const name = nameIn(room, id);
  return html`
    <${Button} icon=${UserMinus} title=${`Remove ${name} from the workshop`} onPress=${() => setAsking(true)} />
    <${Confirm} title=${`Remove ${name}?`} action="Remove" isOpen=${isAsking} onClose=${() => setAsking(false)}
      onConfirm=${remove}>
      <p>The name and the answers are deleted, and the page of ${name} says so. Whoever has the link or the code can
        join again; close the workshop to new members to prevent that.</p>
    </${Confirm}>
  `;
}
