import assert from 'node:assert/strict';
import { test } from 'node:test';

import { START, after, nextRound } from '../../../../static/js/core/group/lockstep.js';

const FAST = /** @type {const} */ ({ unit: 'step', perSecond: null });
const paced = (/** @type {number} */ perSecond) => /** @type {const} */ ({ unit: 'epoch', perSecond });

test('at a pace, rounds train the whole units that are due and carry over the rest', () => {
  let round = START;
  let trained = 0;
  for (let frame = 0; frame < 120; frame++) {
    round = nextRound(round, paced(10), 1 / 60);
    assert.ok(round.count <= 1);
    trained += round.count;
  }
  assert.ok(trained === 19 || trained === 20, `${trained} units in two seconds at ten a second`);
});

test('at a pace of one unit per frame, each frame has one, although frames differ in length', () => {
  const late = (/** @type {number} */ frame) => 0.004 * Math.sin(frame * frame); // seconds after the screen's own beat
  let round = START;
  for (let frame = 1; frame <= 120; frame++) {
    round = nextRound(round, paced(60), 1 / 60 + late(frame) - late(frame - 1));
    assert.equal(round.count, 1);
  }
});

test('a group that fell behind its pace catches up in short rounds', () => {
  let round = nextRound(after(nextRound(START, paced(60), 1 / 60), 0.002), paced(60), 30);
  assert.equal(round.count, 32);
  round = nextRound(after(round, 32 * 0.2), paced(60), 6.4);
  assert.equal(round.count, 1);
  round = nextRound(after(round, 0.002), paced(60), 1 / 60);
  assert.equal(round.count, 1, 'what it owed is forgiven');
});

/** The last of twenty rounds at full speed, in which a step of all members takes so many seconds. */
function playFast(/** @type {number} */ cost) {
  let round = START;
  for (let i = 0; i < 20; i++) {
    round = nextRound(round, FAST, 1 / 60);
    round = after(round, cost * round.count);
  }
  return round;
}

test('at full speed, rounds grow until they fill a frame of the screen', () => {
  assert.equal(playFast(0.0005).count, 32);
  assert.equal(playFast(0.0000001).count, 10_000);
});

test('at full speed, rounds of slow steps have one step', () => {
  assert.equal(playFast(0.5).count, 1);
});

test('one slow round does not make the others slow', () => {
  let round = after(nextRound(START, FAST, 0), 0.4);
  for (let i = 0; i < 20; i++) {
    round = nextRound(round, FAST, 1 / 60);
    round = after(round, 0.0005 * round.count);
  }
  assert.equal(round.count, 32);
});

test('times of steps and of epochs are measured separately', () => {
  assert.equal(nextRound(after({ ...START, count: 100 }, 0.001), paced(60), 30).count, 1);
});
