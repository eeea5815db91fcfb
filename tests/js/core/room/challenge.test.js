import assert from 'node:assert/strict';
import { test } from 'node:test';

import { afterEvent, afterRoom, secondsOf, shownChallenge } from '../../../../static/js/core/room/challenge.js';
import { challengeOf, entryOf, roomOf } from '../../rooms.js';

test('the running challenge is shown, else the newest', () => {
  const [first, second] = [challengeOf({ id: 'c1' }), challengeOf({ id: 'c2', state: 'over' })];
  assert.equal(shownChallenge(roomOf({ challenges: [first, second] })), first);
  assert.equal(shownChallenge(roomOf({ challenges: [{ ...first, state: 'over' }, second] })), second);
  assert.equal(shownChallenge(roomOf()), null);
});

test('the ranking survives changes of the room, and is dropped with its challenge', () => {
  const shown = afterEvent({ type: 'challenge', challenge: challengeOf(), entries: [entryOf()] }, 10);
  assert.deepEqual(afterRoom(shown, roomOf({ challenges: [challengeOf({ reached: 1 })] }), 20), {
    challenge: challengeOf({ reached: 1 }),
    entries: [entryOf()],
    heardAt: 20,
  });
  assert.deepEqual(afterRoom(shown, roomOf({ challenges: [challengeOf({ id: 'c2' })] }), 20)?.entries, []);
  assert.equal(afterRoom(shown, roomOf(), 20), null);
});

test('the clock goes on between two messages, not below zero, and rests while it does not tick', () => {
  const at = (/** @type {any} */ about, /** @type {number} */ now) =>
    secondsOf({ challenge: challengeOf(about), entries: [], heardAt: 1000 }, now);
  assert.equal(at({}, 3500), 197.5);
  assert.equal(at({ remaining: 2 }, 9000), 0);
  assert.equal(at({ ticking: false }, 9000), 200);
  assert.equal(at({ remaining: null }, 3000), 102);
});
