/**
 * The possible answers to a question, and answers in words.
 *
 * @import {Question} from '../../protocol/room.js'
 *
 * @typedef {{value: number, label: string, mark?: string}} Answer
 */

import { formatSetting } from '../../draw/format.js';

/** @type {Answer[]} */
const SIGNS = [
  { value: 1, label: 'positive', mark: '+' },
  { value: 0, label: 'zero', mark: '0' },
  { value: -1, label: 'negative', mark: '−' },
];

/**
 * The answers to choose from; none for a number.
 *
 * @param {Pick<Question, 'kind' | 'choices'>} question
 * @returns {Answer[]}
 */
export function answersOf({ kind, choices }) {
  if (kind === 'sign') return SIGNS;
  return choices.map((label, value) => ({ value, label }));
}

/**
 * An answer in words.
 *
 * @param {Pick<Question, 'kind' | 'choices'>} question
 * @param {number} value
 */
export const wordsOf = (question, value) =>
  answersOf(question).find((answer) => answer.value === value)?.label ?? formatSetting(value);

/**
 * How often each answer was given, most frequent first for numbers, in the order of the choices for others.
 *
 * @param {Pick<Question, 'kind' | 'choices' | 'counts'>} question
 * @returns {(Answer & {count: number, share: number})[]} share: of the most frequent answer
 */
export function countsOf(question) {
  const counts = question.counts ?? [];
  const most = Math.max(1, ...counts.map(({ count }) => count));
  const countOf = (/** @type {number} */ value) => counts.find((each) => each.value === value)?.count ?? 0;
  const answers =
    question.kind === 'number'
      ? counts
          .toSorted((a, b) => b.count - a.count || a.value - b.value)
          .map(({ value }) => ({ value, label: formatSetting(value) }))
      : answersOf(question);
  return answers.map((answer) => ({ ...answer, count: countOf(answer.value), share: countOf(answer.value) / most }));
}
