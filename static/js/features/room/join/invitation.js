/**
 * How to join, for those in the room: QR code, address and code.
 *
 * @import {App} from '../../../core/app.js'
 * @import {RoomAnswer} from '../../../protocol/room.js'
 * @import {RoomRest} from '../../../protocol/rooms.js'
 */

import { html } from 'htm/preact';
import { useEffect, useState } from 'preact/hooks';

import { chooseLink, chosenHost, typedAddress } from './links.js';

/**
 * The link that is shown; follows a choice made in another tab.
 *
 * @param {Pick<App, 'preferences'>} app
 * @param {RoomAnswer['links']} links
 */
export function useLink({ preferences }, links) {
  const [host, setHost] = useState(() => chosenHost(preferences));
  useEffect(() => {
    const follow = () => setHost(chosenHost(preferences));
    addEventListener('storage', follow);
    return () => removeEventListener('storage', follow);
  }, []);
  const index = chooseLink(links, host);
  return { index, link: links[index] ?? null, setHost };
}

/**
 * @param {object} props
 * @param {App} props.app
 * @param {RoomAnswer} props.room
 * @param {Pick<RoomRest, 'qrAddress'>} props.rest
 * @param {string} [props.kind] class names that set its look
 */
export function Invitation({ app, room, rest, kind = '' }) {
  const { index, link } = useLink(app, room.links);
  if (!link) return null;
  const [host, path] = typedAddress(link.url);
  return html`<div class=${`invitation ${kind}`}>
    <img class="qr" src=${rest.qrAddress(index)} alt="QR code of the join link" />
    <dl>
      <div>
        <dt>Scan, or open</dt>
        <dd class="join-address">${host}<wbr />${path}</dd>
      </div>
      <div>
        <dt>and type</dt>
        <dd class="join-code">${room.code}</dd>
      </div>
    </dl>
  </div>`;
}
