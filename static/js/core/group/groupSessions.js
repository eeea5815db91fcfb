/**
 * The sessions of a group, which this tab keeps for each view: after a reload they go on.
 *
 * @import {SessionInfo} from '../../protocol/model.js'
 * @import {Entry} from './group.js'
 * @import {Patience} from '../session/retryingClient.js'
 */

import { createSession, deleteSession, getSession } from '../../protocol/rest.js';

const KEPT = 'backprop-group';

const keyOfView = () => `${KEPT}:${location.pathname}`;

/**
 * Remembers which sessions run the entries.
 *
 * @param {string} entries as JSON
 * @param {string[]} ids
 */
export function keepSessions(entries, ids) {
  sessionStorage.setItem(keyOfView(), JSON.stringify({ entries, ids }));
}

/**
 * A session for each entry: those that the tab kept for the same entries, or new ones where one of them is gone.
 *
 * @param {Entry[]} entries
 * @param {Patience} patience
 * @returns {Promise<SessionInfo[]>}
 * @throws where the server refuses one of them; none is left then
 */
export async function openSessions(entries, patience) {
  const kept = JSON.parse(sessionStorage.getItem(keyOfView()) ?? '{"ids": []}');
  const ids = /** @type {string[]} */ (kept.entries === JSON.stringify(entries) ? kept.ids : []);
  const answers = await Promise.all(ids.map((id) => patience.insist(() => getSession(id)).catch(() => null)));
  const found = answers.filter((session) => session !== null);
  if (found.length === entries.length) return found;
  for (const { id } of found) deleteSession(id);
  return makeSessions(entries, patience);
}

/** @param {Entry[]} entries @param {Patience} patience */
async function makeSessions(entries, patience) {
  const asked = await Promise.allSettled(entries.map(({ spec }) => patience.insist(() => createSession(spec))));
  const made = asked.filter((answer) => answer.status === 'fulfilled').map(({ value }) => value);
  const refusal = asked.find((answer) => answer.status === 'rejected');
  if (!refusal) return made;
  for (const { id } of made) deleteSession(id);
  throw refusal.reason;
}
