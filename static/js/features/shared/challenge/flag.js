/**
 * The icon of challenges: a pennant, drawn like the icons of the library.
 *
 * @import {IconNode} from 'lucide'
 */

/** @type {IconNode} */
export const FLAG = [['path', { d: 'M5 21V4l14 5-14 5' }]];
