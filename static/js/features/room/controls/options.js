/**
 * Admission, names, the results, and the end of the workshop.
 *
 * @import {Teacher} from '../teacher.js'
 * @import {RoomAnswer} from '../../../protocol/room.js'
 */

import { html } from 'htm/preact';
import { Download, SlidersHorizontal } from 'lucide';
import { useState } from 'preact/hooks';

import { Button } from '../../../controls/button.js';
import { Icon } from '../../../controls/icon.js';
import { Popover } from '../../../controls/popover.js';
import { Switch } from '../../../controls/switch.js';
import { Confirm } from './confirm.js';

/** @param {{teacher: Teacher, room: RoomAnswer}} props */
export function Options({ teacher, room }) {
  const [isAsking, setAsking] = useState(false);
  const end = () => teacher.act(() => teacher.rest.end());
  return html`
    <${Popover} icon=${SlidersHorizontal} label="Options…"
      title="Admission, names, results, and the end of the workshop">
      ${(/** @type {() => void} */ close) => html`<div class="menu-card room-options">
        <${Switch} label="Open to new members" on=${room.open}
          title="Whoever has the link or the code can join; members always come back to their place"
          onSwitch=${(/** @type {boolean} */ open) => teacher.change({ open })} />
        <${Switch} label="Approve each new member" on=${room.admit_by_hand}
          title="Whoever waits can work already, but is not shown on the projector until you let them in"
          onSwitch=${(/** @type {boolean} */ on) => teacher.change({ admit_by_hand: on })} />
        <${Switch} label="Hide names on the projector" on=${room.names_hidden}
          title="You still see the names here"
          onSwitch=${(/** @type {boolean} */ on) => teacher.change({ names_hidden: on })} />
        <hr />
        <${Results} ...${{ teacher, onPress: close }} />
        <${Button} kind="alarm wide" title="End the workshop and delete what is personal"
          onPress=${() => {
            close();
            setAsking(true);
          }}>End the workshop…</${Button}>
      </div>`}
    </${Popover}>
    <${Confirm} title="End the workshop?" action="End the workshop" isOpen=${isAsking}
      onClose=${() => setAsking(false)} onConfirm=${end}>
      <p>Keep the results first: everyone’s run, all answers, and a page to look back at. They cannot be downloaded
        afterwards.</p>
      <${Results} teacher=${teacher} />
      <p>The room is deleted from the server with all names, answers and points, and its link and code stop working.
        Members keep their runs and can go on training on their own. This cannot be undone.</p>
    </${Confirm}>
  `;
}

/** @param {{teacher: Teacher, onPress?: () => void}} props */
function Results({ teacher, onPress }) {
  return html`<a class="button wide" href=${teacher.rest.resultsAddress('zip')} download onClick=${onPress}
    title="A zip file with everyone’s run, tables for a spreadsheet, and a page that opens offline">
    <${Icon} icon=${Download} />Download the results</a>`;
}
