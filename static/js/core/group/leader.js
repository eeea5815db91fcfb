/**
 * The leader of a group: the member that the group's own store follows, so that the transport can show it.
 *
 * @import {ReadonlySignal} from '@preact/signals'
 * @import {State} from '../model.js'
 * @import {Store} from '../store.js'
 * @import {Member} from './group.js'
 */

import { computed, effect } from '@preact/signals';

/**
 * Copy the leader's session, frames and connection to a store. Whether the group plays is not the leader's to say.
 *
 * @param {ReadonlySignal<Member[]>} members
 * @param {Store} store
 * @param {() => boolean} isPlaying
 */
export function followLeader(members, { dispatch }, isPlaying) {
  const leader = computed(() => leaderOf(members.value));
  /**
   * @template T
   * @param {(state: State) => T} read
   */
  const ofLeader = (read) => computed(() => leader.value && read(leader.value.store.state.value));
  const session = ofLeader((state) => state.session);
  const frame = ofLeader((state) => state.frame);
  const phase = ofLeader((state) => state.connection.phase);
  effect(() => {
    if (session.value) dispatch({ type: 'session', session: session.value, re: null });
    dispatch({ type: 'play', playing: isPlaying() });
  });
  effect(() => {
    if (frame.value) dispatch({ type: 'frame', frame: frame.value });
  });
  effect(() => {
    if (phase.value) dispatch({ type: 'connection', phase: phase.value });
  });
}

/**
 * The first member that has not diverged, or simply the first if all have.
 *
 * @param {Member[]} members
 */
const leaderOf = (members) => members.find(({ store }) => store.state.value.status === 'ready') ?? members[0];
