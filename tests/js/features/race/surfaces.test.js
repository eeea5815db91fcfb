import assert from 'node:assert/strict';
import { test } from 'node:test';

import { levelsOf } from '../../../../static/js/draw/terrain.js';
import {
  keptWithin,
  numbersOn,
  reached,
  readSurface,
  requestOf,
  surfaceOf,
  defaultChoice,
  writeSurface,
} from '../../../../static/js/features/race/surfaces/surfaceSettings.js';

const optimizer = (/** @type {string} */ name, /** @type {number} */ learning_rate) => ({
  name,
  label: name,
  formula: '',
  source: '',
  learning_rate,
  hyperparameters: [],
});
const surface = (/** @type {object} */ fields) => ({
  label: '',
  formula: '',
  source: '',
  description: '',
  dimensions: 2,
  hyperparameters: [],
  window: [
    [-2, 2],
    [-1, 3],
  ],
  start: [-1.5, 2],
  steps: 300,
  settings: {},
  ...fields,
});
const catalog = /** @type {any} */ ({
  optimizers: [optimizer('sgd', 0.03), optimizer('adam', 0.01)],
  surfaces: [
    surface({ name: 'quadratic', hyperparameters: [{ name: 'kappa', default: 20, low: 1, high: 1000 }] }),
    surface({
      name: 'rosenbrock',
      settings: { sgd: { learning_rate: 0.0008 }, adam: { learning_rate: 0.05, beta2: 0.99 } },
    }),
    surface({
      name: 'reddi',
      dimensions: 1,
      window: [
        [-1, 1],
        [-1, 1],
      ],
      start: [0, 0],
    }),
  ],
});

test('settings are written to the address and read back', () => {
  const choice = {
    surface: 'quadratic',
    numbers: { kappa: 50 },
    start: /** @type {[number, number]} */ ([0.5, -0.25]),
    steps: 77,
  };
  const kept = Object.fromEntries(Object.entries(writeSurface(choice, catalog)).filter(([, value]) => value !== null));
  assert.deepEqual(readSurface(/** @type {any} */ (kept), catalog), choice);
});

test('parameters of another function leave the address', () => {
  assert.equal(writeSurface(defaultChoice(surfaceOf(catalog, 'reddi')), catalog).kappa, null);
});

test('invalid settings get their defaults', () => {
  const usual = defaultChoice(catalog.surfaces[0]);
  for (const choices of [
    {},
    { surface: 'himmelblau' },
    { kappa: '0' },
    { kappa: 'x' },
    { start: '1' },
    { start: 'a,b' },
    { steps: '0' },
    { steps: '1.5' },
    { steps: '1e9' },
  ]) {
    assert.deepEqual(readSurface(/** @type {any} */ (choices), catalog), usual);
  }
  assert.deepEqual(readSurface({ start: '100,-100' }, catalog).start, [2, -1]);
  assert.deepEqual(readSurface({ surface: 'reddi', start: '5,1' }, catalog).start, [1, 0]);
});

test('a start is limited to the window', () => {
  assert.deepEqual(keptWithin(surfaceOf(catalog, 'rosenbrock'), [-7, 0.123456]), [-2, 0.1235]);
});

test("a racer's learning rate is scaled to the function; its other hyperparameters stay", () => {
  const valley = surfaceOf(catalog, 'rosenbrock');
  assert.deepEqual(numbersOn({ optimizer: 'sgd', numbers: { learning_rate: 0.3 } }, valley, catalog), {
    learning_rate: 0.008,
  });
  assert.deepEqual(numbersOn({ optimizer: 'adam', numbers: { learning_rate: 0.01 } }, valley, catalog), {
    learning_rate: 0.05,
    beta2: 0.99,
  });
  assert.deepEqual(numbersOn({ optimizer: 'adam', numbers: { learning_rate: 0.01, beta2: 0.5 } }, valley, catalog), {
    learning_rate: 0.05,
    beta2: 0.5,
  });
  assert.deepEqual(numbersOn({ optimizer: 'adam', numbers: { learning_rate: 0.02 } }, catalog.surfaces[0], catalog), {
    learning_rate: 0.02,
  });
});

test('a request has all racers in order', () => {
  const racers = [
    { optimizer: 'adam', numbers: { learning_rate: 0.01 } },
    { optimizer: 'sgd', numbers: { learning_rate: 0.03 } },
  ];
  const request = requestOf(defaultChoice(surfaceOf(catalog, 'rosenbrock')), racers, catalog, null);
  assert.deepEqual(
    request.optimizers?.map(({ name }) => name),
    ['adam', 'sgd'],
  );
  assert.equal(request.resolution, null);
});

test('a path is drawn up to the step shown', () => {
  const descent = { step: [0, 4, 8, 12] };
  assert.deepEqual(
    [0, 3, 4, 11, 12, 99].map((at) => reached(descent, at)),
    [1, 1, 2, 3, 4, 4],
  );
});

test('contour levels are evenly spaced on a logarithmic scale', () => {
  const levels = levelsOf([0, 1, 10, 1000, Infinity], 0);
  const ratios = levels.slice(1).map((level, index) => level / levels[index]);
  assert.ok(levels[0] > 0 && /** @type {number} */ (levels.at(-1)) < 1000);
  for (const ratio of ratios) assert.ok(Math.abs(ratio - ratios[0]) < 1e-9);
  assert.deepEqual(levelsOf([3, 3, 3], 0), []);
  assert.deepEqual(levelsOf([Infinity], 0), []);
});
