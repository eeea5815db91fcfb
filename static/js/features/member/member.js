/**
 * What a page has if its tab is a member of a workshop: the bar, the teacher's message, questions, and locked controls.
 *
 * @import {App} from '../../core/app.js'
 * @import {Environment} from '../../core/environment.js'
 */

import { effect } from '@preact/signals';
import { h, render } from 'preact';

import { Member } from '../../core/room/member.js';
import { PARTS } from '../../core/room/parts.js';
import { roomOfTab } from '../../core/room/membership.js';
import { MemberBar } from './bar.js';
import { Locks } from './locks.js';

/**
 * Id of the member's session; the server makes another if it is gone.
 *
 * @param {Pick<Environment, 'roomRest' | 'tabStorage'>} environment
 */
export async function findSession(environment) {
  const { session } = await restOf(environment).getMe();
  return session;
}

const IN_EXPERIMENT = 'Your run is part of the class experiment. You can change it once it has finished.';

/**
 * The parts that the member cannot change.
 *
 * @param {Member} member
 */
function lockedFor({ room, isTaken }) {
  if (room.phase.value === 'over') return [];
  return isTaken.value ? PARTS.map(({ name }) => name) : (room.state.value?.locked ?? []);
}

/**
 * Start the member's part of a page.
 *
 * @param {App} app
 */
export function startMember(app) {
  const place = document.getElementById('member');
  if (!place) return;
  const member = new Member(app.store, app, restOf(app), { go: (path) => location.assign(path) });
  const locks = new Locks(document);
  effect(() => {
    const locked = lockedFor(member);
    locks.set(locked, member.isTaken.value ? IN_EXPERIMENT : undefined);
    if (locked.includes('data')) app.store.dispatch({ type: 'look', look: { tool: 'read' } });
  });
  holdGroup(app);
  addEventListener('online', () => member.room.retryNow());
  addEventListener('visibilitychange', () => member.room.retryNow());
  render(h(MemberBar, { app, member }), place);
  app.member.value = member;
  member.start();
}

/**
 * Pause the runs that the view compares too while the teacher has paused all.
 *
 * @param {App} app
 */
function holdGroup({ store, group }) {
  const isHeld = store.select(({ held }) => held);
  effect(() => {
    group.store.dispatch({ type: 'hold', held: isHeld.value });
    if (isHeld.value && group.store.state.peek().playing) group.setPlaying(false);
  });
}

/** @param {Pick<Environment, 'roomRest' | 'tabStorage'>} environment */
const restOf = ({ roomRest, tabStorage }) => roomRest({ id: roomOfTab(tabStorage) ?? '', role: 'member' });
