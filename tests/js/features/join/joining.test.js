import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Joining } from '../../../../static/js/features/join/joining.js';
import { Problem } from '../../../../static/js/protocol/problem.js';
import { isSetUp } from '../../../../static/js/core/session/lessonRun.js';
import { createFakeEnvironment } from '../../fakes.js';

const NONE = () => Promise.reject(new Problem(401, 'Join the room first'));
const GONE = () => Promise.reject(new Problem(404, 'Unknown room'));
const ME = { session: 's9', view: 'microscope', lesson: null };

/**
 * @param {string} query
 * @param {Record<string, any>} [answers] of the server, by call
 */
function setUp(query, answers = {}) {
  const { environment, tabStorage } = createFakeEnvironment(`http://localhost/join${query}`);
  /** @type {any[]} */
  const calls = [];
  /** @type {string[]} */
  const opened = [];
  /** @type {Record<string, (...args: any[]) => Promise<any>>} */
  const rooms = {
    find: async () => ({ room: 'r1' }),
    getInvitation: async () => ({ name: 'Class 3b', open: true, full: false, members: 4 }),
    join: async () => ME,
    enter: async () => ({ role: 'member' }),
    ...answers,
  };
  /** @type {any} */
  const noted = Object.fromEntries(
    Object.entries(rooms).map(([name, answer]) => [
      name,
      (/** @type {any[]} */ ...args) => {
        calls.push([name, ...args]);
        return answer(...args);
      },
    ]),
  );
  const roomRest = /** @type {any} */ (() => ({ getMe: answers.getMe ?? NONE }));
  const joining = new Joining({ ...environment, rooms: noted, roomRest }, (path) => opened.push(path));
  return { joining, calls, opened, tabStorage, at: () => joining.step.value.at };
}

test('a typed code leads to the name, and on into the view that the teacher chose', async () => {
  const { joining, calls, opened, tabStorage, at } = setUp('');
  await joining.start();
  assert.equal(at(), 'code');
  await joining.find(' k7m-2qf ');
  assert.equal(at(), 'name');
  await joining.join('  Ada ');
  assert.deepEqual(calls, [
    ['find', 'K7M2QF'],
    ['getInvitation', 'r1'],
    ['join', 'r1', 'Ada'],
  ]);
  assert.deepEqual(opened, ['/microscope']);
  assert.equal(tabStorage.getItem('backprop-room'), 'r1');
  assert.equal(tabStorage.getItem('backprop-session'), '{"id":"s9","address":""}');
});

test('nothing is asked for an empty code, and an unknown one can be typed again', async () => {
  const { joining, calls, at } = setUp('', { find: GONE });
  await joining.start();
  await joining.find(' - ');
  assert.deepEqual(calls, []);
  assert.match(joining.problem.value, /^Type the code/);
  await joining.find('ABC123');
  assert.equal(at(), 'code');
  assert.match(joining.problem.value, /^No workshop has this code/);
});

test('who types too many codes stays at the field and is told to wait', async () => {
  const find = () => Promise.reject(new Problem(429, 'Too many codes', '', 'Wait a minute.'));
  const { joining, at } = setUp('', { find });
  await joining.start();
  await joining.find('ABC123');
  assert.deepEqual([at(), joining.problem.value], ['code', 'Too many codes. Wait a minute.']);
});

test('a link asks for the name alone', async () => {
  const { joining, at } = setUp('?room=r1');
  await joining.start();
  assert.equal(at(), 'name');
});

test('a member of the room goes straight back', async () => {
  const back = { getMe: async () => ({ ...ME, lesson: 'first' }) };
  const { joining, calls, opened, tabStorage } = setUp('?room=r1', back);
  await joining.start();
  assert.deepEqual([calls, opened], [[], ['/lessons?lesson=first']]);
  assert.equal(isSetUp(tabStorage, 'first'), true, 'the run stays as it is');
});

test('a closed room, a full one and an ended one are told apart', async () => {
  const invitation = { name: 'Class 3b', open: true, full: false, members: 4 };
  const closed = setUp('?room=r1', { getInvitation: async () => ({ ...invitation, open: false }) });
  await closed.joining.start();
  const shut = /** @type {any} */ (closed.joining.step.value);
  assert.deepEqual([shut.at, shut.title], ['shut', '“Class 3b” is closed']);
  const full = setUp('?room=r1', { getInvitation: async () => ({ ...invitation, full: true }) });
  await full.joining.start();
  assert.equal(/** @type {any} */ (full.joining.step.value).title, '“Class 3b” is full');
  const ended = setUp('?room=r1', { getMe: GONE });
  await ended.joining.start();
  assert.equal(ended.at(), 'code');
  assert.match(ended.joining.problem.value, /leads to no workshop/);
});

test('a room that closes while the name is typed says so', async () => {
  let open = true;
  const getInvitation = async () => ({ name: 'Class 3b', open, full: false, members: 4 });
  const join = () => Promise.reject(new Problem(409, 'The room is closed'));
  const { joining, at } = setUp('?room=r1', { getInvitation, join });
  await joining.start();
  open = false;
  await joining.join('Ada');
  assert.equal(at(), 'shut');
});

test('a server that cannot be reached, or has no place left, can be tried again', async () => {
  let isDown = true;
  const getInvitation = async () => {
    if (isDown) throw new Problem(0, 'The server cannot be reached');
    return { name: 'Class 3b', open: true, full: false, members: 4 };
  };
  const join = () => Promise.reject(new Problem(503, 'The server is full', '', 'Try again in a minute.'));
  const { joining, at } = setUp('?room=r1', { getInvitation, join });
  await joining.start();
  assert.equal(at(), 'lost');
  isDown = false;
  await joining.start();
  await joining.join('Ada');
  assert.deepEqual([at(), joining.problem.value], ['name', 'The server is full. Try again in a minute.']);
});

test('a key in the link is taken as the role that it gives', async () => {
  let isMember = false;
  const enter = async () => {
    isMember = true;
    return { role: 'member' };
  };
  const member = setUp('?room=r1#key=abc', { enter, getMe: async () => (isMember ? ME : NONE()) });
  await member.joining.start();
  assert.deepEqual([member.calls, member.opened], [[['enter', 'r1', 'abc']], ['/microscope']]);
  const teacher = setUp('?room=r1#key=abc', { enter: async () => ({ role: 'teacher' }) });
  await teacher.joining.start();
  assert.deepEqual(teacher.opened, ['/room?room=r1']);
  const old = setUp('?room=r1#key=abc', { enter: () => Promise.reject(new Problem(403, 'Wrong key')) });
  await old.joining.start();
  assert.deepEqual([old.at(), /no longer valid/.test(old.joining.problem.value)], ['code', true]);
});
