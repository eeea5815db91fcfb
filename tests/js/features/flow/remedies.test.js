import assert from 'node:assert/strict';
import { test } from 'node:test';

import * as depthLab from '../../../../static/js/features/flow/depthLab.js';
import { REMEDIES, effective, withResidualBlocks } from '../../../../static/js/features/flow/remedies.js';
import { CATALOG } from '../../catalog.js';
import { specOf } from '../../state.js';

const { DEFAULT_LAB, MAX_STACKS, choicesOf, labOf, stacksOf, withKnownNames } = depthLab;

/** @param {{network: {layers: {kind?: string}[]}}} spec */
const kinds = ({ network: { layers } }) => layers.map(({ kind }) => kind);

test('two dense layers as wide as the layer before them become a residual block', () => {
  assert.deepEqual(kinds(REMEDIES.residual.apply(specOf([8, 8, 8, 8, 8]))), ['dense', 'residual', 'residual']);
  assert.deepEqual(kinds(REMEDIES.residual.apply(specOf([8, 8, 8, 8]))), ['dense', 'residual', 'dense']);
  assert.deepEqual(kinds(REMEDIES.residual.apply(specOf([8, 4, 4, 2]))), ['dense', 'dense', 'dense', 'dense']);
  const [, block] = withResidualBlocks(specOf([4, 4, 4]).network.layers);
  assert.equal(block.kind === 'residual' && /** @type {any} */ (block.layers[1]).activation, 'linear');
});

test('layer norm is added after each dense layer, once', () => {
  const once = REMEDIES.norm.apply(specOf([4, 4]));
  assert.deepEqual(kinds(once), ['dense', 'layer_norm', 'dense', 'layer_norm']);
  assert.deepEqual(REMEDIES.norm.apply(once), once);
});

test('remedies that change nothing are left out', () => {
  const spec = specOf([4, 4]);
  assert.deepEqual(effective(spec, ['relu', 'weights', 'residual', 'clip'], CATALOG), ['relu', 'clip']);
  assert.deepEqual(effective(REMEDIES.relu.apply(spec), ['relu', 'weights'], CATALOG), []);
});

test('weights match the activation: He for rectifiers, Glorot for others', () => {
  const initializerFor = (/** @type {'relu' | 'tanh'} */ activation) => {
    const spec = specOf([4]);
    Object.assign(spec.network.layers[0], { activation });
    return REMEDIES.weights.apply(spec, CATALOG).network.initializer.name;
  };
  assert.deepEqual([initializerFor('relu'), initializerFor('tanh')], ['he_normal', 'glorot_uniform']);
});

test('remedies for gradients keep data and seed and do not change their argument', () => {
  const spec = specOf([4, 4, 4]);
  const before = JSON.stringify(spec);
  for (const remedy of Object.values(REMEDIES)) {
    const { data, seed } = remedy.apply(spec, CATALOG);
    assert.deepEqual([data, seed], [spec.data, spec.seed]);
  }
  assert.equal(JSON.stringify(spec), before);
});

test('learning rates are rounded after multiplication', () => {
  assert.equal(REMEDIES.rate.apply(specOf()).optimizer.learning_rate, 0.003);
  assert.equal(REMEDIES.faster.apply(specOf()).optimizer.learning_rate, 0.3);
});

test('the lab has one stack of the chosen depth per architecture and initialization', () => {
  const stacks = stacksOf(
    { ...DEFAULT_LAB, depth: 7, stacks: ['plain', 'both'], weights: ['he', 'orthogonal'] },
    specOf(),
  );
  assert.deepEqual(
    stacks.map(({ label }) => label),
    ['Plain, He', 'Plain, Orthogonal', 'Residual, norm, He', 'Residual, norm, Orthogonal'],
  );
  const { network } = /** @type {any} */ (stacks[0].spec);
  assert.equal(network.layers.length, 6);
  assert.ok(stacks.every(({ spec }) => spec.seed === 0));
  const all = stacksOf(
    { ...DEFAULT_LAB, stacks: ['plain', 'residual', 'both'], weights: ['he', 'glorot', 'standard'] },
    specOf(),
  );
  assert.equal(all.length, MAX_STACKS);
});

test('the lab is read from the address; invalid settings get their defaults', () => {
  const lab = { ...DEFAULT_LAB, depth: 64, width: 8, weights: ['standard', 'he'] };
  assert.deepEqual(labOf(choicesOf(lab)), lab);
  assert.deepEqual(labOf({}), DEFAULT_LAB);
  assert.deepEqual(labOf({ depth: '1e9', width: 'wide', stacks: 'x.y', weights: '' }), DEFAULT_LAB);
  assert.deepEqual(labOf({ depth: 'NaN' }).depth, DEFAULT_LAB.depth);
});

test('a name that the catalog does not have gets the default', () => {
  const known = { activation: ['tanh', 'relu'], data: ['circle', 'spiral'] };
  const lab = { ...DEFAULT_LAB, activation: 'relu', data: 'spiral' };
  assert.deepEqual(withKnownNames(lab, known), lab);
  const unknown = { ...lab, activation: 'nosuch', data: '' };
  assert.deepEqual(withKnownNames(unknown, known), {
    ...lab,
    activation: DEFAULT_LAB.activation,
    data: DEFAULT_LAB.data,
  });
});

test('scaled targets have mean 0 and standard deviation 1, a constant column is centred', () => {
  const spec = specOf();
  assert.equal(REMEDIES.targets.apply(spec), spec);
  const data = { name: 'inline', task: 'regression', inputs: [[0], [1]], test_targets: [[3e5, 7]], standardize: false };
  const targets = [
    [1e5, 7],
    [2e5, 7],
  ];
  const rows = /** @type {any} */ ({ ...spec, data: { ...data, targets } });
  const scaled = /** @type {any} */ (REMEDIES.targets.apply(rows).data);
  assert.deepEqual(scaled.targets, [
    [-1, 0],
    [1, 0],
  ]);
  assert.deepEqual(scaled.test_targets, [[3, 0]]);
  assert.equal(/** @type {any} */ (REMEDIES.inputs.apply(rows).data).standardize, true);
  assert.equal(REMEDIES.inputs.apply(spec), spec);
});
