import assert from 'node:assert/strict';
import { test } from 'node:test';

import * as data from '../../../../static/js/core/edits/dataEdits.js';
import * as edits from '../../../../static/js/core/edits/edits.js';
import { vectorOf } from '../../../../static/js/core/edits/fitting.js';
import { addLayer, removeLayer, setPart, setUnits } from '../../../../static/js/core/edits/layerEdits.js';
import { applyPatch } from '../../../../static/js/core/patch.js';
import { CATALOG } from '../../catalog.js';
import { specOf } from '../../state.js';

const PLANE = vectorOf(2);

/** @param {edits.SpecChange | null} change */
const widths = (change) => change?.patch.network.layers.map((/** @type {{units: number}} */ { units }) => units);

test('layers are added like their neighbour, removed and resized where they stand', () => {
  const spec = specOf([4, 2]);
  assert.deepEqual(widths(addLayer(spec, 0, PLANE)), [4, 4, 2]);
  assert.deepEqual(widths(addLayer(spec, 2, PLANE)), [4, 2, 2]);
  assert.deepEqual(widths(addLayer(specOf([]), 0, PLANE)), [4]);
  assert.deepEqual(widths(removeLayer(spec, 0, PLANE)), [2]);
  assert.deepEqual(widths(setUnits(spec, 1, 3, PLANE)), [4, 3]);
  assert.deepEqual(spec, specOf([4, 2]));
});

test('what changes the shape of the parameters starts anew, the rest applies live', () => {
  const spec = specOf();
  assert.ok(addLayer(spec, 1, PLANE)?.reset);
  assert.ok(setUnits(spec, 0, 5, PLANE)?.reset);
  assert.ok(edits.toggleFeature(spec, 'x1_x2', ['x1', 'x2', 'x1_x2'])?.reset);
  assert.ok(!edits.setActivation(spec, 'relu').reset);
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

test('another task takes its own loss and output, the same task keeps the number of points', () => {
  const spec = specOf();
  assert.deepEqual(data.chooseData(spec, { name: 'xor', task: 'binary' }, 'binary', CATALOG).patch, {
    data: { name: 'xor', samples: 500 },
  });
  const other = data.chooseData(spec, { name: 'spirals3', task: 'multiclass' }, 'binary', CATALOG);
  assert.equal(other.patch.loss, null);
  assert.equal(other.patch.network.output_activation, null);
  assert.equal(other.patch.data.samples, null);
});

test('layers that read time steps, or columns by their number, stay with their data', () => {
  const branches = [{ inputs: [0, 24], layers: [{ kind: 'dense', units: 6 }] }];
  const spec = specOf([4]);
  const [dense] = spec.network.layers;
  const tied = {
    ...spec,
    network: { ...spec.network, layers: [{ kind: 'parallel', branches }, { kind: 'lstm', units: 3 }, dense] },
  };
  const { patch } = data.chooseData(
    /** @type {any} */ (tied),
    { name: 'spirals3', task: 'multiclass' },
    'binary',
    CATALOG,
  );
  assert.deepEqual(patch.network, { output_activation: null, layers: [dense] });
  const own = data.useOwnData({ inputs: [[1, 2]], targets: [[0]] }, /** @type {any} */ (tied), CATALOG);
  assert.deepEqual(own.patch.network, { output_activation: null, layers: [dense] });
});

test("a generated data set takes the place of the learner's own", () => {
  const own = { ...specOf(), data: { name: /** @type {const} */ ('inline'), inputs: [[1, 2]], targets: [[0]] } };
  const { patch } = data.chooseData(/** @type {any} */ (own), { name: 'xor', task: 'binary' }, 'binary', CATALOG);
  assert.deepEqual(applyPatch(own, patch).data, { name: 'xor' });
});

test('another optimizer has its own learning rate and drops the settings of the old one', () => {
  const { patch } = edits.setOptimizer(specOf(), { name: 'adam', learning_rate: 0.01 });
  assert.deepEqual(applyPatch(specOf(), patch).optimizer, { name: 'adam', learning_rate: 0.01 });
});

test('the activation all layers share is told, or none', () => {
  const spec = specOf([4, 2]);
  assert.equal(edits.sharedActivation(spec), 'tanh');
  assert.equal(edits.sharedActivation(applyPatch(spec, setPart(spec, 1, { activation: 'relu' }).patch)), '');
  assert.equal(edits.sharedActivation(specOf([])), '');
});

test('a table of ones own takes its own task, and two columns the features of the plane', () => {
  const rows = { inputs: [[1, 2]], targets: [[0]] };
  const { patch, reset } = data.useOwnData(rows, specOf(), CATALOG);
  assert.ok(reset);
  assert.equal(patch.data.name, 'inline');
  assert.equal(patch.data.test_inputs, null);
  assert.deepEqual([patch.loss, patch.network.output_activation], [null, null]);
  assert.deepEqual(patch.features, ['x1', 'x2']);
  assert.equal(data.useOwnData({ ...rows, inputs: [[1, 2, 3]] }, specOf(), CATALOG).patch.features, null);
});

test('ones own rows are split anew from all of them', () => {
  const own = { inputs: [[1], [2], [3]], targets: [[0], [1], [0]], test_inputs: [[4]], test_targets: [[1]] };
  const { patch } = data.splitAnew(/** @type {any} */ (own), { seed: 5 });
  assert.deepEqual(patch.data, {
    train_fraction: 0.75,
    seed: 5,
    inputs: [[1], [2], [3], [4]],
    targets: [[0], [1], [0], [1]],
    test_inputs: null,
    test_targets: null,
  });
  const whole = { ...own, test_inputs: null, test_targets: null };
  assert.deepEqual(data.splitAnew(/** @type {any} */ (whole), { train_fraction: 0.5 }).patch.data, {
    train_fraction: 0.5,
  });
});

test('sequences get a layer that goes through their steps, and keep one that is there', () => {
  const parity = /** @type {const} */ ({ name: 'parity', task: 'binary', source: 'a paper' });
  const { network } = data.chooseData(specOf(), parity, 'binary', CATALOG).patch;
  assert.deepEqual(
    network.layers.map((/** @type {any} */ { kind, units }) => [kind, units]),
    [['lstm', 8]],
  );
  const there = applyPatch(specOf(), { data: { name: 'parity' }, network });
  const copy = /** @type {const} */ ({ name: 'copy', task: 'multiclass', source: 'a paper' });
  const next = data.chooseData(there, copy, 'binary', CATALOG).patch.network.layers;
  assert.deepEqual([next[0].kind, next[0].return_sequences], ['lstm', true]); // a target at every step
  const back = data.chooseData(there, { name: 'circle', task: 'binary' }, 'binary', CATALOG).patch.network;
  assert.deepEqual(back.layers, []);
});

test('longer sequences go on with the same weights, other symbols do not', () => {
  const spec = /** @type {any} */ (specOf());
  const { network } = data.chooseData(spec, { name: 'copy', task: 'multiclass', source: '' }, 'binary', CATALOG).patch;
  const copy = {
    ...spec,
    data: { name: 'copy', coding: 'one_hot', each: null },
    network: { ...spec.network, ...network },
  };
  assert.equal(data.setSequence(copy, 'delay', 30, CATALOG, 6).reset, false);
  assert.equal(data.setSequence(copy, 'symbols', 5, CATALOG, 7).reset, true);
  const byNumber = data.setSequence(copy, 'coding', 'index', CATALOG, 6);
  assert.ok(byNumber.reset);
  assert.deepEqual(
    byNumber.patch.network.layers.map((/** @type {any} */ { kind }) => kind),
    ['embedding', 'lstm'],
  );
  assert.equal(byNumber.patch.network.layers[0].vocabulary, 6);
  const again = data.setSequence(applyPatch(copy, byNumber.patch), 'coding', 'one_hot', CATALOG, 6);
  assert.deepEqual(
    again.patch.network.layers.map((/** @type {any} */ { kind }) => kind),
    ['lstm'],
  );
  assert.equal(
    data.setSequence({ ...copy, data: { name: 'parity' }, network: specOf().network }, 'length', 9, CATALOG, 1).reset,
    true,
  );
});

test('a text brings as many characters as it has, and bits as many inputs', () => {
  const first = data.useText(specOf(), 'abab', CATALOG).patch;
  assert.deepEqual([first.data.text, first.loss, first.network.layers[0].kind], ['abab', null, 'lstm']);
  const spec = /** @type {any} */ (specOf());
  const layers = [{ kind: 'embedding', units: 2, vocabulary: 2 }, ...first.network.layers];
  const present = {
    ...spec,
    data: { name: 'text', text: 'abab', coding: 'index' },
    network: { ...spec.network, layers },
  };
  assert.equal(data.useText(present, 'abcd', CATALOG).patch.network.layers[0].vocabulary, 4);
  const block = { kind: 'residual', scale: 1, layers: [{ kind: 'dense', units: 6, activation: 'tanh' }] };
  const bits = { ...spec, data: { name: 'symmetry', bits: 6 }, network: { ...spec.network, layers: [block] } };
  assert.equal(data.setBits(bits, 8, CATALOG).patch.network.layers[0].layers[0].units, 8);
  const circle = data.chooseData(bits, { name: 'circle', task: 'binary' }, 'regression', CATALOG).patch;
  assert.equal(circle.network.layers[0].layers[0].units, 2);
});

test('a residual block follows the features that are switched on', () => {
  const block = { kind: 'residual', scale: 1, layers: [{ kind: 'dense', units: 2, activation: 'tanh' }] };
  const spec = /** @type {any} */ ({ ...specOf(), network: { ...specOf().network, layers: [block] } });
  const change = edits.toggleFeature(spec, 'x1_x2', ['x1', 'x2', 'x1_x2']);
  assert.equal(change?.patch.network.layers[0].layers[0].units, 3);
});

test('a run whose table is missing starts on the rows that are given for it', () => {
  const run = /** @type {any} */ ({ ...specOf([5]), data: { name: 'table', table: 'x' }, features: null });
  const { patch, reset } = data.completeRun(run, { inputs: [[1, 2, 3]], targets: [[0]] });
  assert.ok(reset);
  assert.deepEqual([patch.data.name, patch.data.inputs, patch.features], ['inline', [[1, 2, 3]], null]);
  assert.deepEqual(patch.network, run.network);
});
