import assert from 'node:assert/strict';
import { test } from 'node:test';

import { lessonFor, lessonTitle, pushOf, resultOf } from '../../../../static/js/features/room/controls/push.js';
import { chooseLink, typedAddress } from '../../../../static/js/features/room/join/links.js';
import { shownPredictions } from '../../../../static/js/features/room/lesson/shown.js';
import { contentOf } from '../../../../static/js/features/room/projector/content.js';
import { barsOf } from '../../../../static/js/features/room/questions/bars.js';
import { NEW_DRAFT, faultOf, questionOf } from '../../../../static/js/features/room/questions/draft.js';
import { challengeOf, lessonOf, questionOf as askedQuestion, roomOf } from '../../rooms.js';
import { sorted } from '../../../../static/js/features/room/questions/questions.js';
import { specOf } from '../../state.js';

/**
 * @import {RoomLink} from '../../../../static/js/protocol/room.js'
 * @import {Wanted} from '../../../../static/js/features/room/controls/push.js'
 */

/** @type {RoomLink[]} */
const LINKS = [
  { url: 'http://127.0.0.1:8000/p/join?room=abc', reach: 'this machine' },
  { url: 'http://192.168.1.20:8000/p/join?room=abc', reach: 'network' },
  { url: 'http://10.0.0.7:8000/p/join?room=abc', reach: 'network' },
];

test('the link that phones can reach is shown, unless the teacher has chosen another', () => {
  assert.equal(chooseLink(LINKS, null), 1);
  assert.equal(chooseLink(LINKS, '10.0.0.7:8000'), 2);
  assert.equal(chooseLink(LINKS, 'an.old.address:8000'), 1);
  assert.equal(chooseLink(LINKS.slice(0, 1), null), 0);
  assert.equal(chooseLink([], null), 0);
});

test('the address is written as it is typed', () => {
  assert.deepEqual(typedAddress(LINKS[1].url), ['192.168.1.20:8000', '/p/join']);
});

test('a push contains what was chosen, and no more', async () => {
  /** @type {Wanted} */
  const wanted = {
    what: 'run',
    withWeights: false,
    toSelected: false,
    example: 'xor',
    view: 'flow',
    lesson: '01-neuron',
  };
  const sources = {
    presets: [{ name: 'xor', spec: specOf([3]) }],
    lessons: [
      { name: '01-neuron', text: '# One\n```run\n{"seed": 3}\n```\n## Step', problem: null },
      { name: '02-wrong', text: '# Two', problem: null },
    ],
    selected: ['m1', 'm2'],
    ownSpec: async () => specOf([8]),
  };
  const push = (/** @type {Partial<Wanted>} */ part) => pushOf({ ...wanted, ...part }, sources);
  assert.deepEqual(await push({}), { to: 'all', spec: specOf([8]) });
  assert.deepEqual(await push({ withWeights: true }), { to: 'all', run: true });
  assert.deepEqual(await push({ what: 'example', toSelected: true }), { to: ['m1', 'm2'], spec: specOf([3]) });
  assert.deepEqual(await push({ what: 'view' }), { to: 'all', view: 'flow' });
  const lesson = { to: 'all', view: 'lessons', lesson: '01-neuron', spec: { seed: 3 } };
  assert.deepEqual(await push({ what: 'lesson' }), lesson);
  assert.deepEqual(lessonFor(/** @type {any} */ (lesson)), { view: 'lessons', lesson: '01-neuron', spec: { seed: 3 } });
  assert.equal(lessonFor({ to: ['m1'], lesson: '01-neuron' }), null, 'the class has not received it');
  assert.equal(lessonFor({ to: 'all', view: 'flow' }), null);
  const wrong = { to: 'all', view: 'lessons', lesson: '02-wrong', spec: undefined };
  assert.deepEqual(await push({ what: 'lesson', lesson: '02-wrong' }), wrong);
});

test('earlier questions are folded away once they are closed', () => {
  const [a, b, c, d] = ['closed', 'open', 'closed', 'closed'].map((state, index) =>
    askedQuestion({ id: `q${index}`, state: /** @type {any} */ (state) }),
  );
  assert.deepEqual(sorted([a, b, c, d]), { current: [d, b], earlier: [c, a] });
  assert.deepEqual(sorted([a]), { current: [a], earlier: [] });
});

test('the teacher sees the predictions of the open step, or at a free pace those that were made', () => {
  const made = [
    { step: 1, number: 1, answered: 2 },
    { step: 2, number: 1 },
    { step: 3, number: 1, answered: 1 },
  ];
  const steps = (/** @type {any} */ about) => shownPredictions(lessonOf(about, made)).map(({ step }) => step);
  assert.deepEqual(steps({}), [3, 1]);
  assert.deepEqual(steps({ pace: 'teacher', step: 2 }), [2]);
});

test('the result of a push names who was refused and why, each reason once', () => {
  assert.deepEqual(resultOf({ pushed: ['a'], refused: [] }), { text: 'Pushed to 1 member.', isWhole: true });
  const problem = /** @type {any} */ ({ title: 'Too large', detail: 'The network needs 900 MB.' });
  const other = /** @type {any} */ ({ title: 'The session is gone', detail: '' });
  const { text, isWhole } = resultOf({
    pushed: [],
    refused: [
      { member: 'a', name: 'Ada', problem },
      { member: 'b', name: /** @type {any} */ (null), problem: other },
      { member: 'c', name: 'Bo', problem },
    ],
  });
  assert.equal(isWhole, false);
  assert.equal(
    text,
    'Pushed to 0 members. Not to Ada, Bo: The network needs 900 MB. Not to a member: The session is gone',
  );
});

test('a lesson is listed by its title', () => {
  assert.equal(lessonTitle({ name: '01-neuron', text: '# What a neuron does\nIt multiplies' }), 'What a neuron does');
  assert.equal(lessonTitle({ name: 'broken', text: null }), 'broken');
});

test('a question is checked before it is asked', () => {
  const draft = { ...NEW_DRAFT, text: ' Which one? ', choices: 'tanh\n\n ReLU ' };
  assert.equal(faultOf(draft), '');
  assert.deepEqual(questionOf({ ...draft, answer: '1', points: 2 }), {
    kind: 'choice',
    text: 'Which one?',
    choices: ['tanh', 'ReLU'],
    answer: 1,
    points: 2,
  });
  assert.match(faultOf(NEW_DRAFT), /Type a question/);
  assert.match(faultOf({ ...draft, choices: 'tanh' }), /at least two/);
  assert.match(faultOf({ ...draft, choices: 'tanh\ntanh' }), /the same/);
  assert.match(faultOf({ ...draft, points: 1 }), /right answer/);
});

test('a number may have a tolerance, a sign has three answers', () => {
  const number = { ...NEW_DRAFT, kind: /** @type {const} */ ('number'), text: 'How large?', answer: '−0,5' };
  assert.equal(faultOf(number), '');
  assert.deepEqual(questionOf({ ...number, tolerance: '0.1' }), {
    kind: 'number',
    text: 'How large?',
    answer: -0.5,
    tolerance: 0.1,
    points: 0,
  });
  assert.match(faultOf({ ...number, answer: 'many' }), /“many” is not a number/);
  assert.match(faultOf({ ...number, tolerance: '-1' }), /at least 0/);
  const sign = { ...NEW_DRAFT, kind: /** @type {const} */ ('sign'), text: 'Sign of ∂L/∂w?', answer: '-1' };
  assert.deepEqual(questionOf(sign), { kind: 'sign', text: 'Sign of ∂L/∂w?', answer: -1, points: 0 });
});

test('every answer that could be given has a bar; of numbers only the frequent ones', () => {
  const choice = askedQuestion({ counts: [{ value: 1, count: 3 }], answer: 1 });
  assert.deepEqual(barsOf(choice).bars, [
    { label: 'tanh', count: 0, isRight: false },
    { label: 'relu', count: 3, isRight: true },
    { label: 'sigmoid', count: 0, isRight: false },
  ]);
  assert.deepEqual(barsOf({ ...choice, counts: null }).bars, []);
  const sign = barsOf({ kind: 'sign', choices: [], counts: [{ value: -1, count: 2 }], answer: null }).bars;
  assert.deepEqual(
    sign.map(({ label, count }) => [label, count]),
    [
      ['negative', 2],
      ['zero', 0],
      ['positive', 0],
    ],
  );
  const counts = Array.from({ length: 12 }, (_, value) => ({ value, count: value === 11 ? 1 : 2 }));
  const number = barsOf({ kind: 'number', choices: [], counts, answer: 11 });
  assert.equal(number.bars.length, 9, 'the right answer has a bar even if few have given it');
  assert.deepEqual(number.bars.at(-1), { label: '11', count: 1, isRight: true });
  assert.equal(number.others, 23 - 16 - 1);
});

test('the projector shows the message, a question, a run, or the wall, in this order', () => {
  const few = [{ id: 'a', name: 'Ada', admitted: true, connected: true, score: null }];
  const many = Array.from({ length: 30 }, () => few[0]);
  const questions = [askedQuestion({ id: 'q1', state: 'revealed' }), askedQuestion({ id: 'q2', state: 'closed' })];
  const kind = (/** @type {Parameters<typeof roomOf>[0]} */ about) => contentOf(roomOf(about)).kind;
  assert.equal(kind({ members: few }), 'invitation');
  assert.equal(kind({ members: few, open: false }), 'wall', 'nobody can join a closed workshop');
  assert.equal(kind({ members: many }), 'wall');
  assert.equal(kind({ members: many, shown: 'teacher' }), 'run');
  assert.equal(kind({ shown: 'a', questions: questions.slice(1) }), 'run', 'a closed question is not shown');
  assert.deepEqual(contentOf(roomOf({ shown: 'a', questions })), { kind: 'question', question: questions[0] });
  const challenges = [challengeOf({ state: 'over' })];
  assert.equal(kind({ shown: 'a', challenges }), 'challenge');
  assert.equal(kind({ questions, challenges }), 'question');
  assert.equal(kind({ shown: 'a', challenges: [challengeOf({ shown: false })] }), 'run', 'it has been taken off');
  const made = [
    { step: 1, number: 1, state: /** @type {const} */ ('revealed') },
    { step: 2, number: 1 },
  ];
  const lesson_state = lessonOf({ step: 2 }, made);
  assert.equal(kind({ shown: 'a', lesson_state }), 'prediction');
  assert.equal(kind({ shown: 'a', lesson_state: { ...lesson_state, pace: 'teacher' } }), 'run', 'of an earlier step');
  assert.equal(kind({ questions, lesson_state }), 'question');
  assert.equal(kind({ message: 'Look here', shown: 'a', questions }), 'message');
});
