import assert from 'node:assert/strict';
import { test } from 'node:test';

import { layerOf, partsOf, withPart } from '../../../../static/js/core/edits/architecture.js';
import { fitted, vectorOf } from '../../../../static/js/core/edits/fitting.js';
import { addLayer, setKind, setUnits } from '../../../../static/js/core/edits/layerEdits.js';
import { kindOf } from '../../catalog.js';
import { specOf } from '../../state.js';

/** @import {LayerSpec} from '../../../../static/js/core/edits/architecture.js' */

/** @param {number} units @returns {any} */
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

/** @param {LayerSpec[]} layers @returns {any} */
const network = (layers) => ({ ...specOf(), network: { ...specOf().network, layers } });

test('layers are read flat, those of a block before the block', () => {
  assert.deepEqual(
    partsOf(LAYERS).map(({ layer, at, block, first }) => [layer.kind, at, block, first]),
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

test('a part is changed where it stands, by the same count', () => {
  partsOf(LAYERS).forEach(({ layer }, index) => {
    const changed = withPart(LAYERS, index, (part) => /** @type {any} */ ({ ...part, mark: index }));
    const marked = partsOf(changed).map((part) => /** @type {any} */ (part.layer).mark);
    assert.deepEqual(
      marked.flatMap((mark, at) => (mark === undefined ? [] : [at])),
      [index],
      layer.kind,
    );
  });
  assert.equal(JSON.stringify(LAYERS).includes('mark'), false);
});

test('residual blocks follow the width of what comes before them', () => {
  const after = (/** @type {LayerSpec[]} */ ...layers) =>
    /** @type {any} */ (fitted(layers, vectorOf(6)).at(-1)).layers.at(-1).units;
  assert.equal(after(LAYERS[1]), 6);
  assert.equal(after(dense(9), LAYERS[1]), 9);
  assert.equal(after(LAYERS[2], LAYERS[1]), 5);
  assert.equal(after(dense(9), /** @type {any} */ ({ kind: 'dropout', rate: 0.1 }), LAYERS[1]), 9);
  const { patch } = setUnits(network([dense(4), LAYERS[1]]), 0, 6, vectorOf(2)) ?? {};
  assert.equal(patch?.network.layers[1].layers[2].units, 6);
  const inserted = addLayer(network([LAYERS[1]]), 0, vectorOf(2))?.patch.network.layers;
  assert.equal(inserted[1].layers[2].units, inserted[0].units);
});

test('another kind of layer is as wide as what comes before it', () => {
  const { patch, reset } = setKind(network([dense(6), dense(8)]), 1, kindOf('residual'), vectorOf(2)) ?? {};
  assert.ok(reset);
  assert.deepEqual(
    patch?.network.layers[1].layers.map((/** @type {any} */ { units }) => units),
    [6, 6],
  );
  assert.deepEqual(layerOf(kindOf('dropout'), 8), { kind: 'dropout', rate: 0.2 });
});
