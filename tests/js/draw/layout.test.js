import assert from 'node:assert/strict';
import { test } from 'node:test';

import { linkPath, linkWidth, placeNodes } from '../../../static/js/draw/layout.js';

const SPACE = { width: 800, height: 400, pitch: 96, left: 76, right: 48 };

test('columns spread evenly from edge to edge', () => {
  const { width, columns } = placeNodes(9, [4, 2, 1], SPACE);
  assert.equal(width, 800);
  assert.equal(columns[0].x, 76);
  assert.equal(columns[3].x, 752);
  assert.ok(Math.abs(columns[2].x - columns[1].x - (columns[1].x - columns[0].x)) <= 1);
});

test('nodes are centred, do not touch, and those of all layers have one size', () => {
  for (const layers of [[4, 2, 1], [8, 8, 8, 1], [1], [8, 3]]) {
    const { height, columns } = placeNodes(9, layers, SPACE);
    assert.equal(new Set(columns.slice(1).map(({ node }) => node)).size, 1);
    for (const { node, ys } of columns) {
      assert.ok(Math.abs((ys[0] + ys[ys.length - 1]) / 2 - height / 2) <= 1);
      ys.slice(1).forEach((y, index) => assert.ok(y - ys[index] > node));
      assert.ok(ys[0] - node / 2 >= 0 && ys[ys.length - 1] + node / 2 <= height);
    }
  }
});

test('a deep network is wider than its frame, and may be higher', () => {
  assert.equal(placeNodes(9, Array(65).fill(8), SPACE).width, 76 + 48 + 65 * 96);
  assert.ok(placeNodes(9, [8, 1], { ...SPACE, height: 50 }).height >= 9 * 24);
});

test('nodes grow on a high screen, up to a limit, unless their width is given', () => {
  const sizeAt = (/** @type {number} */ height, breadth = 0) =>
    placeNodes(2, [4, 2, 1], { ...SPACE, right: 80, width: 1600, height, breadth }).columns[1].node;
  assert.equal(sizeAt(480), 72);
  assert.equal(sizeAt(720), 108);
  assert.equal(sizeAt(2000), 126);
  assert.equal(sizeAt(720, 64), 56);
});

test('nodes fit between the outer columns and the edges, and beside the names of the inputs', () => {
  const wide = { ...SPACE, width: 1600, height: 720 };
  assert.deepEqual(
    placeNodes(2, [4, 2, 1], { ...wide, widestInput: 44 }).columns.map(({ node }) => node),
    [44, 92, 92, 92],
  );
});

test('nodes of a full column are no larger than usual, and inputs no larger than neurons', () => {
  const sizes = (/** @type {number} */ units) =>
    placeNodes(2, [units, 1], { ...SPACE, width: 1600, height: 480 }).columns.map(({ node }) => node);
  assert.deepEqual(sizes(6), [56, 64, 64]);
  assert.deepEqual(sizes(8), [52, 52, 52]);
  assert.deepEqual(sizes(12), [32, 32, 32]);
});

test('columns that are close together have nodes that do not touch', () => {
  const { columns } = placeNodes(9, Array(64).fill(2), { ...SPACE, pitch: 34 });
  for (const [index, { x, half }] of columns.slice(1).entries())
    assert.ok(x - half - (columns[index].x + columns[index].half) >= 8);
});

test('a link leaves and arrives level', () => {
  assert.equal(linkPath(0, 10, 100, 50), 'M0 10C50 10 50 50 100 50');
});

test('width grows with the size of a value up to a limit', () => {
  const widths = [0, 0.1, 1, 2.5, 100].map((value) => linkWidth(-value, 2.5));
  assert.deepEqual(
    widths,
    widths.toSorted((a, b) => a - b),
  );
  assert.equal(widths[3], widths[4]);
  assert.equal(linkWidth(NaN, 1), linkWidth(0, 1));
});
