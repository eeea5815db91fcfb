/**
 * The icon of experiments: dots between two axes, drawn like the icons of the library.
 *
 * @import {IconNode} from 'lucide'
 */

/** @type {IconNode} */
export const SCATTER = [
  ['path', { d: 'M4 3v17h17' }],
  ['circle', { cx: '9', cy: '9', r: '1.2' }],
  ['circle', { cx: '12', cy: '14', r: '1.2' }],
  ['circle', { cx: '16', cy: '7', r: '1.2' }],
  ['circle', { cx: '19', cy: '13', r: '1.2' }],
];
