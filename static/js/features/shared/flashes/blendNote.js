/**
 * A note at an image that is blended in time.
 *
 * @import {ReadonlySignal} from '@preact/signals'
 */

import { html } from 'htm/preact';

const WHY = 'The image changes too fast to show safely, so it is averaged over time. All numbers are exact.';
const LONG_NOTE = 296; // CSS pixels of width in which the longer note fits in one line

/**
 * @param {object} props
 * @param {ReadonlySignal<boolean>} props.isBlended
 * @param {number} props.width of the image, CSS pixels
 */
export function BlendNote({ isBlended, width }) {
  const text = width < LONG_NOTE ? 'Smoothed' : 'Smoothed: changes too fast to show safely';
  return isBlended.value && html`<p class="blend-note" title=${WHY}>${text}</p>`;
}
