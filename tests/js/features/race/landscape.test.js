import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  extendPath,
  heightMapOf,
  isOutgrown,
  projector,
  valueAt,
} from '../../../../static/js/features/race/landscape/projection.js';

/** @type {[[number, number], [number, number]]} */
const WINDOW = [
  [-2, 2],
  [0, 1],
];

test('parameters are projected orthogonally onto the plane', () => {
  const plane = { centre: [1, 1, 1], first: [2, 0, 0], second: [1, 1, 0] }; // neither orthogonal nor of length 1
  const project = projector(plane);
  const at = (/** @type {number} */ a, /** @type {number} */ b) =>
    plane.centre.map((c, i) => c + a * plane.first[i] + b * plane.second[i]);
  const [a, b] = project(Float32Array.from(at(0.5, -2)));
  assert.ok(Math.abs(a - 0.5) < 1e-6 && Math.abs(b + 2) < 1e-6);
  const [c, d] = project([...at(0.5, -2).slice(0, 2), 99]); // beside the plane
  assert.ok(Math.abs(c - 0.5) < 1e-6 && Math.abs(d + 2) < 1e-6);
});

test('equal directions give one coordinate', () => {
  assert.deepEqual(projector({ centre: [0, 0], first: [1, 0], second: [1, 0] })([3, 4]), [3, 0]);
  assert.deepEqual(projector({ centre: [0, 0], first: [0, 0], second: [0, 0] })([3, 4]), [0, 0]);
});

test('a path grows step by step, starts again after a rewind, and is thinned when long', () => {
  /** @type {import('../../../../static/js/features/race/landscape/projection.js').Path} */
  let path = { steps: [0], points: [[0, 0]] };
  path = extendPath(path, 5, [1, 1]);
  assert.deepEqual(path, {
    steps: [0, 5],
    points: [
      [0, 0],
      [1, 1],
    ],
  });
  assert.equal(extendPath(path, 5, [9, 9]), path);
  assert.deepEqual(extendPath(path, 1, [2, 2]), { steps: [1], points: [[2, 2]] });
  for (let step = 6; step < 2000; step++) path = extendPath(path, step, [step, step]);
  assert.ok(path.steps.length <= 600);
  assert.equal(path.steps[0], 0);
  assert.equal(path.steps.at(-1), 1999);
  assert.equal(path.points.length, path.steps.length);
});

test('a plane is outgrown when a racer leaves its window or the paths become much longer', () => {
  const plane = /** @type {const} */ ({ fittedAt: 100, window: WINDOW, kind: 'pca' });
  assert.equal(isOutgrown(plane, 120, [[0, 0.5]]), false);
  assert.equal(
    isOutgrown(plane, 120, [
      [0, 0.5],
      [3, 0.5],
    ]),
    true,
  );
  assert.equal(isOutgrown(plane, 152, [[0, 0.5]]), true);
  assert.equal(isOutgrown({ ...plane, kind: 'random' }, 10_000, [[0, 0.5]]), false);
});

test('a height map has no value outside of its window or in a cell that is not finite', () => {
  const heightMap = heightMapOf(
    [
      [1, 2],
      [3, null],
    ],
    WINDOW,
  );
  assert.deepEqual([...heightMap.values], [1, 2, 3, Infinity]);
  assert.equal(valueAt(heightMap, [-1, 0.9]), 1); // row 0 is at the top
  assert.equal(valueAt(heightMap, [-1, 0.1]), 3);
  assert.equal(valueAt(heightMap, [2, 1]), 2); // the edge belongs to it
  assert.equal(valueAt(heightMap, [1, 0.1]), null);
  assert.equal(valueAt(heightMap, [5, 0.1]), null);
});
