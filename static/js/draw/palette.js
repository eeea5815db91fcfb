/**
 * The three colour scales: values on orange–blue, gradients on green–magenta, classes categorical. Each is a list of
 * packed pixels per theme, from d3-scale-chromatic's colours, spaced evenly in OKLab around the neutral colour of the
 * theme.
 */

import { interpolateBlues, interpolateOranges, interpolatePiYG, schemeDark2, schemeSet2 } from 'd3-scale-chromatic';

import { mix, parseColour } from './oklab.js';

/**
 * @import {Triple} from './oklab.js'
 *
 * @typedef {object} Ramp a diverging scale over [-1, 1]
 * @property {Uint32Array} pixels packed ABGR, from -1 to +1
 * @property {string[]} css the same colours as text
 *
 * @typedef {object} ClassColours
 * @property {string[]} css one for every class
 * @property {string[]} marks the same, nearer to the text colour
 * @property {Uint32Array[]} pixels for every class, packed ABGR from the neutral to its full colour
 *
 * @typedef {object} Palette
 * @property {'light' | 'dark'} theme
 * @property {Ramp} values
 * @property {Ramp} marks the values' colours nearer to the text colour: for points on a map of the same colours
 * @property {Ramp} gradients
 * @property {Ramp} inks from paper, at zero and below, to ink
 * @property {ClassColours} classes
 * @property {string} ink text and contour lines
 * @property {string} muted axes and quiet lines
 * @property {string} hairline
 * @property {string} halo outline that separates a point from the map under it
 */

const RAMP_STEPS = 511; // odd, so that zero has its own colour
const CLASS_STEPS = 64;
const MARK_INK = 0.3; // intensity of a point's colour

// Dark2 and Set2 have the same eight hues, dark and light; those nearest to the orange and blue of values come last
const CLASS_ORDER = [0, 5, 3, 2, 4, 6, 7, 1];

const THEMES = {
  light: {
    neutral: '#f3f0ea',
    ink: '#211e1a',
    muted: '#6f6961',
    hairline: '#ddd7cd',
    halo: '#fffdf9',
    orange: interpolateOranges(0.7),
    blue: interpolateBlues(0.72),
    green: interpolatePiYG(0.92),
    magenta: interpolatePiYG(0.1),
    classes: schemeDark2,
  },
  dark: {
    neutral: '#23211f',
    ink: '#f1ede6',
    muted: '#a29b91',
    hairline: '#34312d',
    halo: '#171614',
    orange: interpolateOranges(0.52),
    blue: interpolateBlues(0.5),
    green: interpolatePiYG(0.78),
    magenta: interpolatePiYG(0.2),
    classes: schemeSet2,
  },
};

/** @type {Map<string, Palette>} */
const palettes = new Map();

/**
 * Get the colours of a theme, computed once.
 *
 * @param {'light' | 'dark'} theme
 * @returns {Palette}
 */
export function paletteOf(theme) {
  const palette = palettes.get(theme) ?? createPalette(theme);
  palettes.set(theme, palette);
  return palette;
}

/**
 * @param {'light' | 'dark'} theme
 * @returns {Palette}
 */
function createPalette(theme) {
  const { neutral, orange, blue, green, magenta, classes, ...lines } = THEMES[theme];
  const centre = parseColour(neutral);
  const ink = parseColour(lines.ink);
  const marked = (/** @type {Triple} */ colour) => mix(colour, ink, MARK_INK);
  return {
    theme,
    ...lines,
    values: ramp(parseColour(orange), centre, parseColour(blue)),
    marks: ramp(marked(parseColour(orange)), marked(centre), marked(parseColour(blue))),
    gradients: ramp(parseColour(magenta), centre, parseColour(green)),
    inks: ramp(centre, centre, ink),
    classes: classColours(
      centre,
      CLASS_ORDER.map((index) => parseColour(classes[index])),
      marked,
    ),
  };
}

/**
 * Index of a value in the lists of a ramp; values outside [-1, 1] are clipped, NaN is neutral.
 *
 * @param {number} value
 */
export function rampIndex(value) {
  const half = (RAMP_STEPS - 1) / 2;
  return Math.round(half + half * (Number.isNaN(value) ? 0 : Math.min(1, Math.max(-1, value))));
}

/**
 * CSS colour of a value on a ramp.
 *
 * @param {Ramp} scale
 * @param {number} value -1 to 1
 */
export const colourOf = (scale, value) => scale.css[rampIndex(value)];

/**
 * Index into a class's list for a confidence from 0 to 1.
 *
 * @param {number} confidence
 */
export const classStep = (confidence) => Math.round((CLASS_STEPS - 1) * Math.min(1, Math.max(0, confidence)));

/**
 * Colour of a class, repeating after the eighth.
 *
 * @param {string[]} colours
 * @param {number} index
 */
export const classColour = (colours, index) => colours[index % colours.length];

/**
 * @param {Triple} negative
 * @param {Triple} centre
 * @param {Triple} positive
 * @returns {Ramp}
 */
function ramp(negative, centre, positive) {
  const half = (RAMP_STEPS - 1) / 2;
  const colours = Array.from({ length: RAMP_STEPS }, (_, index) => {
    const t = (index - half) / half;
    return mix(centre, t < 0 ? negative : positive, Math.abs(t));
  });
  return { pixels: Uint32Array.from(colours, pack), css: colours.map(cssOf) };
}

/**
 * @param {Triple} centre
 * @param {Triple[]} colours
 * @param {(colour: Triple) => Triple} marked
 * @returns {ClassColours}
 */
function classColours(centre, colours, marked) {
  return {
    css: colours.map(cssOf),
    marks: colours.map((colour) => cssOf(marked(colour))),
    pixels: colours.map((colour) =>
      Uint32Array.from({ length: CLASS_STEPS }, (_, step) => pack(mix(centre, colour, step / (CLASS_STEPS - 1)))),
    ),
  };
}

/**
 * @param {Triple} rgb
 * @returns {number} little-endian RGBA, as ImageData lays it out
 */
const pack = ([r, g, b]) => ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0;

/** @param {Triple} rgb */
const cssOf = ([r, g, b]) => `rgb(${r}, ${g}, ${b})`;
