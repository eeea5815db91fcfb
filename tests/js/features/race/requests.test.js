import assert from 'node:assert/strict';
import { test } from 'node:test';

import { signal } from '@preact/signals';

import { createStore } from '../../../../static/js/core/store.js';
import { LossLandscape } from '../../../../static/js/features/race/landscape/lossLandscape.js';
import { SurfaceRun } from '../../../../static/js/features/race/surfaces/surfaceRun.js';
import { WeightHistories } from '../../../../static/js/features/race/weights/weightHistories.js';
import { Problem } from '../../../../static/js/protocol/problem.js';
import { createFakeEnvironment, settle } from '../../fakes.js';
import { frameOf, sessionOf } from '../../state.js';

/** A group whose members are stores alone. @param {string[]} ids */
function createGroup(...ids) {
  const members = ids.map((id) => {
    const store = createStore('light');
    store.dispatch({ type: 'session', session: sessionOf({ id }), re: null });
    return { label: id, store, live: { ask: (/** @type {Promise<any>} */ request) => request } };
  });
  const train = (/** @type {number} */ step) => {
    for (const { store } of members) store.dispatch({ type: 'frame', frame: frameOf({ step, layers: 3 }) });
  };
  return { group: /** @type {any} */ ({ members: signal(members) }), train };
}

const LANDSCAPE = {
  centre: [0, 0],
  first: [1, 0],
  second: [0, 1],
  window: [
    [-1, 1],
    [-1, 1],
  ],
  losses: [[1, null]],
  samples: 10,
  captured: 0.9,
  apart: ['b'],
  trajectories: [
    {
      session: 'a',
      step: [0, 1],
      points: [
        [0, 0],
        [0.1, null],
      ],
    },
  ],
};

test('the landscape is fitted once there are paths, and again at intervals when they have grown', async () => {
  const { server, clock, environment } = createFakeEnvironment();
  const { group, train } = createGroup('a', 'b');
  server.answers.getLandscape = () => LANDSCAPE;
  const landscape = new LossLandscape({ ...environment, group });
  train(0);
  await settle();
  assert.deepEqual([server.requests.length, landscape.problem.value], [0, '']);
  landscape.refit();
  train(10);
  landscape.refit();
  await settle();
  const fits = () => server.requests.filter((name) => name.startsWith('getLandscape')).length;
  assert.equal(fits(), 1);
  assert.deepEqual(landscape.fit.value?.apart, ['b']);
  assert.deepEqual(landscape.paths.value.get('a')?.points[1], [0.1, 0]);
  train(100);
  await settle();
  assert.equal(fits(), 1);
  await clock.advance(600);
  assert.equal(fits(), 2);
});

test('a landscape that the server refuses is reported; directions are stored in the address', async () => {
  const { server, environment } = createFakeEnvironment();
  const { group, train } = createGroup('a');
  server.answers.getLandscape = () => {
    throw new Problem(422, 'Too large');
  };
  const landscape = new LossLandscape({ ...environment, group });
  train(5);
  await settle();
  assert.match(landscape.problem.value ?? '', /Too large/);
  landscape.setKind('random');
  await settle();
  assert.equal(environment.choices.read().plane, 'random');
});

test('histories of the chosen weight are requested from every session, at intervals', async () => {
  const { server, clock, environment } = createFakeEnvironment('http://localhost/race?weight=3');
  const { group, train } = createGroup('a', 'b');
  server.answers.getParameterHistory = (id, parameter) => ({ of: id, parameter });
  const weights = new WeightHistories({ ...environment, group });
  await settle();
  assert.equal(server.requests.length, 0, 'there is no history before the first step');
  train(1);
  await settle();
  assert.deepEqual([...weights.histories.value.keys()], ['a', 'b']);
  assert.equal(server.requests.length, 2);
  train(2);
  train(3);
  weights.choose(4);
  await clock.advance(500);
  assert.equal(server.requests.length, 4);
  assert.match(server.requests[3], /b 4$/);
  assert.equal(environment.choices.read().weight, '4');
  train(0); // back at the initial weights
  assert.equal(weights.histories.value.size, 0);
  await clock.advance(5000);
  assert.equal(server.requests.length, 4);
  assert.equal(weights.histories.value.size, 0);
});

test('a weight that another network does not have is replaced by the first', async () => {
  const { server, environment } = createFakeEnvironment('http://localhost/race?weight=99999');
  server.answers.getParameterHistory = () => ({});
  const weights = new WeightHistories({ ...environment, group: createGroup('a').group });
  await settle();
  assert.equal(weights.parameter.value, 0);
});

const SURFACE = {
  name: 'bowl',
  hyperparameters: [],
  start: [1, 1],
  steps: 80,
  dimensions: 2,
  window: [
    [-2, 2],
    [-2, 2],
  ],
  settings: {},
};
const CATALOG = { surfaces: [SURFACE], optimizers: [{ name: 'sgd', learning_rate: 0.1, hyperparameters: [] }] };

test('descents are requested for the newest settings, with a grid for a new function only', async () => {
  const { server, clock, environment, ticker } = createFakeEnvironment();
  const store = createStore('light');
  /** @type {any[]} */
  const requests = [];
  server.answers.descendSurface = (request) => {
    requests.push(request);
    return { surface: 'bowl', values: request.resolution ? [[1]] : null, window: SURFACE.window, descents: [] };
  };
  const racers = signal([{ optimizer: 'sgd', numbers: { learning_rate: 0.1 } }]);
  const objective = signal('network');
  const run = new SurfaceRun({ ...environment, store, ticker }, racers, objective);
  store.dispatch({ type: 'catalog', catalog: /** @type {any} */ (CATALOG) });
  await settle();
  assert.equal(requests.length, 0, 'nobody has chosen the classic functions');
  objective.value = 'surfaces';
  await settle();
  assert.equal(requests[0].resolution, 96);
  assert.equal(run.step.value, 80);
  run.change({ start: [0.5, 0.5] });
  run.change({ start: [0.2, 0.2] });
  await settle();
  assert.deepEqual([requests.at(-1).start, requests.at(-1).resolution], [[0.2, 0.2], null]);
  run.setPlaying(true);
  await clock.advance(4000);
  await settle();
  assert.equal(run.step.value, 40);
  await clock.advance(4000);
  await settle();
  assert.deepEqual([run.step.value, run.playing.value], [80, false]);
  assert.equal(environment.choices.read().at, '80');
});
