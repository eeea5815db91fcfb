/**
 * Which parts of a run members cannot change.
 *
 * @import {Teacher} from '../teacher.js'
 * @import {Part, RoomAnswer} from '../../../protocol/room.js'
 */

import { html } from 'htm/preact';
import { Lock } from 'lucide';

import { Button } from '../../../controls/button.js';
import { Popover } from '../../../controls/popover.js';
import { Switch } from '../../../controls/switch.js';
import { PARTS } from '../../../core/room/parts.js';

/** @param {{teacher: Teacher, room: RoomAnswer}} props */
export function Locks({ teacher, room: { locked } }) {
  const lock = (/** @type {Part[]} */ names) => teacher.change({ locked: names });
  const all = PARTS.map(({ name }) => name);
  return html`<${Popover}
    icon=${Lock}
    label=${locked.length === 0 ? 'Lock…' : `Locked: ${locked.length === all.length ? 'all' : locked.length}`}
    title="Choose what members cannot change"
    kind=${locked.length === 0 ? '' : 'on'}
  >
    ${() => html`<div class="menu-card">
      <h2>Lock for members</h2>
      <p class="quiet">What is locked keeps its value until you unlock it or push another run.</p>
      <div class="page-parts">
        ${PARTS.map(
          ({ name, label }) => html`<${Switch} key=${name} label=${label} on=${locked.includes(name)}
            title=${`Keep members from changing: ${label.toLowerCase()}`}
            onSwitch=${(/** @type {boolean} */ on) =>
              lock(all.filter((each) => (each === name ? on : locked.includes(each))))} />`,
        )}
      </div>
      <div class="card-row">
        <${Button} title="Members can only train" disabled=${locked.length === all.length}
          onPress=${() => lock(all)}>Lock everything</${Button}>
        <${Button} title="Members can change everything" disabled=${locked.length === 0}
          onPress=${() => lock([])}>Unlock everything</${Button}>
      </div>
    </div>`}
  </${Popover}>`;
}
