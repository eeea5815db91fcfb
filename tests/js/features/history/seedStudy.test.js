import assert from 'node:assert/strict';
import { test } from 'node:test';

import { appendHistory, createHistory } from '../../../../static/js/core/history.js';
import { SeedStudy, countOf, entriesOf } from '../../../../static/js/features/history/seeds/seedStudy.js';
import { bandOf, spreadOf } from '../../../../static/js/features/history/seeds/spread.js';
import { createStore } from '../../../../static/js/core/store.js';
import { createFakeEnvironment, settle } from '../../fakes.js';
import { sessionOf, specOf } from '../../state.js';

/** @param {[number, number][]} points epoch and loss */
const historyOf = (points) =>
  points.reduce(
    (history, [epoch, loss]) => appendHistory(history, { epoch, train: loss, test: 2 * loss, norms: [], stds: [] }),
    createHistory(0),
  );

test('seeds are consecutive and wrap around after the largest', () => {
  const entries = entriesOf({ ...specOf(), seed: 2 ** 32 - 2 }, 3);
  assert.deepEqual(
    entries.map(({ spec }) => spec.seed),
    [2 ** 32 - 2, 2 ** 32 - 1, 0],
  );
  assert.equal(entries[2].label, 'seed 0');
  assert.deepEqual({ ...entries[1].spec, seed: 0 }, specOf());
});

test('the address has three to twenty seeds', () => {
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

test('a spread has the median and quartiles of finite values', () => {
  assert.deepEqual(spreadOf([5, 1, 3, 2, 4]), { low: 1, lower: 2, median: 3, upper: 4, high: 5 });
  assert.deepEqual(spreadOf([1, 2, null, NaN, Infinity]), { low: 1, lower: 1.25, median: 1.5, upper: 1.75, high: 2 });
  assert.deepEqual(spreadOf([null]), { low: NaN, lower: NaN, median: NaN, upper: NaN, high: NaN });
});

test('losses measured at different epochs are interpolated', () => {
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
    assert.ok(Math.abs(band.median[point] - 2 * epoch) < 1e-9);
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
  assert.deepEqual([tested.median[0], tested.median[199]], [2, 2]);
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
  const at = (/** @type {number} */ epoch) => band.median[band.epochs.findIndex((x) => x >= epoch)];
  assert.equal(at(4), 2);
  assert.equal(at(6), 3);
});

test('without measurements the band is empty, with one it has one point', () => {
  assert.deepEqual(bandOf([], 'train').epochs, []);
  assert.deepEqual(bandOf([createHistory(0)], 'train').epochs, []);
  const band = bandOf([historyOf([[0, 0.5]]), historyOf([[0, 0.7]])], 'train');
  assert.deepEqual(band.epochs, [0]);
  assert.ok(Math.abs(band.median[0] - 0.6) < 1e-12);
});

/** @param {string} [href] */
function createStudy(href) {
  const { environment } = createFakeEnvironment(href);
  const store = createStore('light');
  const calls = /** @type {string[]} */ ([]);
  const group = {
    members: { peek: () => [] },
    open: async (/** @type {{label: string}[]} */ entries) => {
      calls.push(`open ${entries.length}`);
      if (entries.length > 9) throw new Error('Too many sessions');
    },
    whenOpen: async () => void calls.push('whenOpen'),
    setPlaying: (/** @type {boolean} */ playing) => calls.push(`playing ${playing}`),
  };
  const study = new SeedStudy(/** @type {any} */ ({ ...environment, store, group }));
  return { study, store, calls, environment };
}

test('a study opens its runs, trains them once all are connected, and stores their number in the address', async () => {
  const { study, store, calls, environment } = createStudy();
  store.dispatch({ type: 'session', session: sessionOf(), re: null });
  study.count.value = 7;
  await study.train();
  assert.deepEqual(calls, ['open 7', 'whenOpen', 'playing true']);
  assert.equal(environment.choices.read().n, '7');
});

test('the runs of the address are opened again, without training', async () => {
  const { study, store, calls } = createStudy('http://localhost/history?n=4');
  store.dispatch({ type: 'session', session: sessionOf(), re: null });
  study.resume();
  await settle();
  assert.deepEqual(calls, ['open 4']);
  createStudy('http://localhost/history').study.resume();
  assert.equal(calls.length, 1);
});

test('runs that the server refuses are reported', async () => {
  const { study, store } = createStudy();
  store.dispatch({ type: 'session', session: sessionOf(), re: null });
  study.count.value = 12;
  await study.train();
  assert.match(store.state.peek().notice?.text ?? '', /Too many sessions/);
});
