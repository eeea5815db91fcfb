import assert from 'node:assert/strict';
import { test } from 'node:test';

import { branched, isPreActivated, layerOf, preActivated } from '../../../../static/js/core/edits/architecture.js';
import { adapted, fits, fitted, formOf, vectorOf } from '../../../../static/js/core/edits/fitting.js';
import { addLayer, removeLayer, setKind, setUnits } from '../../../../static/js/core/edits/layerEdits.js';
import { CATALOG, kindOf } from '../../catalog.js';
import { specOf } from '../../state.js';

/** @import {LayerSpec} from '../../../../static/js/core/edits/architecture.js' */

/** @param {...string} kinds @returns {any[]} */
const chain = (...kinds) => kinds.map((name) => layerOf(kindOf(name), NaN));

/** @param {LayerSpec[]} layers @returns {any} */
const network = (layers) => ({ ...specOf(), network: { ...specOf().network, layers } });

/** @param {any} data @param {any} [features] */
const form = (data, features = null) => formOf({ data, features }, CATALOG);

const DIGITS = form({ name: 'digits' });
const PARITY = form({ name: 'parity' });
const COPY = form({ name: 'copy' });

test('what data feed follows from their spec', () => {
  assert.deepEqual(form({ name: 'circle' }, ['x1', 'x2', 'x1_x2']), vectorOf(3));
  assert.equal(form({ name: 'circle' }).width, 2);
  assert.deepEqual(DIGITS, { ...vectorOf(64), image: [8, 8, 1] });
  assert.deepEqual(form({ name: 'digits', columns: ['a', 'b'] }), vectorOf(2));
  assert.deepEqual([form({ name: 'symmetry' }).width, form({ name: 'symmetry', bits: 8 }).width], [6, 8]);
  assert.deepEqual([PARITY.steps, PARITY.each, COPY.each], [true, false, true]);
  assert.equal(form({ name: 'parity', each: true }).each, true);
  assert.equal(form({ name: 'text', coding: 'index' }).numbers, true);
  const own = { name: 'inline', inputs: [[1, 2, 3, 4]], image: [2, 2, 1], steps: null };
  assert.deepEqual(form(own), { ...vectorOf(4), image: [2, 2, 1] });
  assert.equal(formOf({ data: { name: 'table' }, features: null }, CATALOG, 7).width, 7);
});

test('a layer fits where it can read what comes before it', () => {
  /** @type {[string[], any, boolean][]} */
  const cases = [
    [['conv2d', 'max_pool', 'conv2d', 'dense'], DIGITS, true],
    [['dense', 'conv2d'], DIGITS, false],
    [['conv2d'], form({ name: 'iris' }), false],
    [['max_pool', 'max_pool', 'max_pool'], DIGITS, true],
    [['max_pool', 'max_pool', 'max_pool', 'max_pool'], DIGITS, false],
    [['conv2d', 'layer_norm', 'dropout', 'max_pool'], DIGITS, true],
    [['lstm', 'dense'], PARITY, true],
    [['dense'], PARITY, true],
    [['lstm', 'lstm'], PARITY, false],
    [['lstm'], vectorOf(4), false],
    [['embedding', 'lstm'], PARITY, false],
    [['embedding', 'lstm'], form({ name: 'parity', coding: 'index' }), true],
    [['lstm', 'embedding'], form({ name: 'parity', coding: 'index' }), false],
    [['dense'], COPY, false],
  ];
  for (const [kinds, data, expected] of cases) assert.equal(fits(chain(...kinds), data), expected, kinds.join());
});

test('recurrent layers give every state where it is wanted, and only there', () => {
  const states = (/** @type {LayerSpec[]} */ layers) =>
    layers.map((layer) => 'return_sequences' in layer && layer.return_sequences);
  assert.deepEqual(states(fitted(chain('lstm', 'rnn'), PARITY)), [true, false]);
  assert.deepEqual(states(fitted(chain('lstm', 'rnn'), COPY)), [true, true]);
  const deep = fitted(chain('lstm', 'residual'), COPY);
  assert.ok(fits(deep, COPY));
  assert.equal(fits(fitted(chain('lstm', 'layer_norm'), COPY), COPY), false);
});

test('other data leave the layers that can read them, as wide as they are', () => {
  const kept = (/** @type {string[]} */ kinds, /** @type {any} */ data) =>
    adapted(chain(...kinds), data).map(({ kind }) => kind);
  assert.deepEqual(kept(['conv2d', 'max_pool', 'dense'], vectorOf(2)), ['dense']);
  assert.deepEqual(kept(['lstm', 'layer_norm', 'dense'], vectorOf(2)), ['layer_norm', 'dense']);
  assert.deepEqual(kept(['lstm', 'layer_norm', 'dense'], COPY), ['lstm', 'dense']);
  assert.deepEqual(kept(['embedding', 'lstm'], PARITY), ['lstm']);
  const [block] = adapted(chain('residual'), vectorOf(9));
  assert.equal(/** @type {any} */ (block).layers.at(-1).units, 9);
});

test('what is added, made another kind or taken away leaves a network that fits', () => {
  const digits = network(chain('conv2d', 'max_pool', 'dense'));
  const kinds = (/** @type {any} */ change) =>
    change?.patch.network.layers.map((/** @type {LayerSpec} */ { kind }) => kind) ?? null;
  assert.deepEqual(kinds(addLayer(digits, 1, DIGITS)), ['conv2d', 'conv2d', 'max_pool', 'dense']);
  assert.deepEqual(kinds(addLayer(digits, 2, DIGITS)), ['conv2d', 'max_pool', 'dense', 'dense']);
  assert.equal(setKind(digits, 0, kindOf('dense'), DIGITS), null);
  assert.deepEqual(kinds(setKind(digits, 2, kindOf('conv2d'), DIGITS)), ['conv2d', 'max_pool', 'conv2d']);
  assert.deepEqual(kinds(removeLayer(digits, 0, DIGITS)), ['max_pool', 'dense']);
  assert.equal(removeLayer(network(fitted(chain('lstm'), COPY)), 0, COPY), null);
  assert.equal(setUnits(digits, 0, 7, DIGITS)?.patch.network.layers[0].filters, 7);
  const words = form({ name: 'text', coding: 'index' });
  assert.equal(
    setKind(network(chain('dense', 'dense')), 0, kindOf('embedding'), words, 27)?.patch.network.layers[0].vocabulary,
    27,
  );
});

test('a block begins with its activation or with its weights, and has as many branches as asked for', () => {
  const [block, parallel] = chain('residual', 'parallel');
  const first = preActivated(block, true);
  assert.deepEqual([isPreActivated(block), isPreActivated(first)], [false, true]);
  assert.deepEqual(/** @type {any} */ (first).layers[0], { kind: 'activation', activation: 'relu' });
  assert.deepEqual(preActivated(first, false), block);
  assert.equal(/** @type {any} */ (branched(parallel, 3)).branches.length, 3);
  assert.equal(/** @type {any} */ (branched(parallel, 1)).branches.length, 1);
});
