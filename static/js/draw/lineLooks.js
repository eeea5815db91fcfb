/**
 * The style of a group member in all drawings: a class colour, and dashes for readers who cannot distinguish colours.
 *
 * @import {Palette} from './palette.js'
 */

import { classColour } from './palette.js';

// of the eight class colours the least distinguishable come last
const ORDER = [0, 2, 1, 3, 6, 4, 5, 7];

const DASHES = [[], [7, 3], [2, 3], [10, 3, 2, 3], [5, 5]];

/**
 * @param {Palette} palette
 * @param {number} index
 */
export const lineLook = ({ classes }, index) => ({
  stroke: classColour(classes.marks, ORDER[index % ORDER.length]),
  dash: DASHES[index % DASHES.length],
  width: 1.75,
});
