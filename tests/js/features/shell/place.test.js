import assert from 'node:assert/strict';
import { test } from 'node:test';

import { placeOf } from '../../../../static/js/features/shell/explain/place.js';

const window = { width: 1000, height: 600 };
const card = { width: 300, height: 200 };
const box = (/** @type {number} */ left, /** @type {number} */ top, width = 80, height = 20) => ({
  left,
  top,
  right: left + width,
  bottom: top + height,
});

test('a card is below what it explains, or above it at the bottom of the window', () => {
  assert.deepEqual(placeOf(box(100, 50), card, window), { left: 100, top: 76 });
  assert.deepEqual(placeOf(box(100, 550), card, window), { left: 100, top: 344 });
});

test('a card stays inside the window', () => {
  assert.deepEqual(placeOf(box(950, 50), card, window), { left: 692, top: 76 });
  assert.deepEqual(placeOf(box(-50, -300), card, window), { left: 8, top: 8 });
  assert.deepEqual(placeOf(box(0, 0), { width: 2000, height: 2000 }, window), { left: 8, top: 8 });
});

test('beside something high it is to the right, to the left, or in the middle', () => {
  assert.deepEqual(placeOf(box(100, 20, 200, 560), card, window), { left: 306, top: 20 });
  assert.deepEqual(placeOf(box(500, 20, 400, 560), card, window), { left: 194, top: 20 });
  assert.deepEqual(placeOf(box(20, 20, 960, 560), card, window), { left: 350, top: 200 });
  assert.deepEqual(placeOf(null, card, window), { left: 350, top: 200 });
});
