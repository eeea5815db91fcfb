/**
 * JSON merge patches (RFC 7396), the form in which a run is changed.
 *
 * @import {Patch} from '../protocol/model.js'
 */

/**
 * The target with the patch applied; neither is changed.
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
 * One patch that does what the first and then the second do.
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
