/**
 * A question that is being written.
 *
 * @import {NewQuestion, QuestionKind} from '../../../protocol/room.js'
 *
 * @typedef {object} Draft
 * @property {QuestionKind} kind
 * @property {string} text
 * @property {string} choices one on each line
 * @property {string} answer the right one as text; empty: none
 * @property {string} tolerance distance from the right number that counts as right, as text
 * @property {number} points
 */

/** @type {Draft} */
export const NEW_DRAFT = { kind: 'choice', text: '', choices: '', answer: '', tolerance: '', points: 0 };

const FEWEST_CHOICES = 2;

/**
 * The answers to choose from.
 *
 * @param {Pick<Draft, 'choices'>} draft
 */
export const choicesOf = ({ choices }) =>
  choices
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);

/**
 * Read a number; minus signs of all kinds and a decimal comma are accepted.
 *
 * @param {string} text
 */
const numberOf = (text) => Number(text.trim().replace(/[−–]/g, '-').replace(',', '.'));

/**
 * What is missing or wrong; empty if the question can be asked.
 *
 * @param {Draft} draft
 */
export function faultOf(draft) {
  const { kind, text, answer, tolerance, points } = draft;
  if (text.trim() === '') return 'Type a question.';
  if (kind === 'choice') {
    const choices = choicesOf(draft);
    if (choices.length < FEWEST_CHOICES) return 'Type at least two answers, one on each line.';
    if (new Set(choices).size < choices.length) return 'Two answers are the same. Change one of them.';
  }
  if (kind === 'number' && answer.trim() !== '' && !Number.isFinite(numberOf(answer))) {
    return `“${answer.trim()}” is not a number. Type a number as the right answer, or leave it empty.`;
  }
  if (kind === 'number' && !(numberOf(tolerance) >= 0)) return 'The tolerance is a number of at least 0.';
  if (points > 0 && answer.trim() === '') return 'Points need a right answer. Choose one, or set the points to 0.';
  return '';
}

/**
 * @param {Draft} draft without a fault
 * @returns {NewQuestion}
 */
export function questionOf(draft) {
  const { kind, text, answer, tolerance, points } = draft;
  return {
    kind,
    text: text.trim(),
    ...(kind === 'choice' && { choices: choicesOf(draft) }),
    ...(answer.trim() !== '' && { answer: numberOf(answer) }),
    ...(kind === 'number' && answer.trim() !== '' && { tolerance: numberOf(tolerance) }),
    points,
  };
}
