import assert from 'node:assert/strict';
import { test } from 'node:test';

import { layOutTiles } from '../../../static/js/draw/tileLayout.js';

const LIMITS = { least: 72, most: 320, gap: 16, line: 20 };
const LINES = { large: 3, medium: 2, small: 1, bare: 0 };
const AREA = { width: 1100, height: 720 };

/**
 * Height of all rows.
 *
 * @param {ReturnType<typeof layOutTiles>} layout
 * @param {number} count
 */
function heightOf({ columns, side, detail }, count) {
  const rows = Math.ceil(count / columns);
  return rows * (side + LINES[detail] * LIMITS.line) + (rows - 1) * LIMITS.gap;
}

test('tiles are as large as they fit, with as much text as their size has room for', () => {
  for (const count of [1, 2, 5, 12, 30, 60]) {
    const layout = layOutTiles(count, AREA, LIMITS);
    assert.equal(layout.scrolls, false, `${count}`);
    assert.ok(heightOf(layout, count) <= AREA.height, `${count}`);
    const width = layout.columns * (layout.side + layout.columnGap) - layout.columnGap;
    assert.ok(width <= AREA.width, `${count}`);
  }
  assert.deepEqual(layOutTiles(1, AREA, LIMITS), {
    columns: 1,
    side: 320,
    columnGap: 16,
    detail: 'large',
    scrolls: false,
  });
  assert.equal(layOutTiles(5, AREA, LIMITS).detail, 'large');
  assert.equal(layOutTiles(30, AREA, LIMITS).detail, 'medium');
  const more = [1, 5, 30, 60].map((count) => layOutTiles(count, AREA, LIMITS).side);
  assert.deepEqual(
    more,
    more.toSorted((a, b) => b - a),
  );
});

test('unless there are few, tiles take the width of the wall', () => {
  for (const count of [12, 24, 28, 50, 90]) {
    const { columns, side, columnGap } = layOutTiles(count, { width: 1072, height: 710 }, LIMITS);
    assert.ok(1072 - columns * (side + columnGap) + columnGap < columns, `${count}: ${columns} of ${side}`);
  }
});

test('a wall that does not fit scrolls, and its tiles fill the width', () => {
  const layout = layOutTiles(300, AREA, LIMITS);
  assert.equal(layout.scrolls, true);
  assert.equal(layout.detail, 'small');
  assert.ok(layout.side >= LIMITS.least);
  const rest = AREA.width - layout.columns * (layout.side + LIMITS.gap) + LIMITS.gap;
  assert.ok(rest >= 0 && rest < layout.columns);
});

test('300 tiles fit on a projector without scrolling', () => {
  for (const area of [
    { width: 1856, height: 940 },
    { width: 1232, height: 620 },
  ]) {
    const layout = layOutTiles(300, area, { ...LIMITS, least: 16, gap: 8 });
    assert.equal(layout.scrolls, false);
    assert.ok(layout.side >= 40, JSON.stringify(layout));
  }
});

test('an area without size, and no tiles, give a layout too', () => {
  assert.equal(layOutTiles(5, { width: 0, height: 0 }, LIMITS).columns, 1);
  assert.equal(layOutTiles(0, AREA, LIMITS).scrolls, false);
});
