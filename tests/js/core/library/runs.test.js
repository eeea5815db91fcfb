import assert from 'node:assert/strict';
import { test } from 'node:test';

import { appendHistory, createHistory } from '../../../../static/js/core/history.js';
import {
  MOST_RUNS,
  curveOf,
  isSavedRun,
  keyOf,
  runOf,
  sizeOf,
  titleOf,
  withRun,
} from '../../../../static/js/core/library/runs.js';
import { frameOf, sessionOf, specOf } from '../../state.js';

/** @import {SavedRun} from '../../../../static/js/core/library/runs.js' */

const SIZE = 96;
const COUNT = sessionOf().parameter_count;

/**
 * @param {Partial<ReturnType<typeof frameOf>>} [frame]
 * @returns {SavedRun}
 */
function kept(frame = {}) {
  const outputMaps = {
    count: 1,
    size: SIZE,
    values: new Uint8Array(SIZE * SIZE).map((_, at) => at % 251),
    scales: Float32Array.of(-1, 0.01),
  };
  const live = {
    ...frameOf({ step: 50, epoch: 2, loss: 0.25 }),
    parameters: new Float32Array(COUNT).fill(0.5),
    outputMaps,
    ...frame,
  };
  const history = appendHistory(createHistory(3), {
    epoch: 1,
    train: 0.5,
    test: NaN,
    norms: [1, 1, 1],
    stds: [1, 1, 1],
  });
  const run = runOf({ session: sessionOf({ id: 'a', historyNumber: 3 }), live, history }, 1000);
  assert.ok(run);
  return run;
}

/**
 * @param {string} key
 * @param {number} time
 * @param {Partial<SavedRun>} [about]
 */
const other = (key, time, about = {}) => ({ ...kept(), key, time, ...about });

test('a saved run has its metrics, curve and maps', () => {
  const run = kept();
  assert.equal(run.key, 'a:3');
  assert.equal(run.key, keyOf(sessionOf({ id: 'a', historyNumber: 3 })));
  assert.deepEqual([run.step, run.epoch, run.metrics.test_loss, run.time], [50, 2, 0.25, 1000]);
  assert.deepEqual(run.curve, { epochs: [1], train: [0.5], test: [null] });
  assert.deepEqual(run.spec, specOf());
  assert.equal(run.thumbnail?.maps[0].values.length, 48 * 48);
  assert.equal(run.thumbnail?.maps[0].values[0], (SIZE + 1) % 251); // the middle of the first cell of two by two
  assert.equal(run.file?.step, 50);
  assert.equal(run.file?.parameters?.layers.length, 3);
  assert.equal(run.file?.state, undefined);
  assert.ok(isSavedRun(structuredClone(run)));
});

test('a run without a frame is not saved', () => {
  assert.equal(runOf({ session: sessionOf(), live: null, history: createHistory(3) }, 0), null);
  assert.equal(runOf({ session: null, live: frameOf({ step: 1 }), history: createHistory(3) }, 0), null);
});

test('weights that are not streamed, or not finite, are not saved', () => {
  assert.equal(kept({ parameters: null }).file, null);
  assert.equal(kept({ parameters: new Float32Array(COUNT).fill(NaN) }).file, null);
  assert.equal(kept({ outputMaps: null }).thumbnail, null);
});

test('a curve is thinned between its ends', () => {
  let history = createHistory(0);
  for (let epoch = 0; epoch < 1000; epoch++)
    history = appendHistory(history, { epoch, train: epoch, test: Infinity, norms: [], stds: [] });
  const curve = curveOf(history);
  assert.equal(curve.epochs.length, 240);
  assert.deepEqual([curve.epochs[0], curve.epochs[239]], [0, 999]);
  assert.ok(curve.test.every((loss) => loss === null));
  assert.deepEqual(curveOf(createHistory(0)), { epochs: [], train: [], test: [] });
});

test('the newest run comes first', () => {
  const { runs } = withRun([other('b', 500)], kept());
  assert.deepEqual(
    runs.map(({ key }) => key),
    ['a:3', 'b'],
  );
});

test('a newer version of a saved run keeps name, pin and the mark of a change', () => {
  const named = other('a:3', 10, { name: 'mine', isPinned: true, wasChanged: true });
  const { run, runs, gone } = withRun([named], kept());
  assert.deepEqual([run.name, run.isPinned, run.wasChanged, run.time], ['mine', true, true, 1000]);
  assert.equal(runs.length, 1);
  assert.deepEqual(gone, []);
});

test('the least recently saved are deleted, never pinned ones or the new one', () => {
  const full = Array.from({ length: MOST_RUNS }, (_, index) =>
    other(`r${index}`, 900 - index, { isPinned: index === MOST_RUNS - 1 }),
  );
  const { runs, gone } = withRun(full, kept());
  assert.deepEqual(gone, [`r${MOST_RUNS - 2}`]);
  assert.equal(runs.length, MOST_RUNS);
  const pinned = Array.from({ length: 3 }, (_, index) => other(`r${index}`, index, { isPinned: true }));
  assert.deepEqual(withRun(pinned, kept(), 2).gone, []);
  assert.equal(withRun(pinned, kept(), 2).runs.length, 4);
});

test('other objects are not runs', () => {
  const good = kept();
  const bad = [
    null,
    undefined,
    3,
    'run',
    [],
    {},
    { ...good, key: 5 },
    { ...good, step: 'many' },
    { ...good, time: NaN },
    { ...good, name: 7 },
    { ...good, spec: {} },
    { ...good, spec: { ...good.spec, network: null } },
    { ...good, metrics: null },
    { ...good, curve: null },
    { ...good, curve: { ...good.curve, train: 1 } },
    { ...good, thumbnail: {} },
    { ...good, thumbnail: { ...good.thumbnail, size: 47 } },
    { ...good, thumbnail: { ...good.thumbnail, maps: [] } },
  ]; // prettier-ignore
  for (const value of bad) assert.equal(isSavedRun(value), false, JSON.stringify(value));
  assert.ok(isSavedRun({ ...good, thumbnail: null, file: null }));
});

test('the name of a run has its data, layers and optimizer', () => {
  assert.equal(titleOf(specOf([4, 2])), 'Circle, 4–2, sgd 0.03');
  assert.equal(titleOf(specOf([])), 'Circle, no hidden layer, sgd 0.03');
});

test('the size is that of the stored object', () => {
  assert.ok(sizeOf(kept()) > sizeOf(kept({ parameters: null })));
});
