/**
 * The challenge that a room shows: the one that is running, else the newest, with its ranking and its clock. The page
 * counts on from the time that the server sent, so a wrong clock of this machine does no harm.
 *
 * @import {Challenge, ChallengeEntry, ChallengeEvent, RoomAnswer} from '../../protocol/room.js'
 *
 * @typedef {object} ShownChallenge
 * @property {Challenge} challenge
 * @property {ChallengeEntry[]} entries for teacher and projector, in the order of the ranking
 * @property {number} heardAt when the server's message arrived, in ms on this page's clock
 */

/**
 * The challenge of a room that is shown; null if there is none.
 *
 * @param {Pick<RoomAnswer, 'challenges'>} room
 */
export const shownChallenge = ({ challenges }) =>
  challenges.find(({ state }) => state === 'running') ?? challenges.at(-1) ?? null;

/**
 * What is shown after the server has sent the room.
 *
 * @param {ShownChallenge | null} before
 * @param {Pick<RoomAnswer, 'challenges'>} room
 * @param {number} now in ms
 * @returns {ShownChallenge | null}
 */
export function afterRoom(before, room, now) {
  const challenge = shownChallenge(room);
  if (!challenge) return null;
  return { challenge, entries: before?.challenge.id === challenge.id ? before.entries : [], heardAt: now };
}

/**
 * What is shown after the server has sent a challenge event.
 *
 * @param {ChallengeEvent} event
 * @param {number} now in ms
 * @returns {ShownChallenge}
 */
export const afterEvent = ({ challenge, entries }, now) => ({ challenge, entries, heardAt: now });

/**
 * Seconds on the clock of a challenge: those that remain, or that have passed if it has no end.
 *
 * @param {ShownChallenge} shown
 * @param {number} now in ms
 */
export function secondsOf({ challenge: { remaining, elapsed, ticking }, heardAt }, now) {
  const passed = ticking ? (now - heardAt) / 1000 : 0;
  return remaining === null ? elapsed + passed : Math.max(0, remaining - passed);
}
