/**
 * A note at an image that is blended in time.
 *
 * @import {ReadonlySignal} from '@preact/signals'
 */

import { html } from 'htm/preact';

const WHY = 'The image changes too fast to show safely: it is blended with earlier ones. All numbers are exact.';

/**
 * @param {object} props
 * @param {ReadonlySignal<boolean>} props.isBlended
 * @param {string} [props.text]
 */
export function BlendNote({ isBlended, text = 'Blended: changes too fast to show safely' }) {
  return isBlended.value && html`<p class="blend-note" title=${WHY}>${text}</p>`;
}
