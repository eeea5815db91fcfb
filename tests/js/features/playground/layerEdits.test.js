import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  addLayer,
  removeLayer,
  replaceLayer,
  setLayer,
  setUnits,
  unitsName,
} from '../../../../static/js/features/playground/network/layerEdits.js';
import { specOf } from '../../state.js';

/** @import {SpecChange} from '../../../../static/js/core/model.js' */

/** @param {SpecChange} change */
const widths = ({ patch }) => patch.network.layers.map((/** @type {{units: number}} */ { units }) => units);

const [LAYER] = specOf([7]).network.layers;

test('layers are added, removed, replaced and resized in place, and the run restarts', () => {
  const spec = specOf([4, 2]);
  const changes = [addLayer(spec, 1, LAYER), removeLayer(spec, 0), replaceLayer(spec, 1, LAYER), setUnits(spec, 1, 3)];
  assert.deepEqual(changes.map(widths), [[4, 7, 2], [2], [4, 7], [4, 3]]);
  assert.ok(changes.every(({ reset, adapt }) => reset === true && adapt));
  assert.deepEqual(spec, specOf([4, 2]));
});

test('settings that keep the weights apply while training', () => {
  const { patch, reset, adapt } = setLayer(specOf([4, 2]), 1, { activation: 'relu' });
  assert.equal(patch.network.layers[1].activation, 'relu');
  assert.deepEqual([reset, adapt], [false, undefined]);
});

test('the number of units is an option of its kind of layer', () => {
  assert.equal(unitsName(LAYER), 'units');
  assert.equal(unitsName(/** @type {any} */ ({ kind: 'conv2d', filters: 4 })), 'filters');
  assert.equal(unitsName(/** @type {any} */ ({ kind: 'dropout', rate: 0.1 })), '');
});
