/** Tests of the network as one stop of the Tab key. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import * as roving from '../../../../../../static/js/features/playground/network/nodes/roving.js';

const { neighbourOf, nodeKeys, tabStop } = roving;
const [inputs, units] = [2, [4, 2, 1]];
const KEYS = nodeKeys(
  /** @type {any} */ ({
    inputs: Array.from({ length: inputs }, () => ({})),
    units: units.map((count, layer) => Array.from({ length: count }, (_, unit) => ({ layer, unit }))),
  }),
);
const PLACEMENT = /** @type {any} */ ({
  columns: [inputs, ...units].map((count) => ({
    ys: Array.from({ length: count }, (_, row) => 50 * (row - count / 2)),
  })),
});
const neighbour = (/** @type {string} */ from, /** @type {string} */ arrow) =>
  neighbourOf(KEYS, PLACEMENT, from, arrow);

test('arrow keys go through a column and to the nearest node of the next one, and stop at the ends', () => {
  assert.equal(neighbour('unit 0 0 0', 'ArrowDown'), 'unit 0 1 0');
  assert.equal(neighbour('unit 0 0 0', 'ArrowUp'), null);
  assert.equal(neighbour('unit 0 3 0', 'ArrowDown'), null);
  assert.equal(neighbour('unit 0 3 0', 'ArrowRight'), 'unit 1 1 0');
  assert.equal(neighbour('unit 1 1 0', 'ArrowLeft'), 'unit 0 2 0');
  assert.equal(neighbour('unit 0 0 0', 'ArrowLeft'), 'feature 0 0 0');
  assert.equal(neighbour('feature 0 1 0', 'ArrowLeft'), null);
  assert.equal(neighbour('unit 2 0 0', 'ArrowRight'), null);
  assert.equal(neighbour('unit 0 0 0', 'Home'), null);
  assert.equal(neighbour('unit 7 7 0', 'ArrowUp'), null);
});

test('Tab goes to the node that had the focus, and to the first neuron once that is gone', () => {
  assert.equal(tabStop(KEYS, null), 'unit 0 0 0');
  assert.equal(tabStop(KEYS, 'feature 0 1 0'), 'feature 0 1 0');
  assert.equal(tabStop(KEYS, 'unit 0 9 0'), 'unit 0 0 0');
});
