import assert from 'node:assert/strict';
import { test } from 'node:test';

import { appendHistory, createHistory, joinHistories } from '../../../static/js/core/history.js';

/** @param {number} epoch */
const row = (epoch) => ({ epoch, train: 1 / (epoch + 1), test: NaN, norms: [epoch, 10 * epoch], stds: [1, epoch] });

test('an older history does not see what was appended after it', () => {
  const first = appendHistory(createHistory(2, 8), row(0));
  const second = appendHistory(first, row(1));
  assert.equal(first.length, 1);
  assert.equal(second.length, 2);
  assert.deepEqual([...second.norms[1].subarray(0, 2)], [0, 10]);
});

test('a full history is thinned and continues', () => {
  let history = createHistory(2, 8);
  for (let epoch = 0; epoch < 100; epoch++) history = appendHistory(history, row(epoch));
  const epochs = [...history.epochs.subarray(0, history.length)];
  assert.ok(history.length <= 8);
  assert.equal(epochs[0], 0);
  assert.equal(epochs.at(-1), 99);
  assert.deepEqual(
    epochs,
    epochs.toSorted((a, b) => a - b),
  );
  epochs.forEach((epoch, index) => assert.equal(history.train[index], 1 / (epoch + 1)));
});

test('of two joined histories, the second continues after the end of the first', () => {
  const of = (/** @type {number[]} */ epochs) =>
    epochs.reduce((history, epoch) => appendHistory(history, row(epoch)), createHistory(2, 8));
  const joined = joinHistories(of([0, 1, 2]), of([1, 2, 3, 4]));
  assert.deepEqual([...joined.epochs.subarray(0, joined.length)], [0, 1, 2, 3, 4]);
  assert.deepEqual([...joined.norms[1].subarray(0, joined.length)], [0, 10, 20, 30, 40]);
  assert.deepEqual([...joined.stds[1].subarray(0, joined.length)], [0, 1, 2, 3, 4]);
  assert.equal(joinHistories(of([]), of([5])).length, 1);
});
