/**
 * Measures how often a changing image flashes, as WCAG 2.2 (success criterion 2.3.1) defines it: pairs of opposing
 * changes of relative luminance by 10 % or more where the darker image is below 0.80, or to and from saturated red.
 *
 * @typedef {object} Track the swings of one quantity of a pixel
 * @property {number} extreme value at which it last turned, or the furthest since
 * @property {boolean} isCritical whether it counts at that value
 * @property {number} direction of its last large change: 1, -1, or 0 before the first
 * @property {number[]} turns when it last reversed, in ms, newest last
 */

const WINDOW = 1000; // ms
const SWING = 0.1; // of relative luminance
const DARK = 0.8; // relative luminance below which the darker image must be
const RED_SWING = 20 / 320; // change of R - G - B
const RED = 0.8; // share of red from which a colour is saturated
const MOST_TURNS = 10; // that are remembered of a pixel

/** Linear light of a byte. */
const LINEAR = Float64Array.from({ length: 256 }, (_, byte) => {
  const c = byte / 255;
  return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
});

export class FlashMeter {
  /** @type {{luminance: Track, red: Track}[]} */
  #tracks = [];
  #length = 0;
  #samples;

  /** @param {number} samples pixels of an image that are measured */
  constructor(samples) {
    this.#samples = samples;
  }

  /**
   * Measure the next image.
   *
   * @param {ArrayLike<number>} pixels packed ABGR
   * @param {number} now ms
   */
  add(pixels, now) {
    const stride = strideOf(pixels.length, this.#samples);
    if (pixels.length !== this.#length) [this.#tracks, this.#length] = [[], pixels.length];
    for (let at = 0, index = 0; at < pixels.length; at += stride, index++) {
      const pixel = pixels[at];
      const [r, g, b] = [LINEAR[pixel & 255], LINEAR[(pixel >>> 8) & 255], LINEAR[(pixel >>> 16) & 255]];
      const luminance = 0.2126 * r + 0.7152 * g + 0.0722 * b;
      const red = Math.max(0, r - g - b);
      const isRed = r > 0 && r / (r + g + b) >= RED;
      if (!this.#tracks[index]) this.#tracks.push({ luminance: newTrack(luminance), red: newTrack(red) });
      follow(this.#tracks[index].luminance, luminance, luminance < DARK, SWING, now);
      follow(this.#tracks[index].red, red, isRed, RED_SWING, now);
    }
  }

  /**
   * Numbers of measured pixels by their reversals in the last second.
   *
   * @param {number} now ms
   */
  counts(now) {
    const counts = new Array(MOST_TURNS + 1).fill(0);
    for (const { luminance, red } of this.#tracks) {
      const isStill = luminance.turns.length === 0 && red.turns.length === 0;
      counts[isStill ? 0 : Math.max(recent(luminance, now), recent(red, now))] += 1;
    }
    return counts;
  }
}

/**
 * Reversals in a second that at least a share of the pixels has made.
 *
 * @param {number[]} counts
 * @param {number} share 0 to 1
 */
export function reversalsOf(counts, share) {
  const all = counts.reduce((sum, count) => sum + count, 0);
  let pixels = 0;
  for (let reversals = counts.length - 1; reversals > 0; reversals--) {
    pixels += counts[reversals];
    if (pixels > 0 && pixels >= share * all) return reversals;
  }
  return 0;
}

/**
 * Share of the pixels that have made more reversals than a number.
 *
 * @param {number[]} counts
 * @param {number} reversals
 */
export function shareAbove(counts, reversals) {
  const all = counts.reduce((sum, count) => sum + count, 0);
  return all > 0 ? counts.slice(reversals + 1).reduce((sum, count) => sum + count, 0) / all : 0;
}

/**
 * Distance between measured pixels; odd, so that they do not form columns.
 *
 * @param {number} length
 * @param {number} samples
 */
function strideOf(length, samples) {
  const stride = Math.max(1, Math.floor(length / samples));
  return stride % 2 === 0 ? stride + 1 : stride;
}

/**
 * @param {number} value
 * @returns {Track}
 */
const newTrack = (value) => ({ extreme: value, isCritical: false, direction: 0, turns: [] });

/**
 * @param {Track} track
 * @param {number} value
 * @param {boolean} isCritical whether a change to or from this value counts
 * @param {number} swing the least change that counts
 * @param {number} now
 */
function follow(track, value, isCritical, swing, now) {
  const change = value - track.extreme;
  const direction = Math.sign(change);
  if (direction === track.direction) {
    track.extreme = value;
    track.isCritical = isCritical;
  } else if (Math.abs(change) >= swing && (isCritical || track.isCritical)) {
    track.extreme = value;
    track.isCritical = isCritical;
    track.direction = direction;
    track.turns.push(now);
    while (track.turns.length > MOST_TURNS || track.turns[0] <= now - WINDOW) track.turns.shift();
  }
}

/**
 * @param {Track} track
 * @param {number} now
 */
function recent({ turns }, now) {
  let first = turns.length;
  while (first > 0 && turns[first - 1] > now - WINDOW) first--;
  return turns.length - first;
}
