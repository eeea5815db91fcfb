import assert from 'node:assert/strict';
import { test } from 'node:test';

import { setPoints } from '../../../../static/js/core/edits/dataEdits.js';
import {
  addPoint,
  clearPoints,
  movePoint,
  nearestPoint,
  removePoint,
} from '../../../../static/js/features/shared/points.js';
import { specOf } from '../../state.js';

/** @import {PointData} from '../../../../static/js/protocol/types.d.ts' */

/** @type {PointData} three points that train, one that tests */
const DATA = {
  data_version: 1,
  task: 'binary',
  classes: 2,
  train_size: 3,
  test_size: 1,
  inputs: [
    [0, 0],
    [1, 0],
    [0, 1],
    [5, 5],
  ],
  targets: [0, 1, 1, 0],
};

/** @type {[[number, number], [number, number]]} */
const PLANE = [
  [-6, 6],
  [-6, 6],
];

test('a point is added to the training points, without a change of the old data', () => {
  const copy = structuredClone(DATA);
  const grown = addPoint(DATA, { x1: 2, x2: 3 }, 1);
  assert.deepEqual(DATA, copy);
  assert.deepEqual(grown.inputs[3], [2, 3]);
  assert.deepEqual(grown.targets, [0, 1, 1, 1, 0]);
  assert.deepEqual([grown.train_size, grown.test_size], [4, 1]);
});

test('the first point of a new class makes the class, and needs a new run', () => {
  const grown = addPoint(DATA, { x1: 2, x2: 3 }, 2);
  assert.deepEqual([grown.task, grown.classes], ['multiclass', 3]);
  const { patch, reset } = setPoints(specOf(), DATA, grown, PLANE);
  assert.ok(reset);
  assert.equal(patch.loss, null);
  assert.deepEqual(patch.data.class_names, ['class 1', 'class 2', 'class 3']);
});

test('values are rows of one number', () => {
  /** @type {PointData} */
  const data = { ...DATA, task: 'regression', classes: null, targets: [[0.1], [0.2], [0.3], [0.4]] };
  const grown = addPoint(data, { x1: 0, x2: 0 }, -0.5);
  assert.deepEqual(grown.targets[3], [-0.5]);
  assert.deepEqual(setPoints(specOf(), data, grown, PLANE).patch.data.targets, [[0.1], [0.2], [0.3], [-0.5]]);
});

test('a point is moved', () => {
  assert.deepEqual(movePoint(DATA, 1, { x1: -2, x2: 4 }).inputs[1], [-2, 4]);
});

test('a point is removed from its split; the last one to train on stays', () => {
  assert.deepEqual([removePoint(DATA, 3)?.train_size, removePoint(DATA, 3)?.test_size], [3, 0]);
  assert.deepEqual(removePoint(DATA, 0)?.inputs[0], [1, 0]);
  const one = { ...DATA, train_size: 1, test_size: 3 };
  assert.equal(removePoint(one, 0), null);
  assert.equal(removePoint(one, 1)?.test_size, 2);
});

test('clearing leaves one point of each class to train on', () => {
  const left = clearPoints(DATA);
  assert.deepEqual(left.inputs, [
    [0, 0],
    [1, 0],
  ]);
  assert.deepEqual([left.train_size, left.test_size], [2, 0]);
});

test('the nearest point within reach is found, with both axes scaled alike', () => {
  const look = { reach: 0.1, spans: /** @type {[number, number]} */ ([12, 12]), count: 4 };
  assert.equal(nearestPoint(DATA, { x1: 0.9, x2: 0.1 }, look), 1);
  assert.equal(nearestPoint(DATA, { x1: 3, x2: -3 }, look), -1);
  assert.equal(nearestPoint(DATA, { x1: 5, x2: 5 }, { ...look, count: 3 }), -1);
  assert.equal(nearestPoint(DATA, { x1: 0, x2: 0.9 }, { ...look, spans: [12, 2] }), 2);
});

test('points by hand keep their split, their plane and the features', () => {
  const { patch, reset } = setPoints(specOf(), DATA, movePoint(DATA, 0, { x1: 9, x2: 9 }), PLANE);
  assert.ok(!reset);
  assert.deepEqual(patch.features, ['x1', 'x2']);
  assert.deepEqual(patch.data.domain, PLANE);
  assert.deepEqual(patch.data.inputs[0], [9, 9]);
  assert.deepEqual([patch.data.test_inputs, patch.data.test_targets], [[[5, 5]], [[0]]]);
});
