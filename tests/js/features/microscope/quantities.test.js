import assert from 'node:assert/strict';
import { test } from 'node:test';

import { isOf, quantityOf } from '../../../../static/js/features/microscope/quantities.js';

const READING = { last: 2, recurrent: null };
const unit = (/** @type {number} */ layer, /** @type {number} */ number) => ({
  kind: /** @type {const} */ ('unit'),
  layer,
  unit: number,
  from: 0,
});
const link = (/** @type {number} */ layer, /** @type {number} */ from, /** @type {number} */ to) => ({
  kind: /** @type {const} */ ('link'),
  layer,
  unit: to,
  from,
});

/** @param {string} letter @param {string} below @param {string} above @param {any} focus @param {any} [reading] */
function names(letter, below, above, focus, reading = READING) {
  const quantity = quantityOf(letter, below, above, reading);
  return quantity !== null && isOf(quantity, focus);
}

test('a value or an error is of one neuron, or of all in its layer if its index is a letter', () => {
  assert.ok(names('δ', '2', '(1)', unit(0, 1)));
  assert.ok(!names('δ', '2', '(1)', unit(0, 0)));
  assert.ok(!names('δ', '2', '(1)', unit(1, 1)));
  assert.ok(names('z', 'j', '(1)', unit(0, 7)));
  assert.ok(names('z', 't,3', '(1)', unit(0, 2)), 'the unit comes last, after the time');
  assert.ok(names('a', '1', '(0)', { ...unit(0, 0), kind: 'feature' }));
  assert.ok(!names('a', '1', '(1)', { ...unit(0, 0), kind: 'feature' }));
});

test('a weight is of a connection', () => {
  assert.ok(names('W', '3,1', '(2)', link(1, 2, 0)));
  assert.ok(!names('W', '1,3', '(2)', link(1, 2, 0)));
  assert.ok(names('W', 'i,1', '(2)', link(1, 2, 0)));
  assert.ok(!names('W', 'i,1', '(2)', unit(1, 0)));
  assert.ok(!names('a', '1', '(2)', link(1, 0, 0)));
});

test('the output is of the last layer, and anything else is nothing', () => {
  assert.ok(names('ŷ', '1', '', unit(2, 0)));
  for (const [letter, below, above] of [
    ['y', '1', ''],
    ['a', '1', '2'],
    ['L', '', '(1)'],
    ['', '', ''],
  ])
    assert.equal(quantityOf(letter, below, above, READING), null, letter);
});

test('in a step through time the indices are times, and the numbers those of the chosen neuron', () => {
  const reading = { last: 2, recurrent: { layer: 1, unit: 3 } };
  assert.ok(names('h', '2', '(2)', unit(1, 3), reading));
  assert.ok(!names('h', '2', '(2)', unit(1, 1), reading));
  assert.ok(names('a', '2', '(1)', unit(0, 0), reading), 'all of what the layer reads');
});
