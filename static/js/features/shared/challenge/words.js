/**
 * A challenge in words, and the progress of its members.
 *
 * @import {Challenge, ChallengeEntry, Ranking} from '../../../protocol/room.js'
 *
 * @typedef {Challenge['goal']} Goal
 * @typedef {NonNullable<ChallengeEntry['reached']>} Reached
 */

import { formatAccuracy, formatCount, formatPrecise, formatSetting } from '../../../draw/format.js';

/** @param {Goal} goal */
export const thresholdOf = ({ metric, threshold }) =>
  metric === 'accuracy' ? `${formatSetting(Number((100 * threshold).toPrecision(6)))} %` : formatSetting(threshold);

/**
 * The goal as a heading: Accuracy ≥ 95 %.
 *
 * @param {Goal} goal
 */
export const goalOf = (goal) =>
  goal.metric === 'accuracy' ? `Accuracy ≥ ${thresholdOf(goal)}` : `Loss ≤ ${thresholdOf(goal)}`;

/**
 * A value of the goal's metric.
 *
 * @param {Goal} goal
 * @param {number | null} value
 */
export const measuredOf = ({ metric }, value) => {
  if (value === null) return '–';
  return metric === 'accuracy' ? formatAccuracy(value) : formatPrecise(value);
};

/** Who wins. @type {Record<Ranking, string>} */
export const RULES = {
  time: 'The first wins',
  neurons: 'The fewest neurons win',
  parameters: 'The fewest parameters win',
  epochs: 'The fewest epochs win',
};

/**
 * Samples on which the server checks the goal, in words.
 *
 * @param {Pick<Challenge, 'samples' | 'count'>} challenge
 */
export const samplesOf = ({ samples, count }) =>
  `on ${formatCount(count)} ${samples === 'new' ? 'new samples that nobody has' : 'samples that were held back'}`;

/**
 * What ranks a member who has reached the goal: 1:24.5, or 6 neurons.
 *
 * @param {Reached} reached
 * @param {Ranking} ranking
 */
export function reachedOf(reached, ranking) {
  if (ranking === 'time') return timeOf(reached.seconds);
  const count = reached[ranking];
  return `${formatCount(count)} ${count === 1 ? ranking.slice(0, -1) : ranking}`;
}

/**
 * How a member has reached the goal, at the end of a sentence: after 1:24.5, or with 6 neurons.
 *
 * @param {Reached} reached
 * @param {Ranking} ranking
 */
export function howOf(reached, ranking) {
  const preposition = ranking === 'time' ? 'after' : ranking === 'epochs' ? 'in' : 'with';
  return `${preposition} ${reachedOf(reached, ranking)}`;
}

/**
 * A time on the clock to a tenth of a second: 1:24.5.
 *
 * @param {number} seconds
 */
export const timeOf = (seconds) => {
  const tenths = Math.round(10 * seconds);
  return `${clockOf(Math.floor(tenths / 10))}.${tenths % 10}`;
};

/**
 * Whole seconds as a clock shows them: 4:05, 1:00:00.
 *
 * @param {number} seconds
 */
export function clockOf(seconds) {
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const two = (/** @type {number} */ number) => String(number).padStart(2, '0');
  return `${hours > 0 ? `${hours}:${two(minutes)}` : minutes}:${two(seconds % 60)}`;
}

/** @param {number} place */
export function placeOf(place) {
  const isTeen = place % 100 > 10 && place % 100 < 14;
  return `${place}${isTeen ? 'th' : ({ 1: 'st', 2: 'nd', 3: 'rd' }[place % 10] ?? 'th')}`;
}

/** End of a track, a little beyond the goal. */
const BEYOND = 1.15;

/**
 * How far a value is on the way to the goal: 0 at the beginning of the track, 1 at the goal, and more beyond. The track
 * of an accuracy begins at half the goal.
 *
 * @param {Goal} goal
 * @param {number | null} value
 */
export function progressOf({ metric, threshold }, value) {
  if (value === null) return 0;
  const share = metric === 'accuracy' ? (2 * value) / threshold - 1 : nearness(value / threshold);
  return Math.min(BEYOND, Math.max(0, share));
}

/**
 * Closeness of a loss to the goal, from any distance; differences near the goal are magnified.
 *
 * @param {number} ratio of the loss to the goal
 */
function nearness(ratio) {
  const powers = Math.log10(ratio);
  return powers > 0 ? 1 / (1 + 2 * powers) : 1 - powers / 3;
}

/**
 * The end of a challenge in a sentence: who has won, or who came closest.
 *
 * @param {Challenge} challenge
 * @param {ChallengeEntry[]} entries in the order of the ranking
 */
export function resultOf({ goal, ranking, best, reached }, entries) {
  const first = entries.filter(({ place }) => place === 1);
  if (reached === 0) {
    if (best === null) return 'Nobody reached the goal.';
    const closest = entries[0]?.best === best ? entries[0].name : null;
    const who = closest ? `${closest} came closest` : 'Best result';
    return `Nobody reached the goal. ${who}: ${measuredOf(goal, best)}.`;
  }
  const how = first[0]?.reached ? howOf(first[0].reached, ranking) : '';
  const names = first.map(({ name }) => name).filter((name) => name !== null);
  if (!how || names.length === 0) return `${reached === 1 ? 'One member' : `${reached} members`} reached the goal.`;
  if (names.length === 1) return `${names[0]} wins ${how}.`;
  return `${names.length === 2 ? names.join(' and ') : `${names.length} members`} win ${how}.`;
}

/**
 * Why a member's run does not count, for the teacher.
 *
 * @type {Record<NonNullable<ChallengeEntry['not_counted']>, string>}
 */
export const REASONS = {
  data: 'other data',
  features: 'other features',
  loss: 'another loss',
  waiting: 'waiting to be let in',
};
