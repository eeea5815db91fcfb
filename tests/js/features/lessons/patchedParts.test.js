import assert from 'node:assert/strict';
import { test } from 'node:test';

import { patchedParts } from '../../../../static/js/features/lessons/patchedParts.js';

const SPEC = /** @type {any} */ ({
  data: { name: 'xor', samples: 200 },
  features: ['x1', 'x2'],
  network: {
    layers: [{ kind: 'dense', units: 4, activation: 'tanh' }],
    initializer: { name: 'glorot' },
    output_activation: 'tanh',
  },
  optimizer: { name: 'sgd', learning_rate: 0.03 },
  batch_size: 10,
  clipping: null,
});

test('an action belongs to the parts of a run that it changes', () => {
  /** @type {[Record<string, any>, string[]][]} */
  const cases = [
    [{ optimizer: { learning_rate: 1 } }, ['learning_rate']],
    [{ optimizer: { learning_rate: 0.03 } }, []],
    [{ optimizer: { name: 'adam', learning_rate: 0.01 } }, ['learning_rate', 'optimizer']],
    [{ data: { name: 'spiral' }, batch_size: 'all' }, ['data', 'batch_size']],
    [{ data: { name: 'xor' }, clipping: null }, []],
    [{ network: { layers: [{ units: 4, activation: 'relu' }] } }, ['activation']],
    [{ network: { layers: [{ units: 5, activation: 'tanh' }] } }, ['layers']],
    [{ network: { layers: [{ units: 4, activation: 'tanh' }, { units: 4 }] } }, ['layers']],
    [{ network: { layers: [{ units: 4, activation: 'tanh' }] } }, []],
    [{ network: { initializer: { name: 'zeros' } } }, ['weights']],
    [{ features: ['x1'], seed: 3, regularization: { l2: 1 } }, ['features', 'seed', 'regularization']],
  ];
  for (const [patch, parts] of cases) assert.deepEqual(patchedParts(patch, SPEC), parts, JSON.stringify(patch));
  assert.deepEqual(patchedParts({ data: { name: 'xor' } }, null), ['data']);
});
