/**
 * What a member of a group is told by, wherever it is drawn: a colour of the classes' set and, for those who do not see
 * it, dashes of its own.
 *
 * @import {Palette} from './palette.js'
 */

import { classColour } from './palette.js';

// of the eight colours of classes those that are hardest to tell apart come last
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
