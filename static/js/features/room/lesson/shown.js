/**
 * Which predictions of a lesson the teacher sees.
 *
 * @import {LessonState} from '../../../protocol/room.js'
 */

/**
 * At the teacher's pace those of the present step; at a free pace those that somebody has made, the newest step first.
 *
 * @param {LessonState} lesson
 */
export const shownPredictions = ({ pace, step, predictions }) =>
  pace === 'teacher'
    ? predictions.filter((each) => each.step === step)
    : predictions.filter(({ question }) => question.answered > 0).toReversed();
