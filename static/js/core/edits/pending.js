/**
 * Edits that the server has not answered.
 *
 * @import {RunSpec} from '../../protocol/types.d.ts'
 * @import {Edit} from '../model.js'
 */

import { applyPatch, joinPatches } from './patch.js';

/**
 * Add an edit to the others, joined with the last one if it has the same id.
 *
 * @param {Edit[]} edits
 * @param {Edit} edit
 * @returns {Edit[]}
 */
export function addEdit(edits, edit) {
  const last = edits.at(-1);
  return last?.id === edit.id ? [...edits.slice(0, -1), joinEdits(last, edit)] : [...edits, edit];
}

/**
 * One edit that does what two in succession do.
 *
 * @param {Edit} first
 * @param {Edit} second
 * @returns {Edit}
 */
const joinEdits = (first, second) => ({
  ...first,
  ...second,
  patch: joinPatches(first.patch, second.patch),
  reset: first.reset === true || second.reset || first.reset,
});

/**
 * A spec after some edits.
 *
 * @param {RunSpec} spec
 * @param {Edit[]} edits
 */
export const withEdits = (spec, edits) => edits.reduce((result, { patch }) => applyPatch(result, patch), spec);
