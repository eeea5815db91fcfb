/**
 * An experiment that is being set up.
 *
 * @import {ExperimentMetric, NewExperiment, Varied} from '../../../protocol/room.js'
 * @import {RunSpec} from '../../../protocol/types.d.ts'
 *
 * @typedef {object} Draft
 * @property {Varied} vary
 * @property {number} first of numbers
 * @property {number} last
 * @property {number} count
 * @property {'linear' | 'log'} scale
 * @property {string[]} names
 * @property {number} repeats runs of each value
 * @property {number} epochs
 * @property {ExperimentMetric} metric
 * @property {string} text
 */

export const MOST_VALUES = 50;
export const MOST_REPEATS = 20;
const MOST_RUNS = 400;

/** @typedef {Pick<Draft, 'first' | 'last' | 'count' | 'scale'>} Range */

/** Default range of each quantity. @type {Record<string, Range>} */
const RANGES = {
  learning_rate: { first: 0.001, last: 10, count: 9, scale: 'log' },
  seed: { first: 0, last: 19, count: 20, scale: 'linear' },
  layers: { first: 0, last: 6, count: 7, scale: 'linear' },
  units: { first: 1, last: 32, count: 6, scale: 'log' },
  batch_size: { first: 1, last: 100, count: 7, scale: 'log' },
};

/**
 * @param {Varied} vary
 * @param {string[]} names of the catalog, all of which are chosen at first; none of numbers
 * @param {Partial<Draft>} [former] earlier choices, which are kept except for the values
 * @returns {Draft}
 */
export function draftOf(vary, names = [], { epochs = 100, metric = 'test_loss', text = '' } = {}) {
  const range = RANGES[vary] ?? { first: 0, last: 0, count: 0, scale: 'linear' };
  return { ...range, vary, names, repeats: vary === 'seed' ? 1 : 3, epochs, metric, text };
}

/** Whether the values are numbers of which the teacher chooses how many. @param {Draft} draft */
export const hasCount = ({ vary }) => vary === 'learning_rate' || vary === 'units' || vary === 'batch_size';

/** Whether the values are names. @param {Draft} draft */
export const hasNames = ({ vary }) => !(vary in RANGES);

/** Number of values. @param {Draft} draft */
export function countOf(draft) {
  if (hasNames(draft)) return draft.names.length;
  return hasCount(draft) ? draft.count : draft.last - draft.first + 1;
}

/**
 * What is missing or wrong; empty if the experiment can be dealt.
 *
 * @param {Draft} draft
 */
export function faultOf(draft) {
  const { first, last, scale, repeats } = draft;
  const count = countOf(draft);
  if (hasNames(draft)) return count < 2 ? 'Choose at least two.' : tooMany(count * repeats);
  if (!(last > first)) return 'The last value has to be larger than the first.';
  if (scale === 'log' && first <= 0) return 'Equal factors need values above 0. Begin above 0, or choose equal steps.';
  if (count > MOST_VALUES) return `Received ${count} values, expected at most ${MOST_VALUES}. Choose fewer.`;
  return tooMany(count * repeats);
}

/** @param {number} runs */
const tooMany = (runs) =>
  runs > MOST_RUNS
    ? `Received ${runs} runs, expected at most ${MOST_RUNS}. Choose fewer values, or fewer runs of each.`
    : '';

/**
 * How many runs there will be, and who trains them.
 *
 * @param {Draft} draft
 * @param {number} members who are here
 */
export function planOf(draft, members) {
  const count = countOf(draft);
  const runs = count * draft.repeats;
  const total = draft.repeats > 1 ? `${count} values × ${draft.repeats} runs = ${runs} runs` : `${runs} runs`;
  const who = members === 1 ? 'One member gets one' : `${members} members get one each`;
  if (members === 0) return `${total}. Nobody is here yet: the server trains the runs that no member gets.`;
  if (members < runs) return `${total}. ${who}; the server trains the other ${runs - members}.`;
  return members === runs
    ? `${total}, one for everyone.`
    : `${total}. Further seeds are added, so that everyone gets one.`;
}

/**
 * @param {Draft} draft without a fault
 * @param {RunSpec} spec
 * @returns {NewExperiment}
 */
export function experimentOf(draft, spec) {
  const { vary, first, last, scale, names, repeats, epochs, metric, text } = draft;
  const values = hasNames(draft) ? names : { first, last, count: countOf(draft), scale };
  return { spec, vary, values, repeats, epochs, metric, text: text.trim() };
}
