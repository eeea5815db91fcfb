import assert from 'node:assert/strict';
import { test } from 'node:test';

import { TEACHERS_RUN, runOfMember, watchedRun } from '../../../../static/js/core/room/watchedRun.js';
import { Live } from '../../../../static/js/core/session/live.js';
import { DRAWING } from '../../../../static/js/core/session/needs.js';
import { RetryingClient } from '../../../../static/js/core/session/retryingClient.js';
import { createStore } from '../../../../static/js/core/store.js';
import { queryOf } from '../../../../static/js/protocol/query.js';
import { RoomRest } from '../../../../static/js/protocol/rooms.js';
import { createFakeEnvironment, settle } from '../../fakes.js';
import { sessionOf } from '../../state.js';

test('the teacher’s run is followed through the room, and told nothing but what to send', async () => {
  const fakes = createFakeEnvironment();
  /** @type {string[]} */
  const asked = [];
  const fetch = /** @type {any} */ (
    async (/** @type {string} */ path) => {
      asked.push(path);
      return Response.json({ of: 'the teacher' });
    }
  );
  const rest = new RoomRest(fetch, '', { id: 'r', role: 'member' });
  const store = createStore('light', true);
  const environment = watchedRun(fakes.environment, rest, TEACHERS_RUN);
  const live = new Live(store, fakes.ticker, environment, new RetryingClient(store, fakes.environment), {
    needs: DRAWING,
    onGone: () => {},
  });
  live.connect('teacher');
  const view = `&${queryOf(DRAWING.frame(store.state.peek()))}`;
  const stream = () => fakes.server.streamOf(`/rooms/r/run/stream?role=member${view}`);
  stream().open(sessionOf({ id: 'teacher', playing: true, step: 5 }));
  await settle();
  assert.deepEqual(store.state.value.data, { of: 'the teacher' });
  assert.deepEqual(asked.sort(), ['/api/v1/rooms/r/run/data?role=member', '/api/v1/rooms/r/run/history?role=member']);

  stream().lose();
  await fakes.clock.advance(400);
  stream().open(sessionOf({ id: 'teacher', playing: false, step: 9 }));
  await settle();
  assert.deepEqual(stream().sent, []);
});

test('the run of a member has a path of its own', () => {
  const rest = new RoomRest(/** @type {any} */ (null), '/p', { id: 'a b', role: 'teacher' });
  assert.equal(rest.path(`${runOfMember('m1')}/stream`), '/rooms/a%20b/members/m1/stream?role=teacher');
  assert.equal(rest.qrAddress(1), '/p/api/v1/rooms/a%20b/qr.svg?role=teacher&link=1');
});
