/** Ids that connect labels to controls. */

import { useState } from 'preact/hooks';

/**
 * Id of a control from its label; labels are unique on a page.
 *
 * @param {string} label
 */
export const idOf = (label) => `control-${label.toLowerCase().replace(/\W+/g, '-')}`;

let last = 0;

/** Unique id of a control whose label may occur twice. */
export function useUniqueId() {
  return useState(() => `control-${++last}`)[0];
}
