/**
 * How far a group trains in one round.
 *
 * @typedef {object} Round
 * @property {number} count units that every member trains
 * @property {number} took milliseconds that the round took, until the last member was done
 * @property {number} owed units, or parts of one, that time has brought and no round has trained; negative where one was
 *   trained a little early
 */

/** A round takes about so many milliseconds: the members are seen together sixty times a second. */
const ROUND = 14;
const MOST = 10_000;

/**
 * The round after this one: as much as fits into a frame of the screen, or, at a pace, what the time since brings.
 *
 * @param {Round} round
 * @param {number | null} perSecond null: as fast as it can
 * @param {number} seconds since the round before began
 * @returns {Round}
 */
export function nextRound({ count, took, owed }, perSecond, seconds) {
  if (perSecond === null) {
    const fitting = took > 0 ? (count * ROUND) / took : 1;
    return { count: Math.max(1, Math.min(Math.round(fitting), 2 * Math.max(count, 1), MOST)), took: 0, owed: 0 };
  }
  // a group that cannot keep the pace owes no more than a second of it
  const due = Math.min(owed + perSecond * seconds, Math.max(perSecond, 1));
  // to the nearest: a unit that is due about when a frame is must not come now with this one, now with the next
  const whole = Math.max(0, Math.round(due));
  return { count: whole, took: 0, owed: due - whole };
}
