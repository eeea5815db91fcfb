/** What is painted of a network: bands of connections, specks, and the images of tiles. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { LinkPainter, bandsOf } from '../../../../../static/js/features/playground/network/linkPainter.js';
import { keyframesOf, speckTracks } from '../../../../../static/js/features/playground/network/specks.js';
import { columnValues, inputImage } from '../../../../../static/js/features/playground/network/tiles/images.js';
import { pointOnLink } from '../../../../../static/js/draw/layout.js';
import { linkLook, sameLook } from '../../../../../static/js/draw/links.js';
import { paletteOf } from '../../../../../static/js/draw/palette.js';

test('connections that share columns form one band, others their own', () => {
  const spans = [
    { x0: 100, x1: 200 },
    { x0: 0, x1: 80 },
    { x0: 0, x1: 80 },
    { x0: 220, x1: 300 },
  ];
  assert.deepEqual(bandsOf(spans), [
    { left: 0, right: 80, links: [1, 2] },
    { left: 100, right: 200, links: [0] },
    { left: 220, right: 300, links: [3] },
  ]);
  const skip = { x0: 0, x1: 210 }; // over the first two bands
  assert.deepEqual(
    bandsOf([...spans, skip]).map(({ left, right }) => [left, right]),
    [
      [0, 210],
      [220, 300],
    ],
  );
  assert.deepEqual(bandsOf([]), []);
});

test('a connection looks different only where the eye sees it', () => {
  const { values, hairline } = paletteOf('light');
  const style = { ramp: () => values, idle: hairline, reach: () => 2.5, opacity: () => 1 };
  const look = (/** @type {number} */ value) => linkLook(value, 0, style);
  assert.ok(sameLook(look(1), look(1.001)));
  assert.ok(!sameLook(look(1), look(1.3)));
  assert.ok(!sameLook(look(0.001), look(-0.001)), 'the sign shows at any size');
  for (const none of [0, NaN]) assert.equal(look(none).stroke, hairline);
  assert.equal(look(Infinity).width, 0.5);
});

test('one speck moves into each neuron, from one end of its connection to the other', () => {
  const unit = (/** @type {number} */ layer, /** @type {number} */ index) => ({ layer, unit: index, bias: 0 });
  const link = (/** @type {number} */ layer, /** @type {number} */ row, /** @type {number} */ index) => ({
    ...unit(layer, index),
    column: layer,
    row,
    from: row,
    parameter: 0,
  });
  const column = (/** @type {number} */ x, /** @type {number[]} */ ys) => ({ x, ys, node: 40, half: 20 });
  const topology = {
    inputs: [],
    moreInputs: 0,
    units: [[unit(0, 0), unit(0, 1)], [unit(1, 0)]],
    links: [link(0, 0, 0), link(0, 1, 0), link(0, 0, 1), link(0, 1, 1)], // none into the last layer
    wires: [],
    skips: [],
  };
  const placement = {
    width: 300,
    height: 100,
    columns: [column(0, [10, 90]), column(100, [10, 90]), column(200, [50])],
  };
  const tracks = speckTracks(topology, placement);
  assert.deepEqual(tracks, [
    { x0: 20, y0: 10, x1: 80, y1: 10 },
    { x0: 20, y0: 90, x1: 80, y1: 90 },
  ]);
  const ends = { x0: 0, y0: 0, x1: 100, y1: 40 };
  assert.deepEqual(
    [0, 0.5, 1].map((at) => pointOnLink(ends, at)),
    [
      [0, 0],
      [50, 20],
      [100, 40],
    ],
  );
  const places = keyframesOf(ends).map(({ transform }) => transform);
  assert.equal(places[0], 'translate(0.0px, 0.0px)');
  assert.equal(places[places.length / 2 - 0.5], 'translate(50.0px, 20.0px)');
  assert.equal(places[places.length - 1], 'translate(100.0px, 40.0px)');
});

test('the image of an input is its function of the plane, or the mean of images; a column of numbers has none', () => {
  const data = /** @type {any} */ ({
    inputs: [
      [0, 1, 0.5, 0],
      [1, 1, 0.5, 0],
    ],
  });
  const catalog = /** @type {any} */ ({
    features: [
      {
        name: 'x1',
        preview: [
          [-2, 2],
          [-2, 2],
        ],
      },
    ],
  });
  const feature = { name: 'x1', label: 'x1', on: true, canToggle: true };
  assert.deepEqual(inputImage(feature, catalog, data, null)?.domain, { middle: 0, reach: 2 });
  const column = { ...feature, canToggle: false };
  assert.deepEqual(inputImage(column, catalog, data, [2, 2, 1])?.cells, {
    values: Float32Array.of(0.5, 1, 0.5, 0),
    columns: 2,
  });
  assert.equal(inputImage(column, catalog, data, null), null);
  assert.equal(inputImage(column, null, null, null), null);
  assert.deepEqual(columnValues(data, 1, 2), [1, 0, 1, 0]);
});

test('only bands with a changed connection are painted, a few in each frame', () => {
  Object.assign(globalThis, { Path2D: class {} });
  let strokes = 0;
  const context = { clearRect: () => {}, setTransform: () => {}, setLineDash: () => {}, stroke: () => (strokes += 1) };
  const canvas = /** @type {any} */ ({ width: 0, height: 0, getContext: () => context });
  const [layers, units] = [3, 8];
  const indices = Array.from({ length: units }, (_, index) => index);
  const topology = /** @type {any} */ ({
    links: Array.from({ length: layers }, (_, layer) =>
      indices.flatMap((unit) => indices.map((row) => ({ layer, column: layer, row, unit }))),
    ).flat(),
  });
  const columns = [0, 100, 200, 300].map((x) => ({ x, ys: indices.map((row) => 20 * row), node: 10, half: 5 }));
  const painter = new LinkPainter(topology, { width: 310, height: 160, columns });
  const look = { stroke: 'red', width: 1, dashed: false, faded: false };
  const strokesOf = (/** @type {boolean} */ remains, /** @type {any[]} */ looks, atOnce = false) => {
    const before = strokes;
    assert.equal(painter.paint(canvas, looks, atOnce), remains);
    return strokes - before;
  };
  const first = topology.links.map(() => look);
  const second = topology.links.map(() => ({ ...look, width: 2 }));
  assert.equal(strokesOf(false, first), 3 * 64, 'everything at first');
  assert.equal(strokesOf(false, first), 0);
  assert.equal(strokesOf(false, [second[0], ...first.slice(1)]), 64, 'the band of the changed connection');
  assert.deepEqual(
    [strokesOf(true, second), strokesOf(true, second), strokesOf(false, second)],
    [64, 64, 64],
    'a band in each frame until all are painted',
  );
  assert.equal(strokesOf(false, first, true), 3 * 64, 'all at once where asked');
  Object.assign(globalThis, { devicePixelRatio: 2 });
  assert.equal(strokesOf(false, first), 3 * 64, 'all on a screen of another density');
});
