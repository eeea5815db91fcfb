/**
 * Which parts of a run members cannot change.
 *
 * @import {Teacher} from '../teacher.js'
 * @import {RoomAnswer} from '../../../protocol/room.js'
 */

import { html } from 'htm/preact';
import { Lock } from 'lucide';

import { Button } from '../../../controls/button.js';
import { Popover } from '../../../controls/popover.js';
import { Switch } from '../../../controls/switch.js';

/** Parts that can be locked, by their names in the protocol. */
export const LOCKS = [
  { name: 'data', label: 'Data' },
  { name: 'features', label: 'Features' },
  { name: 'layers', label: 'Layers' },
  { name: 'activation', label: 'Activation' },
  { name: 'optimizer', label: 'Optimizer' },
  { name: 'learning_rate', label: 'Learning rate' },
  { name: 'regularization', label: 'Regularization' },
  { name: 'batch_size', label: 'Batch size' },
  { name: 'seed', label: 'Seed' },
  { name: 'weights', label: 'Weights' },
];

/** @param {{teacher: Teacher, room: RoomAnswer}} props */
export function Locks({ teacher, room: { locked } }) {
  const lock = (/** @type {string[]} */ names) => teacher.change({ locked: names });
  const all = LOCKS.map(({ name }) => name);
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
        ${LOCKS.map(
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
