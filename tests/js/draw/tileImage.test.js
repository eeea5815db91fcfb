import assert from 'node:assert/strict';
import { test } from 'node:test';

import { paletteOf, rampIndex } from '../../../static/js/draw/palette.js';
import { decodeMap, fillTile } from '../../../static/js/draw/tileImage.js';

const palette = paletteOf('light');

/**
 * @param {number[]} bytes
 * @param {number | null} classes
 * @param {'plane' | 'confusion'} [kind]
 */
function coloursOf(bytes, classes, kind = 'plane') {
  const pixels = new Uint32Array(bytes.length);
  fillTile(pixels, { size: 2, values: Uint8Array.from(bytes), classes, kind }, palette);
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

test('a confusion matrix is drawn from the colour of paper to that of ink', () => {
  const { pixels } = palette.inks;
  const [none, half, all] = coloursOf([0, 128, 255, 0], null, 'confusion');
  assert.equal(none, pixels[rampIndex(0)]);
  assert.equal(all, pixels.at(-1));
  assert.equal(half, pixels[rampIndex(128 / 255)]);
});

test('base64 becomes bytes', () => {
  assert.deepEqual([...decodeMap(btoa(String.fromCharCode(0, 127, 255)))], [0, 127, 255]);
});
