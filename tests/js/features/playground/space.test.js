/** Tests of the room of the network: which form of the heads fits, and that deep networks are not cut. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { spaceOf } from '../../../../static/js/features/playground/network/space.js';

/**
 * @param {number} width
 * @param {number[]} units
 * @param {{isOpen?: boolean, isTouch?: boolean, isLecture?: boolean}} [state]
 */
function room(width, units, { isOpen = false, isTouch = false, isLecture = false } = {}) {
  const topology = /** @type {any} */ ({
    inputs: [{ label: 'x₁' }, { label: 'x₂' }],
    units: units.map((count, layer) => Array.from({ length: count }, (_, unit) => ({ layer, unit }))),
  });
  const size = { width, height: 460 };
  return spaceOf({ topology, size, isOpen, isTouch, isLecture, hasRest: true, names: '', title: 8 });
}

const DEEP = [8, 8, 8, 8, 8, 8, 1]; // six hidden layers

test('a deep network fits a phone, and heads show what there is room for', () => {
  for (const width of [344, 374]) {
    const { form, placement } = room(width, DEEP, { isTouch: true });
    assert.equal(form, 'tight');
    assert.equal(placement.width, width);
    assert.ok(placement.height <= 460);
  }
  assert.equal(room(374, [4, 2, 1], { isTouch: true }).form, 'compact');
  assert.equal(room(668, DEEP).form, 'compact');
  assert.equal(room(668, DEEP).placement.width, 668);
});

test('heads that are asked for are whole, and scroll where they do not fit', () => {
  const { form, placement } = room(668, DEEP, { isOpen: true });
  assert.equal(form, 'full');
  assert.ok(placement.width > 668);
  assert.equal(room(374, DEEP, { isOpen: true }).form, 'tight', 'a phone has the card of the layer');
});

test('heads are higher where fingers press them', () => {
  assert.ok(room(900, [4, 2, 1], { isTouch: true }).head > room(900, [4, 2, 1]).head);
});

test('in a lecture the network fits a narrow frame with its titles alone', () => {
  const { head, placement } = room(376, [4, 2, 1], { isLecture: true });
  assert.equal(head, 40);
  assert.equal(placement.width, 376);
});
