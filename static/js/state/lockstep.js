/**
 * How far a group trains in one round.
 *
 * @import {Unit} from '../protocol/model.js'
 *
 * @typedef {object} Round
 * @property {number} count units that every member trains
 * @property {Unit} unit
 * @property {number} took milliseconds that the last round took that trained any, for each of its units; 0 before the first
 * @property {number} least milliseconds that a round takes, however short: the shortest one so far
 * @property {number} owed units, or parts of one, that time has brought and no round has trained; negative where one was
 *   trained a little early
 */

/** A round takes about so many milliseconds: the members are seen together sixty times a second. */
const ROUND = 14;
/** One that makes up for time lost takes no more than so many. */
const LONGEST = 4 * ROUND;
/** Where asking alone takes long, rounds are so many times as long: shorter ones would hardly train. */
const WORTH = 2;
const MOST = 10_000;

/** @type {Round} before the first */
export const START = { count: 1, unit: 'step', took: 0, least: 0, owed: 0 };

/**
 * The round after this one: as much as fits into a frame of the screen, or, at a pace, what the time since brings. What a
 * group that cannot keep the pace owes is forgiven.
 *
 * @param {Round} last
 * @param {{unit: Unit, perSecond: number | null}} speed null: as fast as it can
 * @param {number} seconds since the round before began
 * @returns {Round}
 */
export function nextRound(last, { unit, perSecond }, seconds) {
  const before = unit === last.unit ? last : { ...START, unit };
  if (perSecond === null) {
    const count = Math.min(fitting(ROUND, before), 2 * Math.max(before.count, 1));
    return { ...before, count, owed: 0 };
  }
  const due = Math.min(before.owed + perSecond * seconds, Math.max(perSecond, 1));
  // to the nearest: a unit that is due about when a frame is must not come now with this one, now with the next
  const whole = Math.max(0, Math.round(due));
  return { ...before, count: Math.min(whole, fitting(LONGEST, before)), owed: due - whole };
}

/**
 * The round with what it took.
 *
 * @param {Round} round
 * @param {number} time milliseconds
 * @returns {Round}
 */
export function after(round, time) {
  return { ...round, took: time / round.count, least: round.least > 0 ? Math.min(round.least, time) : time };
}

/** How many units take so many milliseconds, one at least. @param {number} time @param {Round} round */
function fitting(time, { took, least }) {
  if (took === 0) return 1;
  return Math.max(1, Math.min(Math.round(Math.max(time, WORTH * least) / took), MOST));
}
