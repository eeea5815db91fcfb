/**
 * What the projector shows.
 *
 * @import {Experiment, LessonPrediction, LessonState, Question, RoomAnswer} from '../../../protocol/room.js'
 *
 * @typedef {{kind: 'message', text: string} | {kind: 'question', question: Question} | {kind: 'challenge'} |
 *   {kind: 'experiment', experiment: Experiment} | {kind: 'prediction', prediction: LessonPrediction} |
 *   {kind: 'run', shown: string} | {kind: 'invitation'} | {kind: 'wall'}} Content
 */

import { shownChallenge } from '../../../core/room/challenge.js';
import { shownExperiment } from '../../../core/room/experiment.js';

/** Members up to which the code and the QR code are large. */
const FEW = 5;

/**
 * The message comes first, then the newest question that is open or revealed, what the class has predicted in its
 * lesson, an experiment that is dealt or running, the challenge, an experiment that is over, and the run that the
 * teacher shows. Else the wall, or how to join while few are here.
 *
 * @param {RoomAnswer} room
 * @returns {Content}
 */
export function contentOf(room) {
  const { message, questions, lesson_state: lesson, shown, members, open } = room;
  if (message !== null) return { kind: 'message', text: message };
  const question = questions.findLast(({ state }) => state !== 'closed');
  if (question) return { kind: 'question', question };
  const prediction = lesson && shownPrediction(lesson);
  if (prediction) return { kind: 'prediction', prediction };
  const experiment = shownExperiment(room);
  const isChallenge = shownChallenge(room)?.shown;
  if (experiment && !(isChallenge && experiment.state === 'over')) return { kind: 'experiment', experiment };
  if (isChallenge) return { kind: 'challenge' };
  if (shown !== null) return { kind: 'run', shown };
  return { kind: open && members.length <= FEW ? 'invitation' : 'wall' };
}

/**
 * The last prediction that is revealed; at the teacher's pace only one of the present step.
 *
 * @param {LessonState} lesson
 */
const shownPrediction = ({ pace, step, predictions }) =>
  predictions.findLast((each) => each.question.state === 'revealed' && (pace === 'free' || each.step === step));
