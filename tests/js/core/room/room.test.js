import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Room } from '../../../../static/js/core/room/room.js';
import { Problem } from '../../../../static/js/protocol/problem.js';
import { createFakeEnvironment } from '../../fakes.js';
import { challengeOf, entryOf, roomOf } from '../../rooms.js';

const PATH = '/rooms/r/stream?role=member';

/** @param {{get?: () => Promise<any>}} [calls] */
function setUp({ get = async () => roomOf() } = {}) {
  const fakes = createFakeEnvironment();
  /** @type {any[]} */
  const heard = [];
  const rest = { get, path: (/** @type {string} */ path) => `/rooms/r${path}?role=member` };
  const room = new Room(fakes.environment, rest, { onEvent: (event) => heard.push(event) });
  room.connect();
  return { ...fakes, room, heard, stream: () => fakes.server.streamOf(PATH) };
}

test('a room has the newest state that the stream has sent', () => {
  const { room, stream } = setUp();
  assert.deepEqual([room.state.value, room.phase.value], [null, 'connecting']);
  stream().tell({ type: 'room', room: roomOf({ name: 'Class 3b' }) });
  stream().tell({ type: 'room', room: roomOf({ name: 'Class 4a' }) });
  assert.deepEqual([room.state.value?.name, room.phase.value], ['Class 4a', 'open']);
  room.take(roomOf({ name: 'Class 5c' }));
  assert.equal(room.state.value?.name, 'Class 5c');
});

test('other events are passed on', () => {
  const { heard, stream } = setUp();
  const pushed = { type: 'pushed', what: ['spec'], undo: true };
  stream().tell(pushed);
  assert.deepEqual(heard, [pushed]);
});

test('a lost stream is opened again, after longer and longer waits while the server cannot be reached', async () => {
  let isDown = true;
  const get = async () => {
    if (isDown) throw new Problem(0, 'The server cannot be reached.');
    return roomOf();
  };
  const { room, server, clock, stream } = setUp({ get });
  stream().tell({ type: 'room', room: roomOf() });
  stream().lose();
  assert.equal(room.phase.value, 'lost');
  assert.equal(room.state.value?.name, roomOf().name, 'the last state stays');
  await clock.advance(400);
  await clock.advance(799);
  assert.equal(server.streams.length, 1);
  isDown = false;
  await clock.advance(1);
  assert.equal(server.streams.length, 2);
  stream().tell({ type: 'room', room: roomOf() });
  assert.equal(room.phase.value, 'open');
  stream().lose();
  room.retryNow();
  await clock.advance(0);
  assert.equal(server.streams.length, 3);
});

test('an ended room is over, and so is one that the member was removed from', async () => {
  /** @type {[string, (stream: any) => void, string][]} */
  const ends = [
    ['the event', (stream) => stream.tell({ type: 'closed', code: 4410, reason: 'ended' }), 'ended'],
    ['the event of a removal', (stream) => stream.tell({ type: 'closed', code: 4410, reason: 'removed' }), 'removed'],
    ['the close code', (stream) => stream.lose(4410), 'ended'],
  ];
  for (const [name, end, reason] of ends) {
    const { room, server, clock, stream } = setUp();
    stream().tell({ type: 'room', room: roomOf() });
    end(stream());
    stream().lose(4410);
    await clock.advance(60_000);
    assert.deepEqual([room.phase.value, room.end.value, server.streams.length], ['over', reason, 1], name);
  }
});

test('a refused connection asks for the reason', async () => {
  for (const [status, reason] of [
    [404, 'ended'],
    [401, 'removed'],
    [403, 'removed'],
  ]) {
    const get = () => Promise.reject(new Problem(Number(status), 'no'));
    const { room, clock, stream } = setUp({ get });
    stream().lose(1006);
    await clock.advance(400);
    assert.deepEqual([room.phase.value, room.end.value], ['over', reason], String(status));
  }
});

test('a server that stops is no end of the room', async () => {
  const { room, clock, server, stream } = setUp();
  stream().tell({ type: 'closed', code: 1012, reason: 'the server restarts' });
  stream().lose(1012);
  await clock.advance(400);
  assert.deepEqual([room.phase.value, server.streams.length], ['lost', 2]);
});

test('a closed room does not connect again', async () => {
  const { room, clock, server, stream } = setUp();
  stream().lose();
  room.close();
  await clock.advance(60_000);
  assert.equal(server.streams.length, 1);
});

test('the progress of a challenge is kept beside the room, with the time of its arrival', async () => {
  const { room, heard, clock, stream } = setUp();
  stream().tell({ type: 'room', room: roomOf({ challenges: [challengeOf()] }) });
  assert.equal(room.challenge.value?.challenge.reached, 0);
  await clock.advance(1000);
  stream().tell({ type: 'challenge', challenge: challengeOf({ reached: 1, remaining: 199 }), entries: [entryOf()] });
  assert.deepEqual(room.challenge.value?.entries, [entryOf()]);
  assert.deepEqual(heard, []);
  await clock.advance(1000);
  room.take(roomOf({ challenges: [challengeOf()] }));
  assert.equal(room.challenge.value?.challenge.remaining, 199, 'an older state does not turn the clock back');
});
