import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  branched,
  isPreActivated,
  flatLayersOf,
  preActivated,
  withLayerAt,
} from '../../../../static/js/core/edits/architecture.js';

/**
 * @param {number} units
 * @returns {any}
 */
const dense = (units) => ({ kind: 'dense', units, activation: 'relu' });

/** @type {any[]} a dense layer, a residual block of a norm and two layers, two branches, and a dense layer */
const LAYERS = [
  dense(4),
  { kind: 'residual', scale: 1, layers: [dense(7), { kind: 'layer_norm' }, dense(4)] },
  {
    kind: 'parallel',
    branches: [
      { inputs: [0, 3], layers: [dense(2)] },
      { inputs: [3, 4], layers: [dense(3)] },
    ],
  },
  dense(5),
];

test('parts are the layers in the order of the session, those of a block before the block', () => {
  assert.deepEqual(
    flatLayersOf(LAYERS).map(({ layer, at, block, first }) => [layer.kind, at, block, first]),
    [
      ['dense', 0, null, 0],
      ['dense', 1, 'residual', 0],
      ['layer_norm', 1, 'residual', 0],
      ['dense', 1, 'residual', 0],
      ['residual', 1, null, 0],
      ['dense', 2, 'parallel', 0],
      ['dense', 2, 'parallel', 3],
      ['parallel', 2, null, 0],
      ['dense', 3, null, 0],
    ],
  );
});

test('a part is changed in place, by its index', () => {
  flatLayersOf(LAYERS).forEach(({ layer }, index) => {
    const changed = withLayerAt(LAYERS, index, (layer) => /** @type {any} */ ({ ...layer, mark: index }));
    const marked = flatLayersOf(changed).map((layer) => /** @type {any} */ (layer.layer).mark);
    assert.deepEqual(
      marked.flatMap((mark, at) => (mark === undefined ? [] : [at])),
      [index],
      layer.kind,
    );
  });
  assert.equal(JSON.stringify(LAYERS).includes('mark'), false);
});

test('a residual block gets an activation before its layers, and loses it', () => {
  const block = preActivated(LAYERS[1], true);
  assert.ok(isPreActivated(block));
  assert.deepEqual(/** @type {any} */ (block).layers[0], { kind: 'activation', activation: 'relu' });
  assert.deepEqual(preActivated(block, false), LAYERS[1]);
});

test('new branches are like the last one', () => {
  const { branches } = LAYERS[2];
  assert.deepEqual(/** @type {any} */ (branched(LAYERS[2], 3)).branches, [...branches, branches[1]]);
  assert.deepEqual(/** @type {any} */ (branched(LAYERS[2], 1)).branches, [branches[0]]);
});
