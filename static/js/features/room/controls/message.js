/**
 * Eyes to the front: a message that covers the members' pages.
 *
 * @import {Teacher} from '../teacher.js'
 * @import {RoomAnswer} from '../../../protocol/room.js'
 */

import { html } from 'htm/preact';
import { Megaphone } from 'lucide';
import { useState } from 'preact/hooks';

import { Button } from '../../../controls/button.js';
import { Popover } from '../../../controls/popover.js';
import { TextField } from '../../../controls/textField.js';

const USUAL = 'Eyes to the front, please.';
const LONGEST = 200; // characters

/** @param {{teacher: Teacher, room: RoomAnswer}} props */
export function Message({ teacher, room }) {
  return html`<${Popover}
    icon=${Megaphone}
    label="Message…"
    title="Cover every member's page with a message"
    kind=${room.message === null ? '' : 'on'}
  >
    ${(/** @type {() => void} */ close) => html`<${Card} ...${{ teacher, room, close }} />`}
  </${Popover}>`;
}

/** @param {{teacher: Teacher, room: RoomAnswer, close: () => void}} props */
function Card({ teacher, room, close }) {
  const [text, setText] = useState(room.message ?? USUAL);
  const show = (/** @type {string | null} */ message) => {
    teacher.change({ message });
    close();
  };
  return html`<div class="menu-card">
    <h2>Eyes to the front</h2>
    <p class="quiet">Covers every member's page, and stands on the projector. Training goes on unless you pause it.</p>
    <${TextField} label="Message" title="What everyone reads" value=${text} most=${LONGEST} lines=${2}
      onType=${setText} />
    <div class="card-row">
      <${Button} kind="primary" title="Show the message to everyone" disabled=${!text.trim()}
        onPress=${() => show(text.trim())}>Show</${Button}>
      ${
        room.message !== null &&
        html`<${Button} title="Uncover every page" onPress=${() => show(null)}>Take it away</${Button}>`
      }
    </div>
  </div>`;
}

/**
 * A line that says that the message is shown, with the button that ends it.
 *
 * @param {{teacher: Teacher, room: RoomAnswer}} props
 */
export function MessageBanner({ teacher, room }) {
  if (room.message === null) return null;
  return html`<p class="room-banner">
    <span>Every page shows: <strong>${room.message}</strong></span>
    <${Button} title="Uncover every page" onPress=${() => teacher.change({ message: null })}>Take it away</${Button}>
  </p>`;
}
