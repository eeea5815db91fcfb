import assert from 'node:assert/strict';
import { test } from 'node:test';

import { START, after, nextRound } from '../../static/js/state/lockstep.js';

const FAST = /** @type {const} */ ({ unit: 'step', perSecond: null });
const paced = (/** @type {number} */ perSecond) => /** @type {const} */ ({ unit: 'epoch', perSecond });

test('at a pace, rounds train what time brings and keep the rest', () => {
  let round = START;
  let trained = 0;
  for (let frame = 0; frame < 120; frame++) {
    round = nextRound(round, paced(10), 1 / 60);
    assert.ok(round.count <= 1);
    trained += round.count;
  }
  assert.ok(trained === 19 || trained === 20, `${trained} units in two seconds at ten a second`);
});

test('at a pace of one unit a frame, each frame has one, though no two take equally long', () => {
  const late = (/** @type {number} */ frame) => 0.004 * Math.sin(frame * frame); // seconds after the screen's own beat
  let round = START;
  for (let frame = 1; frame <= 120; frame++) {
    round = nextRound(round, paced(60), 1 / 60 + late(frame) - late(frame - 1));
    assert.equal(round.count, 1);
  }
});

test('a group that fell behind its pace makes up for it in rounds that one does not wait for', () => {
  let round = nextRound(after(nextRound(START, paced(60), 1 / 60), 2), paced(60), 30);
  assert.equal(round.count, 28);
  round = nextRound(after(round, 28 * 200), paced(60), 5.6);
  assert.equal(round.count, 1);
  round = nextRound(after(round, 2), paced(60), 1 / 60);
  assert.equal(round.count, 1, 'what it owed is forgiven');
});

/** Rounds at full speed, of which each takes `asking` milliseconds and `step` for every step. */
function playFast(/** @type {number} */ asking, /** @type {number} */ step, rounds = 20) {
  let round = START;
  for (let i = 0; i < rounds; i++) {
    round = nextRound(round, FAST, 1 / 60);
    round = after(round, asking + step * round.count);
  }
  return round;
}

test('as fast as it can, rounds grow until they fill a frame of the screen', () => {
  assert.equal(playFast(0, 0.5).count, 28);
  const { count } = playFast(4, 0.1);
  assert.ok(count >= 95 && count <= 105, `${count} steps in the ten milliseconds that asking leaves`);
});

test('as fast as it can, rounds train where asking alone takes longer than a frame', () => {
  const { count, took } = playFast(30, 0.1);
  assert.ok(count * took < 65, `a round of ${count * took} ms`);
  assert.ok(count > 200, `${count} steps`);
});

test('one slow round at the beginning does not make all others slow', () => {
  let round = after(nextRound(START, FAST, 0), 400);
  for (let i = 0; i < 20; i++) {
    round = nextRound(round, FAST, 1 / 60);
    round = after(round, 2 + 0.5 * round.count);
  }
  assert.ok(round.count <= 28, `${round.count} steps`);
});

test('as fast as it can, rounds that take long shrink', () => {
  assert.ok(playFast(0, 500).count <= 2);
});

test('what a step takes says nothing about what an epoch does', () => {
  assert.equal(nextRound(after({ ...START, count: 100 }, 1), paced(60), 30).count, 1);
});
