import assert from 'node:assert/strict';
import { test } from 'node:test';

import { mapOfRows, pixelAt, valueAt, winnerAt } from '../../../static/js/draw/map.js';

test('quantized numbers are restored to within half a step', () => {
  const rows = [
    [-2, 0.3],
    [1.7, 3],
  ];
  const map = mapOfRows(rows);
  rows.flat().forEach((value, pixel) => assert.ok(Math.abs(valueAt(map, pixel) - value) <= map.scale / 2 + 1e-12));
});

test('a constant map is that constant', () => {
  assert.equal(
    valueAt(
      mapOfRows([
        [4, 4],
        [4, 4],
      ]),
      3,
    ),
    4,
  );
});

test('row 0 is the top and column 0 the left', () => {
  /** @type {[[number, number], [number, number]]} */
  const plane = [
    [-6, 6],
    [0, 1],
  ];
  assert.equal(pixelAt(-5.9, 0.99, 4, plane), 0);
  assert.equal(pixelAt(5.9, 0.99, 4, plane), 3);
  assert.equal(pixelAt(-5.9, 0.01, 4, plane), 12);
  assert.equal(pixelAt(99, -99, 4, plane), 15);
});

test('the class with the largest value is shown, with its lead over the next as confidence', () => {
  const maps = [0.2, 0.5, 0.3].map((value) => mapOfRows([[value]]));
  const { winner, best, lead } = winnerAt(maps, 0);
  assert.equal(winner, 1);
  assert.equal(best, 0.5);
  assert.ok(Math.abs(lead - 0.2) < 1e-12);
});
