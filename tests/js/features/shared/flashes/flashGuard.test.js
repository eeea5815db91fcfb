/** Images that would flash are blended until they do not; others are shown as they are. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { FIELD, FlashGuard, shareThatMayFlash } from '../../../../../static/js/features/shared/flashes/flashGuard.js';
import { FlashMeter, reversalsOf, shareAbove } from '../../../../../static/js/features/shared/flashes/flashMeter.js';
import { paletteOf } from '../../../../../static/js/draw/palette.js';

const SIDE = 8;
const FRAME = 1000 / 60;
const { values, gradients, classes } = paletteOf('light');
const ORANGE = values.pixels[0];
const PAPER = values.pixels[255];
const BLUE = values.pixels[510];
const [BLACK, WHITE, RED] = [0xff000000, 0xffffffff, 0xff0000ff];

/**
 * An image whose first part has one colour and the rest another.
 *
 * @param {number} colour
 * @param {number} [other]
 * @param {number} [share]
 */
const image = (colour, other = colour, share = 1) =>
  Uint32Array.from({ length: SIDE * SIDE }, (_, pixel) => (pixel < share * SIDE * SIDE ? colour : other));

/** @param {number} pixel */
function light(pixel) {
  const [r, g, b] = [0, 8, 16].map((shift) => {
    const c = ((pixel >>> shift) & 255) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return {
    luminance: 0.2126 * r + 0.7152 * g + 0.0722 * b,
    red: Math.max(0, r - g - b),
    isRed: r / (r + g + b) >= 0.8,
  };
}

/**
 * Most flashes within a second of a uniform image: half the number of large swings, found by their peaks.
 *
 * @param {{pixel: number, time: number}[]} series
 */
function mostFlashes(series) {
  const lights = series.map(({ pixel, time }) => ({ ...light(pixel), time }));
  const swings = [
    turnsOf(
      lights,
      ({ luminance }) => luminance,
      0.1,
      (a, b) => Math.min(a.luminance, b.luminance) < 0.8,
    ),
    turnsOf(
      lights,
      ({ red }) => red,
      20 / 320,
      (a, b) => a.isRed || b.isRed,
    ),
  ];
  return (
    Math.max(
      ...swings.map((times) =>
        Math.max(0, ...times.map((from) => times.filter((t) => t >= from && t < from + 1000).length)),
      ),
    ) / 2
  );
}

/**
 * Times of the swings of a quantity that are larger than a threshold.
 *
 * @param {(ReturnType<typeof light> & {time: number})[]} lights
 * @param {(at: ReturnType<typeof light>) => number} read
 * @param {number} least
 * @param {(a: ReturnType<typeof light>, b: ReturnType<typeof light>) => boolean} counts
 */
function turnsOf(lights, read, least, counts) {
  const times = [];
  let [peak, direction] = [lights[0], 0];
  for (const at of lights) {
    const change = read(at) - read(peak);
    if (direction !== 0 && change * direction > 0) peak = at;
    else if (Math.abs(change) >= least && counts(at, peak)) {
      times.push(at.time);
      [peak, direction] = [at, Math.sign(change)];
    }
  }
  return times;
}

/**
 * Show a series through a guard.
 *
 * @param {number} seconds
 * @param {(time: number) => Uint32Array} at the image at a time in ms
 * @param {number} [pause] ms between images
 */
function shown(seconds, at, pause = FRAME) {
  const guard = new FlashGuard();
  const series = [];
  for (let time = 0; time < 1000 * seconds; time += pause) {
    series.push({ pixel: guard.next(at(time), time)[0], time, isBlended: guard.isBlended });
  }
  return series;
}

/**
 * @param {number} a
 * @param {number} b
 * @param {number} rate reversals in a second
 */
const alternating = (a, b, rate) => (/** @type {number} */ time) => image(Math.floor((time * rate) / 1000) % 2 ? a : b);

const PAIRS = {
  'orange and blue': [ORANGE, BLUE],
  'orange and paper': [ORANGE, PAPER],
  'blue and paper': [BLUE, PAPER],
  'black and white': [BLACK, WHITE],
  'black and red': [BLACK, RED],
  'green and magenta': [gradients.pixels[0], gradients.pixels[510]],
  'two classes': [classes.pixels[0][63], classes.pixels[3][63]],
};

for (const [name, [a, b]] of Object.entries(PAIRS)) {
  test(`${name} alternating at any rate flash at most three times in any second`, () => {
    for (const rate of [3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 20, 30, 60]) {
      const at = alternating(a, b, rate);
      const flashes = mostFlashes(shown(6, at));
      assert.ok(flashes <= 3, `${rate} reversals in a second: ${flashes} flashes`);
    }
  });
}

test('the test can fail: what is not blended flashes', () => {
  const at = alternating(ORANGE, BLUE, 12);
  const series = Array.from({ length: 180 }, (_, frame) => ({ pixel: at(frame * FRAME)[0], time: frame * FRAME }));
  assert.equal(mostFlashes(series), 6);
});

test('irregular reversals, bursts and slow frames flash at most three times in any second', () => {
  let state = 7;
  const random = () => {
    state = (state * 16807) % 2147483647;
    return state / 2147483647;
  };
  for (const chance of [0.05, 0.1, 0.2, 0.5]) {
    let isFirst = true;
    const at = () => {
      if (random() < chance) isFirst = !isFirst;
      return image(isFirst ? BLACK : WHITE);
    };
    const flashes = mostFlashes(shown(30, at));
    assert.ok(flashes <= 3, `reversals with probability ${chance} a frame: ${flashes} flashes`);
  }
  for (const on of [200, 400, 800, 1500]) {
    for (const off of [200, 500, 1100, 2500]) {
      const fast = alternating(BLACK, WHITE, 15);
      const flashes = mostFlashes(shown(20, (time) => fast(Math.min(time % (on + off), on))));
      assert.ok(flashes <= 3, `${on} ms of each ${on + off}: ${flashes} flashes`);
    }
  }
  for (const pause of [50, 100, 150, 210]) {
    let count = 0;
    const flashes = mostFlashes(shown(10, () => image(count++ % 2 ? BLACK : WHITE), pause));
    assert.ok(flashes <= 3, `an image every ${pause} ms: ${flashes} flashes`);
  }
});

test('what changes slowly, once, or in a small part is shown exactly', () => {
  const exact = (/** @type {(time: number) => Uint32Array} */ at) =>
    shown(5, at).every(({ pixel, time, isBlended }) => !isBlended && pixel === at(time)[0]);
  assert.ok(exact(alternating(ORANGE, BLUE, 2.5)));
  assert.ok(exact((time) => image(values.pixels[Math.min(510, Math.floor(time / 5))])));
  assert.ok(exact((time) => image(Math.floor(time / 50) % 2 ? ORANGE : BLUE, PAPER, 0.12)));
  assert.ok(
    exact((time) => image(Math.floor(time / 50) % 2 ? PAPER : values.pixels[268])),
    'hardly visible',
  );
});

test('a blended image is exact again a moment after it rests, and once it is calm', () => {
  const at = alternating(ORANGE, BLUE, 20);
  const guard = new FlashGuard();
  let time = 0;
  for (; time < 3000; time += FRAME) guard.next(at(time), time);
  assert.ok(guard.isBlended);
  const rest = image(BLUE);
  guard.next(rest, time);
  assert.equal(guard.delay, 300);
  assert.deepEqual(guard.next(rest, time + 300), rest);
  assert.deepEqual([guard.isBlended, guard.delay], [false, undefined]);
  const calm = shown(8, (ms) => (ms < 3000 ? at(ms) : image(values.pixels[Math.floor(ms / 50)])));
  assert.ok(calm.at(-1)?.isBlended === false);
});

test('a small image may flash alone, and is blended when others beside it flash', () => {
  const guard = new FlashGuard(48);
  const at = alternating(ORANGE, BLUE, 20);
  let time = 0;
  for (; time < 2000; time += FRAME) assert.deepEqual(guard.next(at(time), time, Infinity), at(time));
  assert.equal(guard.share, 1);
  guard.next(at(time), time);
  assert.ok(guard.isBlended);
});

test('of a large map, a smaller part may flash', () => {
  const patch = (/** @type {number} */ time) => image(Math.floor(time / 50) % 2 ? ORANGE : BLUE, PAPER, 0.1);
  for (const [side, isBlended] of /** @type {const} */ ([
    [0, false],
    [250, false],
    [900, true],
  ])) {
    const guard = new FlashGuard();
    for (let time = 0; time < 3000; time += FRAME) guard.next(patch(time), time, shareThatMayFlash(side ** 2));
    assert.equal(guard.isBlended, isBlended, `${side} pixels wide`);
    assert.ok(shareThatMayFlash(side ** 2) * side ** 2 < FIELD / 4);
  }
});

test('an image of another size is shown as it is', () => {
  const guard = new FlashGuard();
  for (let time = 0; time < 2000; time += FRAME) guard.next(alternating(BLACK, WHITE, 20)(time), time);
  const small = Uint32Array.of(RED, BLUE);
  assert.deepEqual(guard.next(small, 2001), small);
  assert.deepEqual(guard.next(new Uint32Array(), 2002), new Uint32Array());
});

test('reversals are counted in the last second, by the share of the image that makes them', () => {
  const meter = new FlashMeter(256);
  for (let time = 0; time <= 900; time += 100) {
    meter.add(image(time % 200 ? BLACK : WHITE, PAPER, 0.5), time);
  }
  assert.deepEqual(
    [0.1, 0.45, 0.6].map((share) => reversalsOf(meter.counts(900), share)),
    [9, 9, 0],
  );
  assert.equal(reversalsOf(meter.counts(1450), 0.1), 5);
  assert.deepEqual(
    [3, 9].map((limit) => Math.round(10 * shareAbove(meter.counts(900), limit)) / 10),
    [0.5, 0],
  );
  const empty = new FlashMeter(256).counts(0);
  assert.deepEqual([reversalsOf(empty, 0.2), shareAbove(empty, 3)], [0, 0]);
});
