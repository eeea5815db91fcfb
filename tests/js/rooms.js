/**
 * Rooms for tests.
 *
 * @import {
 *   Challenge, ChallengeEntry, Experiment, ExperimentEvent, LessonState, Question, RoomAnswer
 * } from '../../static/js/protocol/room.js'
 */

/**
 * A room as a member sees it.
 *
 * @param {Partial<RoomAnswer>} [about]
 * @returns {RoomAnswer}
 */
export const roomOf = (about) => ({
  id: 'r',
  role: 'member',
  name: 'Class 3b',
  open: true,
  admit_by_hand: false,
  names_hidden: false,
  locked: [],
  paused: false,
  message: null,
  shown: null,
  view: 'playground',
  lesson: null,
  code: null,
  links: [],
  listens: 'network',
  members: [{ id: 'm1', name: 'Ada', admitted: true, connected: true, score: null }],
  questions: [],
  challenges: [],
  experiments: [],
  me: 'm1',
  admitted: true,
  leading: false,
  lesson_state: null,
  ...about,
});

/**
 * An open question with three choices.
 *
 * @param {Partial<Question>} [about]
 * @returns {Question}
 */
export const questionOf = (about) => ({
  id: 'q1',
  kind: 'choice',
  text: 'Which activation?',
  choices: ['tanh', 'relu', 'sigmoid'],
  points: 0,
  tolerance: 0,
  state: 'open',
  answer: null,
  mine: null,
  answered: 0,
  counts: null,
  score: null,
  ...about,
});

/**
 * A challenge that is running.
 *
 * @param {Partial<Challenge>} [about]
 * @returns {Challenge}
 */
export const challengeOf = (about) => ({
  id: 'c1',
  text: '',
  goal: { metric: 'accuracy', threshold: 0.95 },
  ranking: 'time',
  features: null,
  pushed: true,
  samples: 'new',
  count: 1000,
  seconds: 300,
  state: 'running',
  shown: true,
  ticking: true,
  elapsed: 100,
  remaining: 200,
  members: 30,
  reached: 0,
  best: 0.8,
  mine: null,
  ...about,
});

/**
 * A member in a challenge.
 *
 * @param {Partial<ChallengeEntry>} [about]
 * @returns {ChallengeEntry}
 */
export const entryOf = (about) => ({
  member: 'm1',
  name: 'Ada',
  place: null,
  value: 0.8,
  best: 0.8,
  reached: null,
  not_counted: null,
  ...about,
});

/**
 * A lesson of two steps, and what the class has predicted in it.
 *
 * @param {Partial<LessonState>} about
 * @param {(Partial<Question> & {step: number, number: number})[]} [predictions]
 * @returns {LessonState}
 */
export const lessonOf = (about, predictions = []) => ({
  name: 'a',
  title: 'A lesson',
  pace: 'free',
  step: 1,
  steps: ['One', 'Two'],
  predictions: predictions.map(({ step, number, ...question }) => ({
    step,
    number,
    question: questionOf({ id: `a.${step}.${number}`, ...question }),
  })),
  ...about,
});

/**
 * A running experiment: three learning rates, two runs of each, the first two by members.
 *
 * @param {Partial<Experiment>} [about]
 * @returns {Experiment}
 */
export const experimentOf = (about) => ({
  id: 'e1',
  text: '',
  vary: 'learning_rate',
  values: [0.01, 0.1, 1],
  scale: 'log',
  repeats: 2,
  epochs: 100,
  metric: 'test_loss',
  state: 'running',
  shown: true,
  trials: 6,
  members: 2,
  summary: null,
  mine: null,
  ...about,
});

/**
 * How its runs are doing.
 *
 * @param {Partial<ExperimentEvent>} [about]
 * @returns {ExperimentEvent}
 */
export const progressOf = (about) => ({
  type: 'experiment',
  id: 'e1',
  epochs: [50, 50, 100, 100, 100, 100],
  metrics: [0.5, 0.4, 0.3, 0.5, 0.4, 0.3],
  states: 'ttffff',
  server: [2, 3, 4, 5],
  ...about,
});
