/**
 * The bars of a question's counts.
 *
 * @import {Question} from '../../../protocol/room.js'
 *
 * @typedef {{label: string, count: number, isRight: boolean}} Bar
 */

import { formatShort } from '../../../draw/format.js';

const MOST_NUMBERS = 8; // different numbers that have a bar

/** Labels of the answers about the sign of a gradient. */
export const SIGNS = [
  { value: -1, label: 'negative' },
  { value: 0, label: 'zero' },
  { value: 1, label: 'positive' },
];

/**
 * Bars of all answers that could be given, or of the numbers given most often, and how many answers have none.
 *
 * @param {Pick<Question, 'kind' | 'choices' | 'counts' | 'answer'>} question
 * @returns {{bars: Bar[], others: number}}
 */
export function barsOf({ kind, choices, counts, answer }) {
  if (counts === null) return { bars: [], others: 0 };
  const countOf = (/** @type {number} */ value) => counts.find((each) => each.value === value)?.count ?? 0;
  /** @type {(value: number, label: string) => Bar} */
  const bar = (value, label) => ({ label, count: countOf(value), isRight: value === answer });
  if (kind === 'choice') return { bars: choices.map((label, index) => bar(index, label)), others: 0 };
  if (kind === 'sign') return { bars: SIGNS.map(({ value, label }) => bar(value, label)), others: 0 };
  const frequent = counts.toSorted((a, b) => b.count - a.count).slice(0, MOST_NUMBERS);
  const values = frequent.map(({ value }) => value);
  if (answer !== null && !values.includes(answer)) values.push(answer);
  const drawn = frequent.reduce((sum, { count }) => sum + count, 0);
  const all = counts.reduce((sum, { count }) => sum + count, 0);
  return {
    bars: values.toSorted((a, b) => a - b).map((value) => bar(value, formatShort(value))),
    others: all - drawn - (answer !== null && !frequent.some(({ value }) => value === answer) ? countOf(answer) : 0),
  };
}
