/**
 * Keys of members in lists. Members of another race have other keys, even if their labels are the same.
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
