/**
 * A challenge that is being set up.
 *
 * @import {Metric, NewChallenge, Ranking} from '../../../protocol/room.js'
 * @import {RunSpec} from '../../../protocol/types.d.ts'
 *
 * @typedef {NonNullable<NewChallenge['features']>} Features
 *
 * @typedef {object} Draft
 * @property {'example' | 'run' | 'keep'} from the run that everybody begins with: an example, the teacher's, or none
 * @property {string} example name of a preset
 * @property {Metric} metric
 * @property {string} threshold as text: an accuracy in percent, or a loss
 * @property {Ranking} ranking
 * @property {number} minutes on the clock; 0: no end
 * @property {string} text
 * @property {Features | null} features that are allowed; null: any
 */

/** Default threshold for each metric. @type {Record<Metric, string>} */
export const PROPOSED = { accuracy: '95', test_loss: '0.05' };

/** @type {Omit<Draft, 'from' | 'example'>} */
export const NEW_DRAFT = {
  metric: 'accuracy',
  threshold: PROPOSED.accuracy,
  ranking: 'time',
  minutes: 5,
  text: '',
  features: null,
};

/**
 * The threshold as a number: a share for an accuracy. Minus signs of all kinds, a percent sign and a decimal comma are
 * accepted.
 *
 * @param {Pick<Draft, 'metric' | 'threshold'>} draft
 */
function numberOf({ metric, threshold }) {
  const text = threshold.replace('%', '').trim().replace(/[−–]/g, '-').replace(',', '.');
  const value = text === '' ? Number.NaN : Number(text);
  return metric === 'accuracy' ? value / 100 : value;
}

/**
 * What is wrong; empty if the challenge can begin.
 *
 * @param {Draft} draft
 */
export function faultOf(draft) {
  const { metric, threshold, features } = draft;
  const value = numberOf(draft);
  const typed = threshold.trim() === '' ? 'Received nothing' : `Received “${threshold.trim()}”`;
  if (metric === 'accuracy' && !(value > 0 && value <= 1)) {
    return `${typed} as the accuracy. Type a percentage of more than 0 and at most 100, such as 95.`;
  }
  if (!(value > 0 && Number.isFinite(value))) return `${typed} as the loss. Type a number above 0, such as 0.05.`;
  return features?.length === 0
    ? 'No feature is allowed. Allow at least one, or turn off “Only certain features”.'
    : '';
}

/**
 * The challenge for the server.
 *
 * @param {Draft} draft without a fault
 * @param {RunSpec | undefined} spec of the run that everybody begins with
 * @returns {NewChallenge}
 */
export function challengeOf(draft, spec) {
  const { metric, ranking, minutes, text, features } = draft;
  return {
    text: text.trim(),
    goal: { metric, threshold: numberOf(draft) },
    ranking,
    ...(spec && { spec }),
    features,
    seconds: minutes > 0 ? 60 * minutes : null,
  };
}
