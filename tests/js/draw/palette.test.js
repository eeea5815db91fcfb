import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { parseColour, toOklab } from '../../../static/js/draw/oklab.js';
import { classColour, colourOf, paletteOf, rampIndex } from '../../../static/js/draw/palette.js';

/**
 * @param {readonly number[]} a
 * @param {readonly number[]} b
 */
const distance = (a, b) => Math.hypot(...a.map((value, index) => value - b[index]));

/** @param {string} css */
const lab = (css) => toOklab(parseColour(css));

/**
 * WCAG contrast of two colours.
 *
 * @param {string} a
 * @param {string} b
 */
function contrast(a, b) {
  const [darker, lighter] = [a, b].map(luminance).sort((x, y) => x - y);
  return (lighter + 0.05) / (darker + 0.05);
}

/** @param {string} css */
function luminance(css) {
  const [r, g, b] = parseColour(css).map((byte) => {
    const c = byte / 255;
    return c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

for (const theme of /** @type {const} */ (['light', 'dark'])) {
  const palette = paletteOf(theme);

  test(`${theme}: both ramps change by equal steps to the eye`, () => {
    for (const ramp of [palette.values, palette.gradients]) {
      for (const side of [-1, 1]) {
        const colours = [0, 0.25, 0.5, 0.75, 1].map((t) => lab(colourOf(ramp, side * t)));
        const steps = colours.slice(1).map((colour, index) => distance(colour, colours[index]));
        assert.ok(Math.max(...steps) / Math.min(...steps) < 1.1, `${steps}`);
      }
    }
  });

  test(`${theme}: the ends of both scales differ`, () => {
    const ends = [palette.values, palette.gradients].flatMap((ramp) => [
      lab(colourOf(ramp, -1)),
      lab(colourOf(ramp, 1)),
    ]);
    ends.forEach((end, index) => ends.slice(index + 1).forEach((other) => assert.ok(distance(end, other) > 0.12)));
  });

  test(`${theme}: the ends of both ramps contrast with the background`, () => {
    const ground = theme === 'light' ? '#fbf9f5' : '#161513';
    for (const ramp of [palette.values, palette.gradients]) {
      for (const value of [-1, 1]) assert.ok(contrast(colourOf(ramp, value), ground) >= 3, `${colourOf(ramp, value)}`);
    }
  });

  test(`${theme}: the first six classes differ from each other`, () => {
    const colours = [0, 1, 2, 3, 4, 5].map((index) => lab(classColour(palette.classes.css, index)));
    colours.forEach((colour, index) =>
      colours.slice(index + 1).forEach((other) => assert.ok(distance(colour, other) > 0.08)),
    );
  });
}

test('zero is neutral, values beyond ±1 have the colours of the ends, NaN is neutral', () => {
  const { css } = paletteOf('light').values;
  assert.equal(rampIndex(0), (css.length - 1) / 2);
  assert.equal(rampIndex(7), css.length - 1);
  assert.equal(rampIndex(-Infinity), 0);
  assert.equal(rampIndex(NaN), rampIndex(0));
});

test('packed pixels are the same colours as the text', () => {
  const { css, pixels } = paletteOf('dark').values;
  const [r, g, b] = parseColour(css[3]);
  assert.deepEqual([...new Uint8Array(pixels.buffer, 12, 4)], [r, g, b, 255]);
});

test('a colour that cannot be read is refused', () => {
  assert.throws(() => parseColour('tomato'), /tomato/);
});

test('the results of a workshop, which the server draws, have the same colours', () => {
  const images = readFileSync(new URL('../../../app/rooms/results/images.py', import.meta.url), 'utf8');
  for (const theme of /** @type {const} */ (['light', 'dark'])) {
    const palette = paletteOf(theme);
    /** @param {string} name */
    const written = (name) => {
      const [, colour] = images.match(new RegExp(`^${name}: .*"${theme}": \\(([^)]*)\\)`, 'm')) ?? [];
      return `rgb(${colour})`;
    };
    assert.equal(written('LOW'), colourOf(palette.values, -1));
    assert.equal(written('NEUTRAL'), colourOf(palette.values, 0));
    assert.equal(written('HIGH'), colourOf(palette.values, 1));
    assert.deepEqual(parseColour(written('INK')), parseColour(palette.ink));
    const [, classes] = images.match(new RegExp(`^CLASSES[^]*?"${theme}": \\(([^)]*)\\)`, 'm')) ?? [];
    const colours = [...classes.matchAll(/"(\w+)"/g)].map(([, colour]) => parseColour(`#${colour}`));
    assert.deepEqual(colours, palette.classes.css.map(parseColour));
  }
});
