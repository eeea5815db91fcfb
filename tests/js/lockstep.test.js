import assert from 'node:assert/strict';
import { test } from 'node:test';

import { START, nextRound } from '../../static/js/state/lockstep.js';

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
  let round = { ...nextRound(START, paced(60), 1 / 60), cost: 2 };
  round = nextRound(round, paced(60), 30);
  assert.equal(round.count, 28);
  round = nextRound({ ...round, cost: 200 }, paced(60), 5.6);
  assert.equal(round.count, 1);
  round = nextRound({ ...round, cost: 2 }, paced(60), 1 / 60);
  assert.equal(round.count, 1, 'what it owed is forgiven');
});

test('as fast as it can, rounds grow until they fill a frame of the screen', () => {
  let round = START;
  for (let i = 0; i < 20; i++) round = { ...nextRound(round, FAST, 1 / 60), cost: 0.5 };
  assert.equal(round.count, 28);
});

test('as fast as it can, rounds that take long shrink to one step', () => {
  assert.equal(nextRound({ ...START, count: 100, cost: 14 }, FAST, 1.4).count, 1);
  assert.equal(nextRound({ ...START, count: 1, cost: 500 }, FAST, 0.5).count, 1);
});

test('what a step costs says nothing about what an epoch does', () => {
  assert.equal(nextRound({ ...START, count: 100, cost: 0.01 }, paced(60), 30).count, 1);
});
