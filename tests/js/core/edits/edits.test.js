import assert from 'node:assert/strict';
import { test } from 'node:test';

import * as data from '../../../../static/js/core/edits/dataEdits.js';
import * as edits from '../../../../static/js/core/edits/edits.js';
import { applyPatch } from '../../../../static/js/core/edits/patch.js';
import { specOf } from '../../state.js';

test('a change restarts the run if it needs other weights, and the server adapts the layers', () => {
  assert.deepEqual(edits.toggleFeature(specOf(), 'x1_x2', ['x1', 'x2', 'x1_x2']), {
    patch: { features: ['x1', 'x2', 'x1_x2'] },
    reset: true,
    adapt: true,
  });
  assert.ok(!edits.setActivation(specOf(), 'relu').reset);
  assert.ok(!edits.setLearningRate(0.1).reset);
  assert.ok(!data.setData({ position_noise: 0.1 }).reset);
});

test('features keep their order, and the last one stays', () => {
  const order = ['x1', 'x2', 'x1_x2'];
  assert.deepEqual(edits.toggleFeature({ ...specOf(), features: ['x1_x2'] }, 'x1', order)?.patch.features, [
    'x1',
    'x1_x2',
  ]);
  assert.equal(edits.toggleFeature({ ...specOf(), features: ['x1'] }, 'x1', order), null);
});

test('another task resets loss and output activation, the same task keeps the number of points', () => {
  const spec = specOf();
  assert.deepEqual(data.chooseData(spec, { name: 'xor', task: 'binary' }, 'binary').patch, {
    data: { name: 'xor', samples: 500 },
  });
  const other = data.chooseData(spec, { name: 'spirals3', task: 'multiclass' }, 'binary');
  assert.equal(other.patch.loss, null);
  assert.equal(other.patch.network.output_activation, null);
  assert.equal(other.patch.data.samples, null);
});

test('generated data replace custom rows', () => {
  const own = { ...specOf(), data: { name: /** @type {const} */ ('inline'), inputs: [[1, 2]], targets: [[0]] } };
  const { patch } = data.chooseData(/** @type {any} */ (own), { name: 'xor', task: 'binary' }, 'binary');
  assert.deepEqual(applyPatch(own, patch).data, { name: 'xor' });
});

test('another optimizer has its own learning rate and drops the settings of the old one', () => {
  const { patch } = edits.setOptimizer(specOf(), { name: 'adam', learning_rate: 0.01 });
  assert.deepEqual(applyPatch(specOf(), patch).optimizer, { name: 'adam', learning_rate: 0.01 });
});

test('the shared activation of the layers is found, or none', () => {
  const spec = specOf([4, 2]);
  assert.equal(edits.sharedActivation(spec), 'tanh');
  const [first, second] = spec.network.layers;
  const layers = /** @type {any} */ ([first, { ...second, activation: 'relu' }]);
  assert.equal(edits.sharedActivation({ ...spec, network: { ...spec.network, layers } }), '');
  assert.equal(edits.sharedActivation(specOf([])), '');
});

test('custom rows reset loss and output activation, and two columns get the features of the plane', () => {
  const rows = { inputs: [[1, 2]], targets: [[0]] };
  const { patch, reset } = data.useCustomData(rows);
  assert.ok(reset);
  assert.equal(patch.data.name, 'inline');
  assert.equal(patch.data.test_inputs, null);
  assert.deepEqual([patch.loss, patch.network.output_activation], [null, null]);
  assert.deepEqual(patch.features, ['x1', 'x2']);
  assert.equal(data.useCustomData({ ...rows, inputs: [[1, 2, 3]] }).patch.features, null);
});

test('custom rows are split again from all of them', () => {
  const own = { inputs: [[1], [2], [3]], targets: [[0], [1], [0]], test_inputs: [[4]], test_targets: [[1]] };
  const { patch } = data.splitAgain(/** @type {any} */ (own), { seed: 5 });
  assert.deepEqual(patch.data, {
    train_fraction: 0.75,
    seed: 5,
    inputs: [[1], [2], [3], [4]],
    targets: [[0], [1], [0], [1]],
    test_inputs: null,
    test_targets: null,
  });
  const whole = { ...own, test_inputs: null, test_targets: null };
  assert.deepEqual(data.splitAgain(/** @type {any} */ (whole), { train_fraction: 0.5 }).patch.data, {
    train_fraction: 0.5,
  });
});

test('longer sequences keep the weights if they can, other symbols do not', () => {
  assert.deepEqual(data.setSequence('delay', 30), { patch: { data: { delay: 30 } }, reset: 'if_needed', adapt: true });
  assert.equal(data.setSequence('symbols', 5).reset, true);
  assert.equal(data.setSequence('coding', 'index').reset, true);
});

test('a text takes the loss of its task unless there was one before, and other bits draw other patterns', () => {
  const first = data.useText(specOf(), 'abab');
  assert.deepEqual(first.patch, {
    data: { name: 'text', text: 'abab' },
    loss: null,
    network: { output_activation: null },
  });
  const present = /** @type {any} */ ({ ...specOf(), data: { name: 'text', text: 'abab' } });
  assert.deepEqual(data.useText(present, 'abcd').patch, { data: { name: 'text', text: 'abcd' } });
  assert.deepEqual(data.setBits(8).patch, { data: { bits: 8, held_out: null } });
});

test('a run whose table is missing starts on the rows that are given for it', () => {
  const run = /** @type {any} */ ({ ...specOf([5]), data: { name: 'table', table: 'x' }, features: null });
  const { patch, reset } = data.completeRun(run, { inputs: [[1, 2, 3]], targets: [[0]] });
  assert.ok(reset);
  assert.deepEqual([patch.data.name, patch.data.inputs, patch.features], ['inline', [[1, 2, 3]], null]);
  assert.deepEqual(patch.network, run.network);
});
