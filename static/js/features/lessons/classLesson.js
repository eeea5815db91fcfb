/**
 * A lesson that a whole class reads: how far, and what its members have predicted.
 *
 * @import {LessonPrediction, LessonState} from '../../protocol/room.js'
 * @import {Lesson} from './lessonParser.js'
 */

import { keyOf } from './progress.js';

/** Stands for an answer if the teacher showed the right one before the member predicted. */
export const MISSED = -1;

/**
 * Index of the last step that may be read.
 *
 * @param {Lesson} lesson
 * @param {LessonState | null} state of the class; null if the reader is in none, or in another lesson
 */
export function lastStep({ steps }, state) {
  const last = steps.length - 1;
  return state?.pace === 'teacher' ? Math.min(last, state.step - 1) : last;
}

/**
 * The place of a predict block, as the server counts: step and block of the step from 1. Null for other blocks.
 *
 * @param {Lesson} lesson
 * @param {number} step index
 * @param {number} block index
 */
export function placeOf({ steps }, step, block) {
  const { blocks } = steps[step];
  if (blocks[block]?.kind !== 'predict') return null;
  return { step: step + 1, number: blocks.slice(0, block + 1).filter(({ kind }) => kind === 'predict').length };
}

/**
 * The prediction of the class at a predict block; null if it has none there.
 *
 * @param {Lesson} lesson
 * @param {LessonState | null} state
 * @param {number} step index
 * @param {number} block index
 * @returns {LessonPrediction | null}
 */
export function predictionAt(lesson, state, step, block) {
  const place = placeOf(lesson, step, block);
  if (!place || !state) return null;
  return state.predictions.find((each) => each.step === place.step && each.number === place.number) ?? null;
}

/**
 * Answers of the reader: in a class those that the class has, else those of this browser.
 *
 * @param {Lesson} lesson
 * @param {LessonState | null} state
 * @param {Record<string, number>} answers of this browser, by step and block
 */
export function answersIn(lesson, state, answers) {
  const found = { ...answers };
  lesson.steps.forEach(({ blocks }, step) => {
    blocks.forEach((_, block) => {
      const prediction = predictionAt(lesson, state, step, block);
      if (!prediction) return;
      const { mine, state: shown } = prediction.question;
      const answer = mine ?? (shown === 'revealed' ? MISSED : null);
      if (answer === null) delete found[keyOf(step, block)];
      else found[keyOf(step, block)] = answer;
    });
  });
  return found;
}
