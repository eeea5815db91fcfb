import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Member } from '../../../../static/js/core/room/member.js';
import { enterRoom, leaveRoom, pathOf, roomOfTab } from '../../../../static/js/core/room/membership.js';
import { createStore } from '../../../../static/js/core/store.js';
import { Problem } from '../../../../static/js/protocol/problem.js';
import { createFakeEnvironment, settle } from '../../fakes.js';
import { lessonOf, questionOf, roomOf } from '../../rooms.js';

/** @param {string} [href] */
function setUp(href) {
  const fakes = createFakeEnvironment(href);
  enterRoom(fakes.tabStorage, 'r', 's1');
  /** @type {string[]} */
  const opened = [];
  /** @type {any} */
  const rest = {
    path: (/** @type {string} */ path) => `/rooms/r${path}?role=member`,
    get: async () => roomOf(),
    answer: async () => null,
    leave: async () => null,
    renameMe: async (/** @type {string} */ name) => ({ member: { ...roomOf().members[0], name } }),
  };
  const store = createStore('light');
  const member = new Member(store, fakes.environment, rest, { go: (path) => opened.push(path) });
  member.start();
  const stream = fakes.server.streamOf('/rooms/r/stream?role=member');
  const tell = (/** @type {any} */ about) => stream.tell({ type: 'room', room: roomOf(about) });
  const push = (/** @type {any} */ about) =>
    stream.tell({ type: 'pushed', what: [], view: null, lesson: null, undo: false, ...about });
  const notice = () => store.state.value.notice;
  return { ...fakes, store, member, rest, opened, stream, tell, push, notice };
}

test('runs are held while the teacher has paused them, and not after the workshop', () => {
  const { store, tell, stream } = setUp();
  tell({ paused: true });
  assert.equal(store.state.value.held, true);
  tell({ paused: false });
  assert.equal(store.state.value.held, false);
  tell({ paused: true });
  stream.tell({ type: 'closed', code: 4410, reason: 'ended' });
  assert.equal(store.state.value.held, false);
});

test('a tab whose room is over belongs to it no longer', () => {
  const { tabStorage, stream } = setUp();
  assert.equal(roomOfTab(tabStorage), 'r');
  stream.tell({ type: 'closed', code: 4410, reason: 'removed' });
  assert.equal(roomOfTab(tabStorage), null);
});

test('a sent run is told, and can be undone', () => {
  const { push, notice, opened } = setUp();
  push({ what: ['spec'], undo: true });
  assert.deepEqual(notice(), { kind: 'info', text: 'The teacher sent you a run.', canUndo: true });
  push({ what: ['spec', 'weights'], undo: true });
  assert.equal(notice()?.text, 'The teacher sent you a run with its weights.');
  assert.deepEqual(opened, []);
});

test('a sent view is opened, and says so there', () => {
  const { push, opened, notice, environment, tabStorage } = setUp('http://localhost/#run=1.abc');
  push({ what: ['view'], view: 'microscope' });
  assert.deepEqual(opened, ['/microscope#run=1.abc']);
  assert.equal(notice(), null);
  const store = createStore('light');
  const rest = /** @type {any} */ ({ path: () => '/there' });
  new Member(store, environment, rest, { go: () => {} }).start();
  assert.equal(store.state.value.notice?.text, 'The teacher opened this view for you.');
  assert.equal(tabStorage.getItem('backprop-sent'), '');
});

test('a sent lesson is opened by its name; one that is open already stays', () => {
  const { push, opened } = setUp('http://localhost/microscope');
  push({ what: ['lesson'], view: 'lessons', lesson: '02-first steps' });
  assert.deepEqual(opened, ['/lessons?lesson=02-first+steps']);
  const there = setUp('http://localhost/lessons?lesson=02-first+steps');
  there.push({ what: ['lesson'], lesson: '02-first steps' });
  assert.deepEqual(there.opened, []);
  assert.equal(there.notice()?.text, 'The teacher opened this lesson for you.');
});

test('an answer shows at once, and is taken back if the server refuses it', async () => {
  const { member, tell, rest } = setUp();
  tell({ questions: [questionOf()] });
  const mine = () => member.questions.value[0].mine;
  const sent = member.answer(questionOf(), 2);
  assert.equal(mine(), 2);
  assert.equal(await sent, true);
  rest.answer = () => Promise.reject(new Problem(409, 'The question is closed'));
  assert.equal(await member.answer(questionOf({ mine: 2 }), 0), false);
  assert.deepEqual([mine(), member.problem.value], [2, 'The question is closed.']);
});

test('a prediction shows at once, and is taken back with a notice if the server refuses it', async () => {
  const { member, rest, tell, notice, stream } = setUp();
  /** @type {any[]} */
  const sent = [];
  rest.predict = async (/** @type {any} */ body) => sent.push(body);
  tell({
    lesson_state: lessonOf({}, [
      { step: 1, number: 1 },
      { step: 1, number: 2 },
    ]),
  });
  const mine = () => member.lesson.value?.predictions.map(({ question }) => question.mine);
  const predicting = member.predict({ lesson: 'a', step: 1, number: 2, choice: 1 });
  assert.deepEqual(mine(), [null, 1]);
  await predicting;
  assert.deepEqual(sent, [{ lesson: 'a', step: 1, number: 2, choice: 1 }]);
  rest.predict = async () => {
    throw new Problem(409, 'Received a prediction after the answer was shown.');
  };
  await member.predict({ lesson: 'a', step: 1, number: 2, choice: 0 });
  assert.deepEqual(mine(), [null, 1]);
  assert.equal(notice()?.kind, 'error');
  stream.tell({ type: 'closed', code: 4410, reason: 'ended' });
  assert.equal(member.lesson.value, null);
});

test('the newest question comes first', () => {
  const { member, tell } = setUp();
  tell({ questions: [questionOf({ id: 'old' }), questionOf({ id: 'new' })] });
  assert.deepEqual(
    member.questions.value.map(({ id }) => id),
    ['new', 'old'],
  );
});

test('a member can take another name, unless the server refuses it', async () => {
  const { member, tell, rest } = setUp();
  tell({});
  assert.equal(member.name.value, 'Ada');
  assert.equal(await member.rename('Grace'), true);
  assert.equal(member.name.value, 'Grace');
  rest.renameMe = () => Promise.reject(new Problem(422, 'Invalid name'));
  assert.equal(await member.rename(' '), false);
  assert.deepEqual([member.name.value, member.problem.value], ['Grace', 'Invalid name.']);
});

test('a member can leave; a server that cannot be reached keeps the member', async () => {
  const { member, tell, rest, tabStorage } = setUp();
  tell({});
  rest.leave = () => Promise.reject(new Problem(0, 'The server cannot be reached'));
  await member.leave();
  assert.equal(roomOfTab(tabStorage), 'r');
  rest.leave = async () => null;
  await member.leave();
  await settle();
  assert.deepEqual([member.room.end.value, roomOfTab(tabStorage)], ['left', null]);
});

test('views and lessons have paths', () => {
  assert.equal(pathOf({ view: 'playground', lesson: null }), '/');
  assert.equal(pathOf({ view: 'flow', lesson: null }), '/flow');
  assert.equal(pathOf({ view: 'playground', lesson: 'a b' }), '/lessons?lesson=a%20b');
});

test('a tab is in no room unless it has entered one', () => {
  const { tabStorage } = createFakeEnvironment();
  assert.equal(roomOfTab(tabStorage), null);
  enterRoom(tabStorage, 'r', 's1');
  assert.equal(roomOfTab(tabStorage), 'r');
  assert.equal(tabStorage.getItem('backprop-session'), '{"id":"s1","address":""}');
  leaveRoom(tabStorage);
  assert.equal(roomOfTab(tabStorage), null);
});
