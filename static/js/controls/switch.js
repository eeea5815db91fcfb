/** A labelled native checkbox, drawn as a switch. */

import { html } from 'htm/preact';

/**
 * @param {object} props
 * @param {string} props.label
 * @param {string} props.title what it does, in one line
 * @param {boolean} props.on
 * @param {boolean} [props.disabled]
 * @param {(on: boolean) => void} props.onSwitch
 */
export function Switch({ label, title, on, disabled = false, onSwitch }) {
  return html`<label class="switch" title=${title}>
    <input
      type="checkbox"
      role="switch"
      checked=${on}
      disabled=${disabled}
      onChange=${(/** @type {any} */ event) => onSwitch(event.currentTarget.checked)}
    />
    <span>${label}</span>
  </label>`;
}
