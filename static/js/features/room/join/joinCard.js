/**
 * The card with the join link, always in reach; a press shows it large, for late comers.
 *
 * @import {Teacher} from '../teacher.js'
 * @import {RoomAnswer} from '../../../protocol/room.js'
 */

import { html } from 'htm/preact';
import { Copy, Maximize2 } from 'lucide';
import { useState } from 'preact/hooks';

import { Button } from '../../../controls/button.js';
import { Dialog } from '../../../controls/dialog.js';
import { Select } from '../../../controls/select.js';
import { Invitation, useLink } from './invitation.js';
import { hostOf, keepHost } from './links.js';
import { copyText } from '../../shared/export/copyText.js';

/** @param {{teacher: Teacher, room: RoomAnswer}} props */
export function JoinCard({ teacher, room }) {
  const { app, rest } = teacher;
  const [isLarge, setLarge] = useState(false);
  const { link, setHost } = useLink(app, room.links);
  const choose = (/** @type {string} */ host) => {
    keepHost(app.preferences, host);
    setHost(host);
    dispatchEvent(new Event('storage')); // the other places of this page that show the link
  };
  return html`<section class="room-card join-card" aria-label="Join">
    <div class="room-card-head">
      <h2>Join</h2>
      <${CopyLink} ...${{ teacher, url: link?.url ?? '' }} />
      <${Button} icon=${Maximize2} kind="small" iconSize=${14} title="Show the code and the QR code large"
        onPress=${() => setLarge(true)} />
    </div>
    <${Invitation} ...${{ app, room, rest }} />
    <${Reach} room=${room} />
    ${
      room.links.length > 1 &&
      html`<${Select} label="Address" title="The address of this machine that the link carries"
        value=${hostOf(link?.url ?? '')}
        options=${room.links.map(({ url, reach }) => ({
          value: hostOf(url),
          label: `${hostOf(url)}${reach === 'network' ? '' : ', only this machine'}`,
        }))}
        onChoose=${choose} />`
    }
    <${Dialog} title=${`Join ${room.name}`} closeTitle="Close" kind="join-dialog" isOpen=${isLarge}
      onClose=${() => setLarge(false)}>
      <div class="dialog-body"><${Invitation} ...${{ app, room, rest }} kind="large" /></div>
    </${Dialog}>
  </section>`;
}

/** @param {{teacher: Teacher, url: string}} props */
function CopyLink({ teacher, url }) {
  const copy = async () => {
    if (await copyText(url)) teacher.notify('info', 'The join link is copied.');
    else teacher.notify('error', `The browser does not allow copying here. The link is ${url}`);
  };
  return html`<${Button} icon=${Copy} kind="small" iconSize=${14} title="Copy the join link" onPress=${copy} />`;
}

/**
 * Says so if phones cannot reach the server by the link, and what to do: start the server so that it listens to the
 * network, or, if it does, start the workshop at an address of the network.
 *
 * @param {{room: RoomAnswer}} props
 */
export function Reach({ room }) {
  if (room.links.some(({ reach }) => reach === 'network')) return null;
  return html`<p class="reach" role="note">
    <strong>Phones cannot join by this address:</strong>${' '}
    ${room.listens === 'this machine' ? html`<${Restart} />` : OPEN_ELSEWHERE}
  </p>`;
}

const OPEN_ELSEWHERE =
  'it is for this machine alone. Open the playground at the address that this machine has in the network, such as ' +
  '192.168.1.20:8000, and start a workshop there.';

const Restart = () => html`the server listens to this machine alone. Start it again with${' '}
  <code>HOST=0.0.0.0 python3 run.py</code>; the workshop is kept.`;
