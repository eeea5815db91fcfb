/**
 * Progress of the learner in each lesson, stored in this browser: answers given and checks that were met.
 *
 * @typedef {{answers: Record<string, number>, met: Record<string, true>}} Progress by step and block, such as `2.1`
 *
 * @import {Lesson, Step} from './lessonParser.js'
 */

const KEY = 'backprop-lesson:'; // followed by the name of the lesson

/** @type {Progress} */
const NONE = { answers: {}, met: {} };

/**
 * @param {string} name of the lesson
 * @returns {Progress}
 */
export function readProgress(name) {
  try {
    const { answers = {}, met = {} } = JSON.parse(localStorage.getItem(KEY + name) ?? '{}');
    return { answers, met };
  } catch {
    return NONE; // not readable
  }
}

/**
 * @param {string} name
 * @param {Progress | null} progress null to delete it
 */
export function saveProgress(name, progress) {
  try {
    if (progress) localStorage.setItem(KEY + name, JSON.stringify(progress));
    else localStorage.removeItem(KEY + name);
  } catch {
    return; // the storage is full or blocked: the lesson works without it
  }
}

/**
 * @param {number} step
 * @param {number} block
 */
export const keyOf = (step, block) => `${step}.${block}`;

/**
 * Number of visible blocks of a step: up to the first unanswered question.
 *
 * @param {Step} step
 * @param {number} index
 * @param {Progress} progress
 */
export function blocksShown({ blocks }, index, { answers }) {
  const open = blocks.findIndex(({ kind }, block) => kind === 'predict' && !(keyOf(index, block) in answers));
  return open < 0 ? blocks.length : open + 1;
}

/**
 * True if all questions of a step are answered and all its checks are met.
 *
 * @param {Step} step
 * @param {number} index
 * @param {Progress} progress
 */
export const isDone = (step, index, progress) =>
  blocksShown(step, index, progress) === step.blocks.length &&
  step.blocks.every(
    ({ kind }, block) =>
      (kind !== 'check' || keyOf(index, block) in progress.met) &&
      (kind !== 'predict' || keyOf(index, block) in progress.answers),
  );

/**
 * Number of steps of a lesson that are done.
 *
 * @param {Lesson} lesson
 * @param {Progress} progress
 */
export const stepsDone = ({ steps }, progress) => steps.filter((step, index) => isDone(step, index, progress)).length;
