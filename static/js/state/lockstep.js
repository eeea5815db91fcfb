/**
 * How far a group trains in one round.
 *
 * @import {Unit} from '../protocol/model.js'
 *
 * @typedef {object} Round
 * @property {number} count units that every member trains
 * @property {Unit} unit
 * @property {number} cost milliseconds that a unit took in the last round that trained any; 0 where none did yet
 * @property {number} owed units, or parts of one, that time has brought and no round has trained; negative where one was
 *   trained a little early
 */

/** A round takes about so many milliseconds: the members are seen together sixty times a second. */
const ROUND = 14;
/** One that makes up for time lost takes no more than so many. */
const LONGEST = 4 * ROUND;
const MOST = 10_000;

/** @type {Round} before the first */
export const START = { count: 1, unit: 'step', cost: 0, owed: 0 };

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
  const { count, cost, owed } = unit === last.unit ? last : START;
  if (perSecond === null) return { count: fitting(ROUND, cost, 2 * Math.max(count, 1)), unit, cost, owed: 0 };
  const due = Math.min(owed + perSecond * seconds, Math.max(perSecond, 1));
  // to the nearest: a unit that is due about when a frame is must not come now with this one, now with the next
  const whole = Math.max(0, Math.round(due));
  const most = fitting(LONGEST, cost, MOST);
  return { count: Math.min(whole, most), unit, cost, owed: due - whole };
}

/** How many units of such a cost fit into a time: one at least. @param {number} time ms @param {number} cost ms @param {number} most */
const fitting = (time, cost, most) => Math.max(1, Math.min(cost > 0 ? Math.round(time / cost) : 1, most, MOST));
