import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Arrangement } from '../../../../static/js/features/room/wall/arrangement.js';
import { Wall } from '../../../../static/js/features/room/wall/wall.js';
import { createTicker } from '../../../../static/js/core/ticker.js';
import { createFakeClock } from '../../fakes.js';
import { entryOf } from './entries.js';

function setUp() {
  const clock = createFakeClock();
  /** @type {(() => void)[]} */
  const frames = [];
  const ticker = createTicker((callback) => void frames.push(callback), clock);
  const wall = new Wall(ticker);
  const arrangement = new Arrangement(wall, ticker);
  const showFrame = () => frames.splice(0).forEach((frame) => frame());
  return { clock, wall, arrangement, showFrame };
}

const ids = Array.from({ length: 40 }, (_, index) => `m${index}`);

/** @param {(index: number) => Parameters<typeof entryOf>[0]} [about] */
const allWith = (about = () => ({})) => ids.map((id, index) => entryOf({ id, name: id, ...about(index) }));

test('tiles receive many updates over several frames, and the newest wins', () => {
  const { wall, showFrame } = setUp();
  wall.take({ members: allWith(), gone: [] });
  wall.take({ members: allWith(() => ({ epoch: 11 })), gone: [] });
  wall.take({ members: allWith(() => ({ epoch: 12 })), gone: [] });
  const updated = () => ids.filter((id) => wall.entryOf(id)?.peek().epoch === 12).length;
  showFrame();
  const first = updated();
  assert.ok(first > 0 && first < ids.length, `${first}`);
  for (let frame = 0; frame < 10; frame++) showFrame();
  assert.equal(updated(), ids.length);
});

test('the entries are the newest at once, in the order of arrival', () => {
  const { wall } = setUp();
  wall.take({ members: allWith(), gone: [] });
  wall.take({ members: [entryOf({ id: 'm3', epoch: 99 })], gone: ['m0'] });
  assert.deepEqual(
    wall.entries.slice(0, 3).map(({ id, epoch }) => [id, epoch]),
    [
      ['m1', 10],
      ['m2', 10],
      ['m3', 99],
    ],
  );
  assert.equal(wall.entryOf('m0'), undefined);
});

test('members who left while the connection was lost are removed', () => {
  const { wall, arrangement } = setUp();
  wall.take({ members: allWith(), gone: [] });
  wall.retain(['m1', 'm2', 'unknown']);
  assert.deepEqual(arrangement.shown.value, ['m1', 'm2']);
});

test('the order changes at most every few seconds, but at once when the teacher or a member asks for it', async () => {
  const { clock, wall, arrangement, showFrame } = setUp();
  arrangement.choose({ sort: 'epoch' });
  wall.take({ members: [entryOf({ id: 'a', epoch: 1 }), entryOf({ id: 'b', epoch: 2 })], gone: [] });
  assert.deepEqual(arrangement.shown.value, ['b', 'a']);
  wall.take({ members: [entryOf({ id: 'a', epoch: 3 })], gone: [] });
  showFrame();
  assert.deepEqual(arrangement.shown.value, ['a', 'b'], 'the first time there was no order to keep');
  wall.take({ members: [entryOf({ id: 'b', epoch: 4 })], gone: [] });
  showFrame();
  assert.deepEqual(arrangement.shown.value, ['a', 'b']);
  await clock.advance(3000);
  showFrame();
  assert.deepEqual(arrangement.shown.value, ['b', 'a']);
  wall.take({ members: [entryOf({ id: 'c', epoch: 9 })], gone: [] });
  assert.deepEqual(arrangement.shown.value, ['c', 'b', 'a'], 'a member has come');
  arrangement.choose({ filter: 'epoch < 5' });
  assert.deepEqual(arrangement.shown.value, ['b', 'a']);
});

test('states filter, and their counts include those that are hidden', () => {
  const { wall, arrangement } = setUp();
  wall.take({ members: allWith((index) => ({ state: index < 3 ? 'diverged' : 'playing' })), gone: [] });
  arrangement.toggleState('diverged');
  assert.deepEqual(arrangement.shown.value, ['m0', 'm1', 'm2']);
  assert.equal(arrangement.counts.value.playing, 37);
  arrangement.toggleState('diverged');
  assert.equal(arrangement.shown.value.length, 40);
});
