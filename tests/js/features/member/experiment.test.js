/** A member's own run in an experiment. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { isTaken } from '../../../../static/js/core/room/experiment.js';
import { ownWords } from '../../../../static/js/features/member/experiment/ownRun.js';
import { experimentOf, progressOf, roomOf } from '../../rooms.js';

/** @param {Partial<import('../../../../static/js/protocol/types.d.ts').MyTrial>} [about] */
const mine = (about) => ({
  index: 1,
  value: 1,
  seed: 0,
  state: /** @type {const} */ ('training'),
  metric: null,
  ...about,
});

test('a run belongs to an experiment until it has its result', () => {
  const takes = (/** @type {Parameters<typeof experimentOf>[0]} */ about) =>
    isTaken(roomOf({ experiments: [experimentOf(about)] }));
  assert.equal(takes({ mine: mine({ state: 'dealt' }), state: 'dealt' }), true);
  assert.equal(takes({ mine: mine() }), true);
  assert.equal(takes({ mine: mine({ state: 'finished', metric: 0.1 }) }), false);
  assert.equal(takes({ mine: mine({ state: 'diverged' }) }), false);
  assert.equal(takes({ mine: mine(), state: 'over' }), false);
  assert.equal(takes({ mine: null }), false);
  assert.equal(isTaken(roomOf()), false);
  assert.equal(isTaken(null), false);
});

test('members read which value is theirs, and the state of their run', () => {
  const said = (/** @type {Parameters<typeof experimentOf>[0]} */ about) =>
    ownWords(experimentOf(about), progressOf(), '0.1');
  assert.equal(said({ mine: mine({ state: 'dealt' }), state: 'dealt' }).short, 'yours: 0.1, waiting for the start');
  assert.equal(said({ mine: mine() }).short, 'yours: 0.1, epoch 50 of 100');
  assert.match(said({ mine: mine() }).long, /^Your learning rate is 0\.1\. Your run trains automatically/);
  assert.match(said({ mine: mine({ state: 'finished', metric: 0.0312 }) }).long, /reached the test loss 0\.0312/);
  assert.equal(said({ mine: mine({ state: 'diverged' }) }).short, 'yours: 0.1, diverged');
  assert.match(said({ mine: mine(), state: 'over' }).long, /ended before your run had finished/);
  assert.match(said({}).long, /all were dealt before you joined/);
});
