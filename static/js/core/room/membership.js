/**
 * The room that this tab is a member of: every view that the tab opens belongs to it.
 *
 * @import {MemberAnswer} from '../../protocol/room.js'
 */

import { storeSession } from '../address/address.js';

const KEY = 'backprop-room'; // early.js reads it too

/**
 * Id of the room that this tab is a member of; null if it is in none.
 *
 * @param {Pick<Storage, 'getItem'>} tabStorage
 */
export const roomOfTab = (tabStorage) => tabStorage.getItem(KEY) || null;

/**
 * Make this tab a member of a room: the next view opens the member's session.
 *
 * @param {Pick<Storage, 'setItem'>} tabStorage
 * @param {string} room
 * @param {string} session
 */
export function enterRoom(tabStorage, room, session) {
  tabStorage.setItem(KEY, room);
  storeSession(tabStorage, session);
}

/**
 * Leave the room in this tab; its session stays.
 *
 * @param {Pick<Storage, 'setItem'>} tabStorage
 */
export const leaveRoom = (tabStorage) => tabStorage.setItem(KEY, '');

/**
 * Path of a view, within the site.
 *
 * @param {Pick<MemberAnswer, 'view' | 'lesson'>} where
 */
export function pathOf({ view, lesson }) {
  if (lesson) return `/lessons?lesson=${encodeURIComponent(lesson)}`;
  return view === 'playground' ? '/' : `/${encodeURIComponent(view)}`;
}
