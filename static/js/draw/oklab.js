/**
 * Colours in OKLab, where equal steps look equal (Ottosson 2020, "A perceptual color space for image processing").
 *
 * @typedef {readonly [number, number, number]} Triple sRGB bytes, or OKLab L a b
 */

/** @param {number} byte */
const linear = (byte) => {
  const c = byte / 255;
  return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
};

/** @param {number} c */
const encoded = (c) => {
  const s = c <= 0.0031308 ? 12.92 * c : 1.055 * Math.max(c, 0) ** (1 / 2.4) - 0.055;
  return Math.round(255 * Math.min(1, Math.max(0, s)));
};

/**
 * Parse "rgb(r, g, b)" or "#rrggbb" to sRGB bytes.
 *
 * @param {string} css
 * @returns {Triple}
 */
export function parseColour(css) {
  const channels = css.startsWith('#')
    ? [1, 3, 5].map((at) => parseInt(css.slice(at, at + 2), 16))
    : (css.match(/\d+/g) ?? []).slice(0, 3).map(Number);
  if (channels.length !== 3 || channels.some(Number.isNaN)) {
    throw new RangeError(`Received the colour "${css}", expected "rgb(r, g, b)" or "#rrggbb".`);
  }
  return [channels[0], channels[1], channels[2]];
}

/**
 * @param {Triple} rgb sRGB bytes
 * @returns {Triple} L a b
 */
export function toOklab([r8, g8, b8]) {
  const [r, g, b] = [linear(r8), linear(g8), linear(b8)];
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

/**
 * @param {Triple} lab L a b
 * @returns {Triple} sRGB bytes, clipped to the gamut
 */
function fromOklab([L, a, b]) {
  const l = (L + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (L - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (L - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    encoded(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    encoded(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    encoded(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}

/**
 * Interpolate between two colours.
 *
 * @param {Triple} from sRGB bytes
 * @param {Triple} to sRGB bytes
 * @param {number} t 0 to 1
 * @returns {Triple} sRGB bytes
 */
export function mix(from, to, t) {
  const a = toOklab(from);
  const b = toOklab(to);
  return fromOklab([a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1]), a[2] + t * (b[2] - a[2])]);
}
