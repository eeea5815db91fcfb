/**
 * A choice of few options, all visible: native radio buttons drawn as one strip.
 *
 * @import {ComponentChildren} from 'preact'
 */

import { html } from 'htm/preact';

/**
 * @template {string} T
 * @param {object} props
 * @param {string} props.name unique on the page: it makes the buttons one group
 * @param {string} props.label what is chosen
 * @param {string} props.title what it sets, in one line
 * @param {T} props.value
 * @param {{value: T, label: ComponentChildren, title?: string}[]} props.options
 * @param {(value: T) => void} props.onChoose
 * @param {boolean} [props.disabled]
 */
export function Choice({ name, label, title, value, options, onChoose, disabled = false }) {
  return html`<fieldset class="choice" title=${title} disabled=${disabled}>
    <legend class="visually-hidden">${label}</legend>
    ${options.map((option) => {
      const checked = option.value === value;
      return html`<label key=${option.value} title=${option.title}>
        <input type="radio" ...${{ name, checked }} value=${option.value} onChange=${() => onChoose(option.value)} />
        <span>${option.label}</span>
      </label>`;
    })}
  </fieldset>`;
}
