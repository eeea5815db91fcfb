/** Ids that tie a label to its control. */

import { useState } from 'preact/hooks';

/**
 * The id of a control, from its label: labels are unique on a page.
 *
 * @param {string} label
 */
export const idOf = (label) => `control-${label.toLowerCase().replace(/\W+/g, '-')}`;

let last = 0;

/** An id no other control has, for those whose label may stand twice. */
export function useUniqueId() {
  return useState(() => `control-${++last}`)[0];
}
