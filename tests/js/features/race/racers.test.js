import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  DEFAULT_PRESET,
  MAX_RACERS,
  PRESETS,
  entriesOf,
  labelsOf,
  presetOf,
  ranksOf,
  readRacers,
  withNumber,
  withRacer,
  withoutRacer,
  writeRacers,
} from '../../../../static/js/features/race/racers.js';

const number = (/** @type {string} */ name, /** @type {number} */ usual) => ({
  name,
  symbol: name === 'beta1' ? 'β₁' : '',
  default: usual,
  low: 0,
  high: 0.9999,
});
const optimizer = (
  /** @type {string} */ name,
  /** @type {string} */ label,
  /** @type {number} */ rate,
  hyperparameters = [number('momentum', 0.9)],
) => ({
  name,
  label,
  learning_rate: rate,
  formula: '',
  source: '',
  hyperparameters,
});
const NAMES = ['nesterov', 'adagrad', 'adadelta', 'rmsprop', 'amsgrad', 'adamw', 'lion', 'muon'];
const catalog = /** @type {any} */ ({
  optimizers: [
    optimizer('sgd', 'Gradient descent', 0.03),
    optimizer('momentum', 'Momentum', 0.03),
    optimizer('adam', 'Adam', 0.01, [number('beta1', 0.9), number('beta2', 0.999)]),
    ...NAMES.map((name) => optimizer(name, name, 0.01)),
  ],
});

test('racers are written to the address and read back', () => {
  /** @type {import('../../../../static/js/features/race/racers.js').Racer[]} */
  const racers = [
    { optimizer: 'sgd', numbers: { learning_rate: 0.03 } },
    { optimizer: 'adam', numbers: { learning_rate: 0.002, beta1: 0.5 } },
  ];
  assert.equal(writeRacers(racers), 'sgd:0.03,adam:0.002:beta1=0.5');
  assert.deepEqual(readRacers(writeRacers(racers), catalog), racers);
});

test('unknown racers are left out; without any, the default racers are used', () => {
  assert.deepEqual(readRacers('nobody:1,adam:NaN:beta1=7:gamma=1:beta2,momentum:-1,sgd:Infinity', catalog), [
    { optimizer: 'adam', numbers: { learning_rate: 0.01 } },
    { optimizer: 'momentum', numbers: { learning_rate: 0.03 } },
    { optimizer: 'sgd', numbers: { learning_rate: 0.03 } },
  ]);
  for (const text of [undefined, '', 'x', ',,,']) {
    assert.deepEqual(readRacers(text, catalog), PRESETS[DEFAULT_PRESET].racers(catalog));
  }
  assert.equal(readRacers('sgd,'.repeat(50), catalog).length, MAX_RACERS);
});

test('the preset of the racers is found', () => {
  for (const name of Object.keys(PRESETS)) assert.equal(presetOf(PRESETS[name].racers(catalog), catalog), name);
  assert.equal(presetOf([{ optimizer: 'sgd', numbers: { learning_rate: 0.5 } }], catalog), null);
});

test('labels of racers with the same optimizer are distinct', () => {
  const racers = readRacers('sgd:0.03,adam:0.01,adam:0.1,adam:0.1:beta1=0.5,adam:0.1:beta1=0.5', catalog);
  assert.deepEqual(labelsOf(racers, catalog), [
    'Gradient descent',
    'Adam η 0.01',
    'Adam η 0.1',
    'Adam η 0.1 β₁ 0.5',
    'Adam η 0.1 β₁ 0.5 (2)',
  ]);
});

test('an optimizer added again gets another learning rate, up to the maximum', () => {
  let racers = readRacers('adam:0.01', catalog);
  racers = withRacer(racers, 'adam', catalog);
  assert.deepEqual(racers[1].numbers, { learning_rate: 0.0033 });
  racers = withRacer(racers, 'sgd', catalog);
  assert.deepEqual(
    withoutRacer(racers, 0).map((racer) => racer.optimizer),
    ['adam', 'sgd'],
  );
  assert.equal(withNumber(racers, 2, 'momentum', 0.5)[2].numbers.momentum, 0.5);
  assert.equal(racers[2].numbers.momentum, undefined);
  for (let i = 0; i < 20; i++) racers = withRacer(racers, 'sgd', catalog);
  assert.equal(racers.length, MAX_RACERS);
  assert.equal(new Set(labelsOf(racers, catalog)).size, MAX_RACERS);
});

test('all racers have the same spec except for the optimizer', () => {
  const spec = /** @type {any} */ ({
    seed: 7,
    data: { name: 'circle' },
    optimizer: { name: 'lion', learning_rate: 1, beta1: 0.3 },
  });
  assert.deepEqual(entriesOf(readRacers('sgd:0.1,adam:0.01:beta1=0.5', catalog), spec, catalog), [
    {
      label: 'Gradient descent',
      spec: { seed: 7, data: { name: 'circle' }, optimizer: { name: 'sgd', learning_rate: 0.1 } },
    },
    {
      label: 'Adam',
      spec: { seed: 7, data: { name: 'circle' }, optimizer: { name: 'adam', learning_rate: 0.01, beta1: 0.5 } },
    },
  ]);
});

test('ranks are by loss; equal losses share a rank', () => {
  assert.deepEqual(ranksOf([0.3, 0.1, null, 0.3, 0.2]), [3, 1, null, 3, 2]);
  assert.deepEqual(ranksOf([]), []);
});
