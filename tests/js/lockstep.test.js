import assert from 'node:assert/strict';
import { test } from 'node:test';

import { nextRound } from '../../static/js/state/lockstep.js';

const FIRST = { count: 1, took: 0, owed: 0 };

test('at a pace, rounds train what time brings and keep the rest', () => {
  let round = FIRST;
  let trained = 0;
  for (let frame = 0; frame < 120; frame++) {
    round = nextRound(round, 10, 1 / 60);
    assert.ok(round.count <= 1);
    trained += round.count;
  }
  assert.ok(trained === 19 || trained === 20, `${trained} units in two seconds at ten a second`);
});

test('at a pace of one unit a frame, each frame has one, though no two take equally long', () => {
  const late = (/** @type {number} */ frame) => 0.004 * Math.sin(frame * frame); // seconds after the screen's own beat
  let round = FIRST;
  for (let frame = 1; frame <= 120; frame++) {
    round = nextRound(round, 60, 1 / 60 + late(frame) - late(frame - 1));
    assert.equal(round.count, 1);
  }
});

test('a group that cannot keep the pace owes a second of it at the most', () => {
  assert.equal(nextRound(FIRST, 60, 30).count, 60);
  assert.equal(nextRound(FIRST, 1, 30).count, 1);
});

test('as fast as it can, rounds grow until they fill a frame of the screen', () => {
  let round = FIRST;
  for (let i = 0; i < 20; i++) {
    round = nextRound(round, null, 1 / 60);
    round.took = 0.5 * round.count;
  }
  assert.equal(round.count, 28);
});

test('as fast as it can, rounds that take long shrink to one unit', () => {
  assert.equal(nextRound({ count: 100, took: 1400, owed: 0 }, null, 1.4).count, 1);
  assert.equal(nextRound({ count: 1, took: 500, owed: 0 }, null, 0.5).count, 1);
});
