/** The mark of a class: its shape and colour on the map. */

import { html } from 'htm/preact';

/** Outlines in a box of 12, in the order of the map's points. */
const OUTLINES = [
  'M10.5 6a4.5 4.5 0 1 1-9 0a4.5 4.5 0 1 1 9 0Z',
  'M2 2H10V10H2Z',
  'M6 0.8L11.3 10H0.7Z',
  'M6 0.2L11.8 6L6 11.8L0.2 6Z',
  'M6 11.2L0.7 2H11.3Z',
  'M11.2 6L8.6 10.5H3.4L0.8 6L3.4 1.5H8.6Z',
];

/** @param {{index: number, colour: string}} props */
export function ClassMark({ index, colour }) {
  return html`<svg class="class-mark" width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">
    <path d=${OUTLINES[index % OUTLINES.length]} fill=${colour} />
  </svg>`;
}
