/**
 * What a racer is told by, wherever it is drawn: a colour of the classes' set, and dashes of its own.
 *
 * @import {LineLook} from './lineChart.js'
 * @import {Palette} from './palette.js'
 */

import { classColour } from './palette.js';

// of the eight colours of classes those that are hardest to tell apart come last
const ORDER = [0, 2, 1, 3, 6, 4, 5, 7];

const DASHES = [[], [7, 3], [2, 3], [10, 3, 2, 3], [5, 5]];

/** @param {number} index @returns {number[]} */
export const dashOf = (index) => DASHES[index % DASHES.length];

/** @param {Palette} palette @param {number} index */
export const strokeOf = ({ classes }, index) => classColour(classes.marks, ORDER[index % ORDER.length]);

/** @param {Palette} palette @param {string} label @param {number} index @returns {LineLook} */
export const lineOf = (palette, label, index) => ({
  label,
  stroke: strokeOf(palette, index),
  dash: dashOf(index),
  width: 1.75,
});
