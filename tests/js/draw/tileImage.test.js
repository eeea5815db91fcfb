import assert from 'node:assert/strict';
import { test } from 'node:test';

import { paletteOf, rampIndex } from '../../../static/js/draw/palette.js';
import { decodeMap, fillTile } from '../../../static/js/draw/tileImage.js';

const palette = paletteOf('light');

/**
 * @param {number[]} bytes
 * @param {number | null} classes
 */
function coloursOf(bytes, classes) {
  const pixels = new Uint32Array(bytes.length);
  fillTile(pixels, { size: 2, values: Uint8Array.from(bytes), classes }, palette);
  return [...pixels];
}

test('a map of one output spans the ramp of values, with the boundary in the middle', () => {
  const { pixels } = palette.values;
  const [low, below, above, high] = coloursOf([0, 127, 128, 255], null);
  assert.deepEqual([low, high], [pixels[0], pixels[pixels.length - 1]]);
  assert.equal(below, pixels[rampIndex(-0.5 / 127.5)]);
  assert.equal(above, pixels[rampIndex(0.5 / 127.5)]);
});

test('a map of classes has the colour of the winner, stronger for a larger lead', () => {
  const { pixels } = palette.classes;
  const [first, firstFaint, third] = coloursOf([31, 0, (2 << 5) | 31, 0], 3);
  assert.equal(first, pixels[0].at(-1));
  assert.notEqual(firstFaint, first);
  assert.ok(pixels[0].includes(firstFaint));
  assert.equal(third, pixels[2].at(-1));
});

test('base64 becomes bytes', () => {
  assert.deepEqual([...decodeMap(btoa(String.fromCharCode(0, 127, 255)))], [0, 127, 255]);
});
