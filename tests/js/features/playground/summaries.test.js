/** Tests of what folds say while they are closed: settings that are not the usual ones. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { dataSummary } from '../../../../static/js/features/playground/data/summary.js';
import { summaryOf } from '../../../../static/js/features/playground/settings/summary.js';
import { specOf } from '../../state.js';

const labelled = (/** @type {string[]} */ ...names) => names.map((name) => ({ name, label: name.toUpperCase() }));

const catalog = /** @type {any} */ ({
  default: specOf(),
  optimizers: [
    { name: 'sgd', label: 'SGD', hyperparameters: [{ name: 'momentum', symbol: 'μ', default: 0 }] },
    { name: 'adam', label: 'Adam', hyperparameters: [] },
  ],
  losses: [
    { name: 'half_squared_error', label: 'Half squared error', tasks: [], output_activation: null },
    { name: 'softmax_cross_entropy', label: 'Cross-entropy', tasks: ['multiclass'], output_activation: 'softmax' },
    { name: 'huber', label: 'Huber', tasks: [], output_activation: null },
  ],
  regularizations: labelled('none', 'l2'),
  initializers: labelled('glorot_uniform', 'he_normal'),
  schedules: labelled('constant', 'step'),
  clippings: labelled('none', 'norm'),
  projections: labelled('none', 'box'),
  data_sets: [{ name: 'circle' }],
});

test('usual settings are not mentioned', () => {
  assert.equal(summaryOf(catalog, specOf(), 'binary'), '');
  assert.equal(summaryOf(catalog, { ...specOf(), loss: 'softmax_cross_entropy' }, 'multiclass'), '');
});

test('every other setting is', () => {
  const spec = specOf();
  spec.loss = 'huber';
  spec.batch_size = 'all';
  spec.optimizer = /** @type {any} */ ({ name: 'sgd', learning_rate: 0.03, momentum: 0.9 });
  spec.regularization = { name: 'l2', rate: 0.01 };
  spec.network.initializer.name = 'he_normal';
  spec.clipping.name = 'norm';
  const summary = 'batch size all, Huber, L2, penalty rate 0.01, HE_NORMAL, μ 0.9, NORM';
  assert.equal(summaryOf(catalog, spec, 'binary'), summary);
  assert.match(summaryOf(catalog, { ...specOf(), loss: 'half_squared_error' }, 'multiclass'), /Half squared error/);
});

test('a penalty rate without a penalty is not mentioned', () => {
  assert.equal(summaryOf(catalog, { ...specOf(), regularization: { name: 'none', rate: 0.3 } }, 'binary'), '');
});

test('options of the data are mentioned if they are not the usual ones', () => {
  const spec = specOf();
  const summary = (/** @type {Record<string, number>} */ data) =>
    dataSummary({ catalog, spec: { ...spec, data: /** @type {any} */ ({ ...spec.data, ...data }) } }).replace(
      /\s/g,
      ' ',
    );
  assert.equal(summary({}), '');
  assert.equal(summary({ position_noise: 0.2, label_noise: 0.1 }), 'noise 20 %, label noise 10 %');
  assert.equal(summary({ samples: 800, train_fraction: 0.7 }), '800 points, training share 70 %');
  assert.equal(dataSummary({ catalog: null, spec }), '');
});
