import assert from 'node:assert/strict';
import { test } from 'node:test';

import * as edits from '../../static/js/state/edits.js';
import { applyPatch } from '../../static/js/state/patch.js';
import { specOf } from './state.js';

const KINDS = /** @type {any} */ ([
  { name: 'dense', reads: 'any' },
  { name: 'parallel', reads: 'any' },
  { name: 'lstm', reads: 'steps' },
]);

/** @param {edits.Change | null} change */
const widths = (change) => change?.patch.network.layers.map((/** @type {{units: number}} */ { units }) => units);

test('layers are added like their neighbour, removed and resized where they stand', () => {
  const spec = specOf([4, 2]);
  assert.deepEqual(widths(edits.addLayer(spec, 0, 2)), [4, 4, 2]);
  assert.deepEqual(widths(edits.addLayer(spec, 2, 2)), [4, 2, 2]);
  assert.deepEqual(widths(edits.addLayer(specOf([]), 0, 2)), [4]);
  assert.deepEqual(widths(edits.removeLayer(spec, 0, 2)), [2]);
  assert.deepEqual(widths(edits.setUnits(spec, 1, 3, 2)), [4, 3]);
  assert.deepEqual(spec, specOf([4, 2]));
});

test('what changes the shape of the parameters starts anew, the rest applies live', () => {
  const spec = specOf();
  assert.ok(edits.addLayer(spec, 1, 2).reset);
  assert.ok(edits.setUnits(spec, 0, 5, 2).reset);
  assert.ok(edits.toggleFeature(spec, 'x1_x2', ['x1', 'x2', 'x1_x2'])?.reset);
  assert.ok(!edits.setActivation(spec, 'relu').reset);
  assert.ok(!edits.setLearningRate(0.1).reset);
  assert.ok(!edits.setData({ position_noise: 0.1 }).reset);
});

test('features keep their order, and the last one stays', () => {
  const order = ['x1', 'x2', 'x1_x2'];
  assert.deepEqual(edits.toggleFeature({ ...specOf(), features: ['x1_x2'] }, 'x1', order)?.patch.features, [
    'x1',
    'x1_x2',
  ]);
  assert.equal(edits.toggleFeature({ ...specOf(), features: ['x1'] }, 'x1', order), null);
});

test('another task takes its own loss and output, the same task keeps the number of points', () => {
  const spec = specOf();
  assert.deepEqual(edits.chooseData(spec, { name: 'xor', task: 'binary' }, 'binary', KINDS).patch, {
    data: { name: 'xor', samples: 500 },
  });
  const other = edits.chooseData(spec, { name: 'spirals3', task: 'multiclass' }, 'binary', KINDS);
  assert.equal(other.patch.loss, null);
  assert.equal(other.patch.network.output_activation, null);
  assert.equal(other.patch.data.samples, null);
});

test('layers that read time steps, or columns by their number, stay with their data', () => {
  const branches = [{ inputs: [0, 24], layers: [{ kind: 'dense', units: 6 }] }];
  const spec = specOf([4]);
  const [dense] = spec.network.layers;
  const tied = { ...spec, network: { ...spec.network, layers: [{ kind: 'parallel', branches }, { kind: 'lstm', units: 3 }, dense] } };
  const { patch } = edits.chooseData(/** @type {any} */ (tied), { name: 'spirals3', task: 'multiclass' }, 'binary', KINDS);
  assert.deepEqual(patch.network, { output_activation: null, layers: [dense] });
  const own = edits.useOwnData({ inputs: [[1, 2]], targets: [[0]] }, /** @type {any} */ (tied), KINDS);
  assert.deepEqual(own.patch.network, { output_activation: null, layers: [dense] });
});

test("a generated data set takes the place of the learner's own", () => {
  const own = { ...specOf(), data: { name: /** @type {const} */ ('inline'), inputs: [[1, 2]], targets: [[0]] } };
  const { patch } = edits.chooseData(/** @type {any} */ (own), { name: 'xor', task: 'binary' }, 'binary', KINDS);
  assert.deepEqual(applyPatch(own, patch).data, { name: 'xor' });
});

test('another optimizer keeps the learning rate and drops what is not its own', () => {
  const { patch } = edits.setOptimizer(specOf(), 'adam');
  assert.deepEqual(applyPatch(specOf(), patch).optimizer, { name: 'adam', learning_rate: 0.03 });
});

test('the activation all layers share is told, or none', () => {
  const spec = specOf([4, 2]);
  assert.equal(edits.sharedActivation(spec), 'tanh');
  assert.equal(edits.sharedActivation(applyPatch(spec, edits.setPart(spec, 1, { activation: 'relu' }).patch)), '');
  assert.equal(edits.sharedActivation(specOf([])), '');
});

test('a table of ones own takes its own task, and two columns the features of the plane', () => {
  const rows = { inputs: [[1, 2]], targets: [[0]] };
  const { patch, reset } = edits.useOwnData(rows, specOf(), KINDS);
  assert.ok(reset);
  assert.equal(patch.data.name, 'inline');
  assert.equal(patch.data.test_inputs, null);
  assert.deepEqual([patch.loss, patch.network.output_activation], [null, null]);
  assert.deepEqual(patch.features, ['x1', 'x2']);
  assert.equal(edits.useOwnData({ ...rows, inputs: [[1, 2, 3]] }, specOf(), KINDS).patch.features, null);
});

test('ones own rows are split anew from all of them', () => {
  const own = { inputs: [[1], [2], [3]], targets: [[0], [1], [0]], test_inputs: [[4]], test_targets: [[1]] };
  const { data } = edits.splitAnew(/** @type {any} */ (own), { seed: 5 }).patch;
  assert.deepEqual(data, {
    train_fraction: 0.75,
    seed: 5,
    inputs: [[1], [2], [3], [4]],
    targets: [[0], [1], [0], [1]],
    test_inputs: null,
    test_targets: null,
  });
  const whole = { ...own, test_inputs: null, test_targets: null };
  assert.deepEqual(edits.splitAnew(/** @type {any} */ (whole), { train_fraction: 0.5 }).patch.data, { train_fraction: 0.5 });
});
