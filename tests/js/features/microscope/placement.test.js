import assert from 'node:assert/strict';
import { test } from 'node:test';

import { placementOf } from '../../../../static/js/features/microscope/diagram/placement.js';

/**
 * @param {number[]} layers
 * @param {number} width
 * @param {number} height
 * @param {boolean} isLecture
 */
function place(layers, width, height, isLecture) {
  const inputs = [{ label: 'x₁' }, { label: 'x₂' }];
  const units = layers.map((count) => Array.from({ length: count }));
  return placementOf(/** @type {any} */ ({ inputs, units }), { width, height }, isLecture);
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
  assert.deepEqual([small.kind, small.isBrief, small.columns[1].half], ['compact', false, 35]);
  assert.ok(place(SIX_BY_EIGHT, ...SMALL_SCREEN, true).isBrief);
  assert.equal(place([4, 2, 1], 590, 470, true).kind, 'regular');
  assert.equal(place(Array(64).fill(8), ...SMALL_SCREEN, true).columns[1].half, 23); // scrolls
});

test('elsewhere boxes keep the room for every number', () => {
  const { kind, isBrief, width, columns } = place(SIX_BY_EIGHT, 600, 500, false);
  assert.deepEqual([kind, isBrief, columns[0].half], ['regular', false, 35]);
  assert.ok(width > 600);
  assert.equal(place([4], 1200, 500, false).kind, 'wide');
});
