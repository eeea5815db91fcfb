import assert from 'node:assert/strict';
import { test } from 'node:test';

import { appendHistory, createHistory } from '../../../../static/js/core/history.js';
import { bandOf, countOf, entriesOf, spreadOf } from '../../../../static/js/features/history/seeds/seedStudy.js';
import { specOf } from '../../state.js';

/** @param {[number, number][]} points epoch and loss */
const historyOf = (points) =>
  points.reduce(
    (history, [epoch, loss]) => appendHistory(history, { epoch, train: loss, test: 2 * loss, norms: [], stds: [] }),
    createHistory(0),
  );

test('seeds follow each other, and start over after the last there is', () => {
  const entries = entriesOf({ ...specOf(), seed: 2 ** 32 - 2 }, 3);
  assert.deepEqual(
    entries.map(({ spec }) => spec.seed),
    [2 ** 32 - 2, 2 ** 32 - 1, 0],
  );
  assert.equal(entries[2].label, 'seed 0');
  assert.deepEqual({ ...entries[1].spec, seed: 0 }, specOf());
});

test('an address asks for three to twenty seeds, or for none', () => {
  assert.deepEqual(['3', '20', '2', '21', '4.5', 'x', '', undefined].map(countOf), [
    3,
    20,
    null,
    null,
    null,
    null,
    null,
    null,
  ]);
});

test('a spread has the median and quartiles, of what is finite', () => {
  assert.deepEqual(spreadOf([5, 1, 3, 2, 4]), { low: 1, lower: 2, middle: 3, upper: 4, high: 5 });
  assert.deepEqual(spreadOf([1, 2, null, NaN, Infinity]), { low: 1, lower: 1.25, middle: 1.5, upper: 1.75, high: 2 });
  assert.deepEqual(spreadOf([null]), { low: NaN, lower: NaN, middle: NaN, upper: NaN, high: NaN });
});

test('losses seen at different epochs are read between them', () => {
  const band = bandOf(
    [
      historyOf([
        [0, 0],
        [10, 10],
      ]),
      historyOf([
        [0, 0],
        [4, 8],
        [10, 20],
      ]),
      historyOf([
        [0, 0],
        [10, 30],
      ]),
    ],
    'train',
  );
  assert.equal(band.epochs.length, 200);
  assert.equal(band.epochs[199], 10);
  band.epochs.forEach((epoch, point) => {
    assert.ok(Math.abs(band.low[point] - epoch) < 1e-9);
    assert.ok(Math.abs(band.middle[point] - 2 * epoch) < 1e-9);
    assert.ok(Math.abs(band.high[point] - 3 * epoch) < 1e-9);
  });
  const tested = bandOf(
    [
      historyOf([
        [0, 1],
        [1, 1],
      ]),
    ],
    'test',
  );
  assert.deepEqual([tested.middle[0], tested.middle[199]], [2, 2]);
});

test('a run that ended counts up to its end', () => {
  const band = bandOf(
    [
      historyOf([
        [0, 1],
        [5, 1],
      ]),
      historyOf([
        [0, 3],
        [10, 3],
      ]),
    ],
    'train',
  );
  const at = (/** @type {number} */ epoch) => band.middle[band.epochs.findIndex((x) => x >= epoch)];
  assert.equal(at(4), 2);
  assert.equal(at(6), 3);
});

test('nothing seen yet is an empty band, one look a point', () => {
  assert.deepEqual(bandOf([], 'train').epochs, []);
  assert.deepEqual(bandOf([createHistory(0)], 'train').epochs, []);
  const band = bandOf([historyOf([[0, 0.5]]), historyOf([[0, 0.7]])], 'train');
  assert.deepEqual(band.epochs, [0]);
  assert.ok(Math.abs(band.middle[0] - 0.6) < 1e-12);
});
