import assert from 'node:assert/strict';
import { test } from 'node:test';

import { FIRST_LAB, MOST_STACKS, choicesOf, labOf, stacksOf } from '../../../../static/js/features/flow/depthLab.js';
import { REMEDIES, effective, inBlocks } from '../../../../static/js/features/flow/remedies.js';
import { specOf } from '../../state.js';

/** @param {{network: {layers: {kind?: string}[]}}} spec */
const kinds = ({ network: { layers } }) => layers.map(({ kind }) => kind);

test('pairs of layers as wide as what comes before them become blocks', () => {
  assert.deepEqual(kinds(REMEDIES.residual.apply(specOf([8, 8, 8, 8, 8]))), ['dense', 'residual', 'residual']);
  assert.deepEqual(kinds(REMEDIES.residual.apply(specOf([8, 8, 8, 8]))), ['dense', 'residual', 'dense']);
  assert.deepEqual(kinds(REMEDIES.residual.apply(specOf([8, 4, 4, 2]))), ['dense', 'dense', 'dense', 'dense']);
  const [, block] = inBlocks(specOf([4, 4, 4]).network.layers);
  assert.equal(block.kind === 'residual' && /** @type {any} */ (block.layers[1]).activation, 'linear');
});

test('norms stand after each dense layer, and once only', () => {
  const once = REMEDIES.norm.apply(specOf([4, 4]));
  assert.deepEqual(kinds(once), ['dense', 'layer_norm', 'dense', 'layer_norm']);
  assert.deepEqual(REMEDIES.norm.apply(once), once);
});

test('only remedies that change the run are offered', () => {
  const spec = specOf([4, 4]);
  assert.deepEqual(effective(spec, ['relu', 'weights', 'residual', 'clip']), ['relu', 'clip']);
  assert.deepEqual(effective(REMEDIES.relu.apply(spec), ['relu', 'weights']), []);
});

test('a remedy leaves data and seed, and the spec it is given, alone', () => {
  const spec = specOf([4, 4, 4]);
  const before = JSON.stringify(spec);
  for (const remedy of Object.values(REMEDIES)) {
    const { data, seed } = remedy.apply(spec);
    assert.deepEqual([data, seed], [spec.data, spec.seed]);
  }
  assert.equal(JSON.stringify(spec), before);
});

test('rates are multiplied without a tail of digits', () => {
  assert.equal(REMEDIES.rate.apply(specOf()).optimizer.learning_rate, 0.003);
  assert.equal(REMEDIES.faster.apply(specOf()).optimizer.learning_rate, 0.3);
});

test('the lab has a stack for each way to build and to begin, of the depth that is asked for', () => {
  const stacks = stacksOf(
    { ...FIRST_LAB, depth: 7, stacks: ['plain', 'both'], weights: ['he', 'orthogonal'] },
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
    { ...FIRST_LAB, stacks: ['plain', 'residual', 'both'], weights: ['he', 'glorot', 'standard'] },
    specOf(),
  );
  assert.equal(all.length, MOST_STACKS);
});

test('an address tells the lab; what it tells wrongly is as at first', () => {
  const lab = { ...FIRST_LAB, depth: 64, width: 8, weights: ['standard', 'he'] };
  assert.deepEqual(labOf(choicesOf(lab)), lab);
  assert.deepEqual(labOf({}), FIRST_LAB);
  assert.deepEqual(labOf({ depth: '1e9', width: 'wide', stacks: 'x.y', weights: '' }), FIRST_LAB);
  assert.deepEqual(labOf({ depth: 'NaN' }).depth, FIRST_LAB.depth);
});
