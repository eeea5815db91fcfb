/**
 * Progress of the learner in each lesson, stored in this browser: answers given and checks that were met.
 *
 * @typedef {{answers: Record<string, number>, met: Record<string, true>}} Progress by step and block, such as `2.1`
 *
 * @import {Preferences} from '../../core/preferences/preferences.js'
 * @import {Lesson, Step} from './lessonParser.js'
 */

const PREFERENCE = 'lesson:'; // followed by the name of the lesson

/** @type {Progress} */
const NONE = { answers: {}, met: {} };

/**
 * @param {Preferences} preferences
 * @param {string} name of the lesson
 * @returns {Progress}
 */
export function readProgress(preferences, name) {
  try {
    const { answers = {}, met = {} } = JSON.parse(preferences.read(PREFERENCE + name) ?? '{}');
    return { answers, met };
  } catch {
    return NONE; // not readable
  }
}

/**
 * @param {Preferences} preferences
 * @param {string} name
 * @param {Progress | null} progress null to delete it
 */
export const saveProgress = (preferences, name, progress) =>
  preferences.keep(PREFERENCE + name, progress && JSON.stringify(progress));

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
