/**
 * How the members of a group are told apart: by a class colour and, for those who do not see it, by dashes.
 *
 * @import {Palette} from './palette.js'
 */

const DASHES = [undefined, [8, 3], [2, 3], [8, 3, 2, 3], [4, 2], [12, 4]];

/** @param {Palette} palette @param {number} index */
export const lineLook = ({ classes }, index) => ({
  stroke: classes.marks[index % classes.marks.length],
  dash: DASHES[index % DASHES.length],
  width: 1.75,
});
