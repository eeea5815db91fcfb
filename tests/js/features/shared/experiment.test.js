/** The picture of a class experiment, and its words. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { plotOf } from '../../../../static/js/features/shared/experiment/plot.js';
import { statusOf, titleOf } from '../../../../static/js/features/shared/experiment/words.js';
import { experimentOf, progressOf } from '../../rooms.js';

const LOOK = { width: 600, height: 400, type: 12, labelOf: String };

test('runs that have not been measured wait on a row of their own', () => {
  const plot = plotOf(experimentOf(), progressOf({ states: 'ddoooo', metrics: Array(6).fill(null) }), LOOK);
  assert.deepEqual(new Set(plot.dots.map(({ state }) => state)), new Set(['waiting']));
  assert.deepEqual(new Set(plot.dots.map(({ y }) => y)), new Set([plot.rows.waiting]));
  assert.deepEqual([plot.ys, plot.medians], [[], []]);
  assert.equal(plot.dots.filter(({ isServer }) => isServer).length, 4, 'the server’s are told apart');
});

test('values have their places on a logarithmic axis, and their runs lie side by side', () => {
  const { dots, xs, isLine } = plotOf(experimentOf(), progressOf(), LOOK);
  const at = (/** @type {number} */ number) => dots.find((dot) => dot.number === number)?.x ?? NaN;
  const centre = (/** @type {number} */ value) => (at(value) + at(value + 3)) / 2;
  assert.ok(Math.abs(centre(1) - centre(0) - (centre(2) - centre(1))) < 1e-6, 'equal factors are equally far apart');
  assert.ok(at(0) < at(3), 'in the order of the seeds');
  assert.deepEqual(
    xs.map(({ label }) => label),
    ['0.01', '0.1', '1'],
  );
  assert.ok(isLine);
});

test('losses that differ much have a logarithmic axis, and accuracies end at 100 %', () => {
  const spread = plotOf(experimentOf(), progressOf({ metrics: [1, 0.1, 0.01, 1, 0.1, 0.01] }), LOOK);
  const of = (/** @type {number} */ number) => spread.dots.find((dot) => dot.number === number)?.y ?? NaN;
  assert.ok(Math.abs(of(2) - of(1) - (of(1) - of(0))) < 1e-6);
  assert.ok(of(0) < of(2), 'a small loss is low');
  assert.ok(spread.ys.some(({ label }) => label === '0.1'));
  const near = plotOf(experimentOf(), progressOf({ metrics: [0.5, 0.4, 0.3, 0.5, 0.4, 0.3] }), LOOK);
  assert.equal(near.ys[0].label, '0');
  const accuracy = plotOf(experimentOf({ metric: 'accuracy' }), progressOf(), LOOK);
  assert.equal(accuracy.ys.at(-1)?.label, '100 %');
});

test('everything stays inside the plot, however small a loss is', () => {
  for (const metrics of [
    [1e-12, 3, 0.2, 1e-9, 2, 0.1],
    [0, 0, 0, 0, 0, 0],
    [0.3, 0.3, 0.3, 0.3, 0.3, 0.3],
    [0, 1e9, 1, 1, 1, 1],
  ]) {
    for (const type of [12, 20]) {
      const { dots, area } = plotOf(experimentOf(), progressOf({ metrics }), { ...LOOK, type });
      for (const { x, y } of dots) {
        assert.ok(x >= area.left && x <= area.right, `${x}`);
        assert.ok(y >= area.top - 1e-6 && y <= area.bottom + 1e-6, `${y} of ${metrics}`);
      }
    }
  }
});

test('diverged runs are in a row at the top, and count as worst in the medians', () => {
  const metrics = [null, 0.2, 0.3, 0.1, null, 0.4];
  const plot = plotOf(experimentOf(), progressOf({ states: 'xfffxf', metrics }), LOOK);
  const diverged = plot.dots.filter(({ state }) => state === 'diverged');
  assert.deepEqual(new Set(diverged.map(({ y }) => y)), new Set([plot.rows.diverged]));
  assert.ok((plot.rows.diverged ?? NaN) < plot.area.top);
  assert.equal(plot.medians.length, 1, 'of two runs one has diverged: there is no median');
});

test('names have columns, and seeds one median over all', () => {
  const names = experimentOf({ vary: 'activation', values: ['a', 'b', 'c'], scale: 'names' });
  const plot = plotOf(names, progressOf(), LOOK);
  assert.equal(plot.xs.length, 3);
  assert.equal(plot.isLine, false);
  assert.equal(plot.isSlanted, false);
  const long = { ...LOOK, labelOf: () => 'A very long name of an activation' };
  assert.equal(plotOf(names, progressOf(), long).isSlanted, true);
  const seeds = experimentOf({ vary: 'seed', values: [0, 1, 2, 3, 4, 5], scale: 'linear', repeats: 1 });
  const [median] = plotOf(seeds, progressOf({ metrics: [0.1, 0.2, 0.3, 0.4, 0.5, 0.9] }), LOOK).medians;
  assert.ok(median.half > LOOK.width / 3);
});

test('labels of numbers that would overlap are left out evenly', () => {
  const values = Array.from({ length: 30 }, (_, seed) => seed);
  const seeds = experimentOf({ vary: 'seed', values, trials: 30, scale: 'linear', repeats: 1 });
  const numbers = plotOf(seeds, null, LOOK).xs.map(({ label }) => Number(label));
  assert.ok(numbers.length > 5 && numbers.length < 30);
  assert.equal(new Set(numbers.slice(1).map((number, index) => number - numbers[index])).size, 1);
});

test('the member’s own run is marked, and drawn over the others', () => {
  const mine = /** @type {const} */ ({ index: 1, value: 1, seed: 0, state: 'training', metric: null });
  const { dots } = plotOf(experimentOf({ mine }), progressOf(), LOOK);
  assert.deepEqual([dots.at(-1)?.number, dots.at(-1)?.isMine], [1, true]);
  assert.equal(dots.filter(({ isMine }) => isMine).length, 1);
});

test('progress of an earlier experiment is not shown', () => {
  const { dots } = plotOf(experimentOf({ id: 'other' }), progressOf(), LOOK);
  assert.deepEqual(new Set(dots.map(({ state }) => state)), new Set(['waiting']));
});

test('the status says how many runs have finished', () => {
  assert.equal(titleOf(experimentOf()), 'Test loss by learning rate');
  assert.equal(titleOf(experimentOf({ text: 'Which?' })), 'Which?');
  const dealt = experimentOf({ state: 'dealt' });
  assert.equal(
    statusOf(dealt, null),
    '2 members have a run each; the server trains the other 4. Waiting for the start.',
  );
  assert.equal(
    statusOf(experimentOf({ state: 'dealt', members: 0 }), null),
    '0 members have a run each; the server trains all 6. Waiting for the start.',
  );
  assert.equal(statusOf(experimentOf(), progressOf({ states: 'fxtttt' })), '2 of 6 runs have finished 100 epochs.');
});
