/**
 * Keys of members for lists: the members of another race are others, though they have the same names.
 *
 * @import {Member} from '../../core/group/group.js'
 */

/** @type {WeakMap<Member, number>} */
const keys = new WeakMap();
let last = 0;

/** @param {Member} member */
export function keyOf(member) {
  const key = keys.get(member) ?? ++last;
  keys.set(member, key);
  return key;
}
