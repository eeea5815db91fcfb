import assert from 'node:assert/strict';
import { test } from 'node:test';

import { weightLabelsOf } from '../../../../static/js/features/microscope/diagram/weightLabels.js';

/**
 * @param {number} inputs
 * @param {number} units
 * @param {{gap?: number, pitch?: number}} [room] between the columns and between two nodes
 */
function labels(inputs, units, { gap = 80, pitch = 60 } = {}) {
  const column = (/** @type {number} */ x, /** @type {number} */ count) => ({
    x,
    half: 20,
    ys: Array.from({ length: count }, (_, row) => (row - (count - 1) / 2) * pitch),
  });
  const columns = /** @type {any} */ ([column(0, inputs), column(40 + gap, units)]);
  const links = /** @type {any} */ (
    Array.from({ length: units }, (_, unit) =>
      Array.from({ length: inputs }, (_, row) => ({ layer: 0, unit, row, from: row, column: 0 })),
    ).flat()
  );
  return weightLabelsOf(links, columns);
}

test('every connection of a small layer has its number, and none overlap', () => {
  for (const [inputs, units] of [
    [1, 1],
    [2, 4],
    [4, 2],
    [3, 3],
  ]) {
    const all = labels(inputs, units, { gap: 120 });
    assert.equal(all.length, inputs * units, `${inputs} to ${units}`);
    for (const [at, a] of all.entries())
      for (const b of all.slice(at + 1)) assert.ok(Math.abs(a.x - b.x) >= 34 || Math.abs(a.y - b.y) >= 15);
  }
});

test('a layer without enough room has no numbers at all', () => {
  assert.deepEqual(labels(2, 2, { gap: 40 }), []);
  assert.deepEqual(labels(8, 8), []);
  assert.deepEqual(labels(3, 3, { pitch: 8 }), []);
});
