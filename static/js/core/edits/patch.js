/**
 * JSON merge patches (RFC 7396), the form of changes to a run.
 *
 * @import {Patch} from '../../protocol/model.js'
 */

/**
 * Apply a patch and return the result; neither argument is changed.
 *
 * @template {object} T
 * @param {T} target
 * @param {Patch} patch null deletes a member
 * @returns {T}
 */
export function applyPatch(target, patch) {
  /** @type {Patch} */
  const result = { ...target };
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = isObject(value) ? applyPatch(isObject(result[key]) ? result[key] : {}, value) : value;
  }
  return /** @type {T} */ (result);
}

/**
 * Join two patches into one with the effect of both in order.
 *
 * @param {Patch} first
 * @param {Patch} second
 * @returns {Patch}
 */
export function joinPatches(first, second) {
  const result = { ...first };
  for (const [key, value] of Object.entries(second)) {
    result[key] = isObject(value) && isObject(result[key]) ? joinPatches(result[key], value) : value;
  }
  return result;
}

/** @param {unknown} value */
const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
