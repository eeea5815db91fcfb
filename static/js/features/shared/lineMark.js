/** Sample of a member's line, with its colour and dashes. */

import { html } from 'htm/preact';

import { lineLook } from '../../draw/lineLooks.js';
import { paletteOf } from '../../draw/palette.js';

/** @param {{index: number, theme: 'light' | 'dark'}} props */
export function LineMark({ index, theme }) {
  const { stroke, dash } = lineLook(paletteOf(theme), index);
  return html`<svg class="line-mark" width="24" height="10" viewBox="0 0 24 10" aria-hidden="true">
    <line x1="1" y1="5" x2="23" y2="5" stroke=${stroke} stroke-width="2.5" stroke-dasharray=${dash.join(' ')} />
  </svg>`;
}
