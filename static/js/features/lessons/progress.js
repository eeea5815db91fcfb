/**
 * How far the learner is in each lesson, kept in this browser: what was answered, and what came true.
 *
 * @typedef {{answers: Record<string, number>, met: Record<string, true>}} Progress by step and block, as `2.1`
 *
 * @import {Lesson, Step} from './lessonParser.js'
 */

const KEPT = 'backprop-lesson:';

/** @type {Progress} */
const NONE = { answers: {}, met: {} };

/** @param {string} name of the lesson @returns {Progress} */
export function readProgress(name) {
  try {
    const { answers = {}, met = {} } = JSON.parse(localStorage.getItem(KEPT + name) ?? '{}');
    return { answers, met };
  } catch {
    return NONE; // what is kept there is not ours
  }
}

/** @param {string} name @param {Progress | null} progress null: as if it had never been opened */
export function keepProgress(name, progress) {
  try {
    if (progress) localStorage.setItem(KEPT + name, JSON.stringify(progress));
    else localStorage.removeItem(KEPT + name);
  } catch {
    return; // the store is full or closed: the lesson goes on without it
  }
}

/** @param {number} step @param {number} block */
export const keyOf = (step, block) => `${step}.${block}`;

/**
 * How many of a step's blocks are to be seen: up to the first question that is not answered.
 *
 * @param {Step} step
 * @param {number} index
 * @param {Progress} progress
 */
export function blocksShown({ blocks }, index, { answers }) {
  const open = blocks.findIndex(({ kind }, block) => kind === 'predict' && !(keyOf(index, block) in answers));
  return open < 0 ? blocks.length : open + 1;
}

/** True when all of a step is answered and has come true. @param {Step} step @param {number} index @param {Progress} progress */
export const isDone = (step, index, progress) =>
  blocksShown(step, index, progress) === step.blocks.length &&
  step.blocks.every(
    ({ kind }, block) =>
      (kind !== 'check' || keyOf(index, block) in progress.met) &&
      (kind !== 'predict' || keyOf(index, block) in progress.answers),
  );

/** How many steps of a lesson are done. @param {Lesson} lesson @param {Progress} progress */
export const stepsDone = ({ steps }, progress) => steps.filter((step, index) => isDone(step, index, progress)).length;
