import assert from 'node:assert/strict';
import { test } from 'node:test';

import { placementOf } from '../../../../static/js/features/microscope/diagram/placement.js';

/**
 * @param {number[]} layers
 * @param {number} width
 * @param {number} height
 * @param {boolean} isLecture
 * @param {boolean} [isTouch]
 */
function place(layers, width, height, isLecture, isTouch = false) {
  const inputs = [{ label: 'x₁' }, { label: 'x₂' }];
  const units = layers.map((count) => Array.from({ length: count }));
  return placementOf(/** @type {any} */ ({ inputs, units }), { width, height }, { isLecture, isTouch });
}

const SIX_BY_EIGHT = [...Array(6).fill(8), 1];
const SMALL_SCREEN = /** @type {const} */ ([640, 202]); // what a projector of 1280 × 720 leaves, enlarged twice

test('in lecture mode the whole pass fits, on a small projector too', () => {
  for (const layers of [[4, 2, 1], SIX_BY_EIGHT]) {
    for (const [width, height] of [SMALL_SCREEN, [590, 470]]) {
      const { columns, headHeight, ...placement } = place(layers, width, height, true);
      assert.ok(placement.width <= width, String(layers));
      assert.ok(placement.height + headHeight <= height, String(layers));
      const gaps = columns.slice(1).map(({ x, half }, index) => x - half - columns[index].x - columns[index].half);
      assert.ok(Math.min(...gaps) >= 10, String(gaps));
    }
  }
});

test('boxes and heads shrink only as far as they must', () => {
  const small = place([4, 2, 1], ...SMALL_SCREEN, true);
  assert.deepEqual([small.kind, small.isBrief, small.columns[1].half], ['compact', false, 45]);
  assert.ok(place(SIX_BY_EIGHT, ...SMALL_SCREEN, true).isBrief);
  assert.equal(place([4, 2, 1], 590, 470, true).kind, 'regular');
  assert.equal(place(Array(64).fill(8), ...SMALL_SCREEN, true).columns[1].half, 23); // scrolls
});

test('elsewhere boxes shrink only if the whole pass then fits', () => {
  const deep = place(SIX_BY_EIGHT, 600, 500, false);
  assert.ok(deep.isBrief && deep.width <= 600);
  const deeper = place(Array(64).fill(8), 600, 500, false); // scrolls
  assert.deepEqual([deeper.kind, deeper.isBrief, deeper.columns[0].half], ['regular', false, 45]);
  assert.equal(place([4], 1200, 500, false).kind, 'wide');
});

test('buttons that are large enough for a finger do not overlap', () => {
  const phone = place([4, 2, 1], 374, 320, false, true);
  assert.deepEqual([phone.kind, phone.width <= 374], ['compact', true]);
  const tablet = place([4, 2, 1], 736, 400, false, true);
  assert.ok(tablet.columns[1].x - tablet.columns[0].x >= 132);
  assert.equal(tablet.headHeight, 128);
});
