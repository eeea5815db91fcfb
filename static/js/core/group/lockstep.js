/**
 * The number of units that a group trains in one round.
 *
 * @import {Unit} from '../../protocol/model.js'
 *
 * @typedef {object} Round
 * @property {number} count units that every member trains
 * @property {Unit} unit
 * @property {number} cost seconds of training that a unit of all members took in the last round; 0 before the first
 * @property {number} owed units, or parts of one, that time has brought and no round has trained; negative where one
 *   was trained a little early
 */

/** Seconds of training in a round: the members are drawn together sixty times a second. */
const ROUND = 0.016;
/** Longest round, in seconds, to make up for lost time. */
const LONGEST = 4 * ROUND;
const MOST = 10_000;

/** @type {Round} before the first */
export const START = { count: 1, unit: 'step', cost: 0, owed: 0 };

/**
 * Compute the next round: as much as fits into a screen frame, or at a given speed, what is due since the last one.
 * Time that a slow group cannot make up is forgiven.
 *
 * @param {Round} last
 * @param {{unit: Unit, perSecond: number | null}} speed null: as fast as possible
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
  // rounded: a unit that is due about when a frame is must not alternate between this frame and the next
  const whole = Math.max(0, Math.round(due));
  return { ...before, count: Math.min(whole, fitting(LONGEST, before)), owed: due - whole };
}

/**
 * Record the cost of a round.
 *
 * @param {Round} round
 * @param {number} seconds of training, of all members
 * @returns {Round}
 */
export const after = (round, seconds) => ({ ...round, cost: seconds / round.count });

/**
 * Number of units that take some seconds of training, at least one.
 *
 * @param {number} seconds
 * @param {Round} round
 */
const fitting = (seconds, { cost }) => Math.max(1, Math.min(cost > 0 ? Math.round(seconds / cost) : 1, MOST));
