/**
 * Rooms for tests.
 *
 * @import {Question, RoomAnswer} from '../../static/js/protocol/room.js'
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
  me: 'm1',
  admitted: true,
  leading: false,
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
