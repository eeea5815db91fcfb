/**
 * The progress of a session, as its store has it.
 *
 * @import {Store} from '../store.js'
 */

/**
 * Number of steps that a session has made.
 *
 * @param {Store} store
 */
export function stepOf({ state }) {
  const { frame, session } = state.peek();
  return frame?.step ?? session?.step ?? 0;
}

/**
 * True if a session is connected; a signal's effect follows it.
 *
 * @param {Store} store
 */
export const isOpen = ({ state }) => state.value.connection.phase === 'open';
