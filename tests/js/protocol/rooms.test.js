import assert from 'node:assert/strict';
import { test } from 'node:test';

import { RoomRest, Rooms } from '../../../static/js/protocol/rooms.js';

/** A server that notes the requests and answers each with 204. */
function createNotes() {
  /** @type {any[]} */
  const notes = [];
  const fetch = /** @type {any} */ (
    async (/** @type {string} */ path, /** @type {any} */ { method, body } = {}) => {
      notes.push([method, path, body === undefined ? null : JSON.parse(body)]);
      return new Response(null, { status: 204 });
    }
  );
  return { notes, fetch };
}

test('a page comes into a room by a code, a link or a key', async () => {
  const { notes, fetch } = createNotes();
  const rooms = new Rooms(fetch, '/p');
  await rooms.find('K7M 2QF');
  await rooms.getInvitation('r');
  await rooms.join('r', 'Ada');
  await rooms.join('r', '');
  await rooms.enter('r', 'key');
  assert.deepEqual(notes, [
    ['GET', '/p/api/v1/rooms/codes/K7M%202QF', null],
    ['GET', '/p/api/v1/rooms/r/invitation', null],
    ['POST', '/p/api/v1/rooms/r/members', { name: 'Ada' }],
    ['POST', '/p/api/v1/rooms/r/members', {}],
    ['POST', '/p/api/v1/rooms/r/enter', { key: 'key' }],
  ]);
});

test('calls about a room say the role in which they are made', async () => {
  const { notes, fetch } = createNotes();
  const rest = new RoomRest(fetch, '', { id: 'r', role: 'teacher' });
  await rest.get();
  await rest.change({ paused: true });
  await rest.push({ to: 'all', view: 'microscope' });
  await rest.setQuestion('q', 'revealed');
  await rest.removeMember('m');
  assert.equal(rest.resultsAddress('zip'), '/api/v1/rooms/r/results.zip?role=teacher');
  await new RoomRest(fetch, '', { id: 'r', role: 'member' }).answer('q', -1);
  assert.deepEqual(notes, [
    ['GET', '/api/v1/rooms/r?role=teacher', null],
    ['PATCH', '/api/v1/rooms/r?role=teacher', { paused: true }],
    ['POST', '/api/v1/rooms/r/push?role=teacher', { to: 'all', view: 'microscope' }],
    ['PATCH', '/api/v1/rooms/r/questions/q?role=teacher', { state: 'revealed' }],
    ['DELETE', '/api/v1/rooms/r/members/m?role=teacher', null],
    ['PUT', '/api/v1/rooms/r/questions/q/answer?role=member', { value: -1 }],
  ]);
});
