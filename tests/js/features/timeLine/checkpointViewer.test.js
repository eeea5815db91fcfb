import assert from 'node:assert/strict';
import { test } from 'node:test';

import { createStore } from '../../../../static/js/core/store.js';
import { CheckpointViewer } from '../../../../static/js/features/timeLine/checkpointViewer.js';
import { Problem } from '../../../../static/js/protocol/problem.js';
import { createFakeEnvironment, settle } from '../../fakes.js';
import { encodeFrame } from '../../frames.js';
import { frameOf, sessionOf } from '../../state.js';

/**
 * @param {number} step
 * @param {number} [layers]
 */
function encodedFrame(step, layers = 3) {
  const { outputMaps, neuronMaps, parameters, gradients, histograms, bins, ...header } = frameOf({ step, layers });
  return encodeFrame(header);
}

/** @param {string} [href] */
function setUp(href) {
  const fakes = createFakeEnvironment(href);
  const store = createStore('light');
  /** @type {any[]} */
  const calls = [];
  const commands = { setPlaying: (/** @type {boolean} */ playing) => calls.push(`play ${playing}`) };
  const run = { follow: (/** @type {string} */ id) => calls.push(`follow ${id}`) };
  const viewer = new CheckpointViewer(/** @type {any} */ ({ ...fakes.environment, store, commands, run }));
  const step = [0, 5, 10];
  const columns = { epoch: [0, 0, 1], train_loss: step, test_loss: step, changed: step.map(() => false) };
  fakes.server.answers.getCheckpoints = () => ({ history_number: 0, capacity: 100, step, ...columns });
  fakes.server.answers.getCheckpointFrame = (/** @type {string} */ _, /** @type {number} */ at) => encodedFrame(at);
  store.dispatch({ type: 'connection', phase: 'open' });
  store.dispatch({ type: 'session', session: sessionOf({ step: 12 }), re: null });
  store.dispatch({ type: 'frame', frame: frameOf({ step: 12 }) });
  const shown = () => store.state.peek().frame?.step;
  const fetched = () => fakes.server.requests.filter((name) => name.startsWith('getCheckpointFrame')).length;
  return { ...fakes, store, viewer, calls, shown, fetched };
}

test('a checkpoint is fetched and shown, and again from the cache', async () => {
  const { viewer, shown, fetched } = setUp();
  viewer.show(5);
  await settle();
  assert.equal(shown(), 5);
  viewer.showPresent();
  assert.equal(shown(), 12);
  viewer.show(5);
  assert.equal(shown(), 5);
  assert.equal(fetched(), 1);
});

test('a playing run is paused to view a checkpoint', () => {
  const { viewer, store, calls } = setUp();
  store.dispatch({ type: 'play', playing: true });
  viewer.show(5);
  assert.deepEqual(calls, ['play false']);
});

test('of checkpoints requested in quick succession, only the first and the last are fetched', async () => {
  const { viewer, shown, fetched } = setUp();
  for (const step of [0, 3, 4, 5, 10]) viewer.show(step);
  await settle();
  assert.equal(shown(), 10);
  assert.equal(fetched(), 2);
});

test('an answer that arrives after the return to the present is not shown', async () => {
  const { viewer, shown, server } = setUp();
  /** @type {(buffer: ArrayBuffer) => void} */
  let answer = () => {};
  server.answers.getCheckpointFrame = () => new Promise((resolve) => (answer = resolve));
  viewer.show(5);
  await settle();
  viewer.showPresent();
  answer(encodedFrame(5));
  await settle();
  assert.equal(shown(), 12);
});

test('a checkpoint with other layers cannot be shown, and the page says so', async () => {
  const { viewer, shown, server, store } = setUp();
  server.answers.getCheckpointFrame = () => encodedFrame(5, 2);
  viewer.show(5);
  await settle();
  assert.equal(shown(), 12);
  assert.match(store.state.peek().notice?.text ?? '', /different layers at step 5/);
});

test('a refused checkpoint is explained; a deleted session is left to the run', async () => {
  const { viewer, shown, server, store } = setUp();
  let status = 404;
  server.answers.getCheckpointFrame = () => {
    throw new Problem(status, 'No such checkpoint');
  };
  viewer.show(5);
  await settle();
  assert.equal(shown(), 12);
  assert.equal(store.state.peek().notice?.text, 'No such checkpoint.');
  store.dispatch({ type: 'notice', notice: null });
  status = 410;
  viewer.show(5);
  await settle();
  assert.equal(store.state.peek().notice, null);
});

test('the list of checkpoints is refreshed at once when paused, and at intervals while playing', async () => {
  const { viewer, store, server, clock } = setUp();
  const requests = () => server.requests.filter((name) => name.startsWith('getCheckpoints')).length;
  const stop = viewer.watch();
  await clock.advance(0);
  assert.equal(requests(), 1);
  store.dispatch({ type: 'play', playing: true });
  for (let step = 13; step < 20; step++) store.dispatch({ type: 'frame', frame: frameOf({ step }) });
  await clock.advance(499);
  assert.equal(requests(), 1);
  await clock.advance(1);
  assert.equal(requests(), 2);
  store.dispatch({ type: 'frame', frame: frameOf({ step: 21 }) });
  stop();
  await clock.advance(5000);
  assert.equal(requests(), 2);
});

test('the shown step is stored in the address, and shown again after a reload', async () => {
  const { viewer, clock, environment } = setUp();
  viewer.watch();
  viewer.show(5);
  await clock.advance(300);
  assert.equal(environment.choices.read().at, '5');
  viewer.showPresent();
  await clock.advance(300);
  assert.equal(environment.choices.read().at, undefined);

  const reloaded = setUp('http://localhost/?at=10');
  reloaded.viewer.watch();
  await reloaded.clock.advance(0);
  assert.equal(reloaded.shown(), 10);
});

test('a branch is followed, and a return undoable', async () => {
  const { viewer, server, calls, store, shown } = setUp();
  server.answers.branchFrom = (/** @type {string} */ id, /** @type {number} */ step) => ({ id: `${id} at ${step}` });
  server.answers.returnTo = () => null;
  viewer.show(5);
  await settle();
  await viewer.branch();
  assert.deepEqual(calls, ['follow a at 5']);
  await viewer.returnToCheckpoint();
  assert.equal(shown(), 12);
  assert.deepEqual(store.state.peek().notice, { kind: 'info', text: 'The run is back at step 5.', canUndo: true });
});

test('nothing is branched while the connection is lost', async () => {
  const { viewer, calls, store } = setUp();
  viewer.show(5);
  store.dispatch({ type: 'connection', phase: 'lost' });
  await viewer.branch();
  assert.deepEqual(calls, []);
});

test('moves along the time line end at its ends', async () => {
  const { viewer, store, shown } = setUp();
  const stop = viewer.watch();
  store.dispatch({
    type: 'checkpoints',
    checkpoints: {
      history_number: 0,
      capacity: 100,
      step: [0, 5, 10],
      epoch: [0, 0, 1],
      train_loss: [0, 5, 10],
      test_loss: [0, 5, 10],
      changed: [false, false, false],
    },
  });
  assert.equal(viewer.move(1), false);
  const moves = [-1, -1, -1, -1, 1].map((by) => viewer.move(by));
  assert.deepEqual(moves, [true, true, true, false, true]);
  await settle();
  assert.equal(shown(), 5);
  assert.equal(viewer.move(2), true);
  assert.equal(store.state.peek().checkpoint, null);
  stop();
});
