/**
 * Buttons with an icon, text, or both. `title` describes the action in one line.
 *
 * @import {ComponentChildren} from 'preact'
 * @import {IconNode} from 'lucide'
 */

import { html } from 'htm/preact';

import { Icon } from './icon.js';

/**
 * @param {object} props
 * @param {string} props.title what it does; also its accessible name if it has only an icon
 * @param {() => void} props.onPress
 * @param {IconNode} [props.icon]
 * @param {ComponentChildren} [props.children] its label
 * @param {string} [props.kind] class names that set its look: primary, quiet, small …
 * @param {boolean} [props.disabled]
 * @param {boolean} [props.pressed] for a button that stays down
 * @param {number} [props.iconSize]
 */
export function Button({ title, onPress, icon, children, kind = '', disabled = false, pressed, iconSize }) {
  return html`<button
    type="button"
    class=${`button ${children ? '' : 'bare'} ${kind}`}
    title=${title}
    aria-label=${children ? undefined : title}
    aria-pressed=${pressed}
    disabled=${disabled}
    onClick=${onPress}
  >
    ${icon && html`<${Icon} icon=${icon} size=${iconSize} />`} ${children}
  </button>`;
}
