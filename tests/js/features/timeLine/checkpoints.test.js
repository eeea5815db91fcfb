import assert from 'node:assert/strict';
import { test } from 'node:test';

import { distanceBetween, placeOf, placesOf } from '../../../../static/js/features/timeLine/checkpoints.js';
import { frameOf } from '../../state.js';

/** @import {CheckpointsAnswer} from '../../../../static/js/protocol/types.d.ts' */

/**
 * @param {number[]} step
 * @returns {CheckpointsAnswer}
 */
const momentsOf = (step) => ({
  history_number: 1,
  capacity: 400,
  step,
  epoch: step.map((at) => Math.floor(at / 25)),
  train_loss: step.map((at) => 1 / (1 + at)),
  test_loss: step.map(() => null),
  changed: step.map((at) => at < 2),
});

test('the last place is the present', () => {
  const places = placesOf(momentsOf([0, 1, 2]), frameOf({ step: 5, epoch: 1, loss: 0.25 }));
  assert.deepEqual(places.steps, [0, 1, 2, 5]);
  assert.deepEqual(places.epochs, [0, 0, 0, 1]);
  assert.deepEqual(places.train, [1, 1 / 2, 1 / 3, 0.25]);
  assert.deepEqual(places.test, [NaN, NaN, NaN, 0.25]);
  assert.deepEqual(places.changed, [true, true, false, false]);
});

test('a checkpoint at the present step is the present', () => {
  assert.deepEqual(placesOf(momentsOf([0, 1, 2]), frameOf({ step: 2 })).steps, [0, 1, 2]);
});

test('checkpoints after the present step, in a list older than a rewind, are left out', () => {
  assert.deepEqual(placesOf(momentsOf([0, 10, 20]), frameOf({ step: 0 })).steps, [0]);
});

test('without a session there is no place, and without checkpoints only the present', () => {
  assert.deepEqual(placesOf(null, null).steps, []);
  assert.deepEqual(placesOf(null, frameOf({ step: 3 })).steps, [3]);
  assert.equal(placeOf(placesOf(null, null), null), 0);
});

test('a loss that is not finite has a place but no value', () => {
  const places = placesOf({ ...momentsOf([0]), train_loss: [null] }, frameOf({ step: 1, loss: null }));
  assert.deepEqual(places.train, [NaN, NaN]);
});

test('the position is that of the step, of the one before if it is gone, or the present', () => {
  const places = placesOf(momentsOf([0, 10, 20]), frameOf({ step: 25 }));
  assert.equal(placeOf(places, null), 3);
  assert.equal(placeOf(places, 10), 1);
  assert.equal(placeOf(places, 15), 1);
  assert.equal(placeOf(places, 0), 0);
  assert.equal(placeOf(places, 99), 3);
});

test('the distance of parameters is Euclidean', () => {
  assert.equal(distanceBetween(Float32Array.of(0, 0, 1), Float32Array.of(3, 4, 1)), 5);
  assert.equal(distanceBetween(null, Float32Array.of(1)), null);
  assert.equal(distanceBetween(Float32Array.of(1), null), null);
  assert.equal(distanceBetween(Float32Array.of(1), Float32Array.of(1, 2)), null);
});
