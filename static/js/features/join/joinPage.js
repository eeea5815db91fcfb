/**
 * Shows the page at which learners join a workshop. It has no run, and so none of the parts of a view.
 *
 * @import {RoomPlace} from '../../protocol/room.js'
 */

import { h, render } from 'preact';

import { RoomRest, Rooms } from '../../protocol/rooms.js';
import { Joining } from './joining.js';
import { JoinView } from './joinView.js';

/**
 * @param {Window & typeof globalThis} browser
 * @param {HTMLElement} place
 */
export function showJoinPage({ document, location, sessionStorage, fetch, addEventListener }, place) {
  const root = document.documentElement.dataset.root ?? '';
  const boundFetch = fetch.bind(globalThis);
  const environment = {
    root,
    location,
    tabStorage: sessionStorage,
    rooms: new Rooms(boundFetch, root),
    roomRest: (/** @type {RoomPlace} */ room) => new RoomRest(boundFetch, root, room),
  };
  const joining = new Joining(environment, (path) => location.replace(path));
  render(h(JoinView, { joining }), place);
  joining.start();
  addEventListener('hashchange', () => joining.start()); // a link with a key, opened in this tab
  document.documentElement.dataset.phase = 'open';
}
