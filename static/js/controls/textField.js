/** A labelled text field of one or several lines, applied while typing. */

import { html } from 'htm/preact';

import { idOf } from './id.js';

/**
 * @param {object} props
 * @param {string} props.label unique on the page
 * @param {string} props.title what it is for, in one line
 * @param {string} props.value
 * @param {(text: string) => void} props.onType
 * @param {number} [props.lines] number of lines; default: 1
 * @param {number} [props.most] characters, at most
 * @param {string} [props.placeholder]
 * @param {string} [props.fault] error message
 * @param {string} [props.note] hint shown if there is no error
 */
export function TextField({ label, title, value, onType, lines = 1, most, placeholder, fault = '', note = '' }) {
  const id = idOf(label);
  const field = {
    id,
    value,
    placeholder,
    maxLength: most,
    spellcheck: false,
    autocomplete: 'off',
    'aria-invalid': fault ? 'true' : undefined,
    'aria-describedby': fault || note ? `${id}-note` : undefined,
    onInput: (/** @type {any} */ { currentTarget }) => onType(currentTarget.value),
  };
  return html`<div class="text-field" title=${title}>
    <label class="field-label" for=${id}>${label}</label>
    ${lines > 1 ? html`<textarea rows=${lines} ...${field}></textarea>` : html`<input type="text" ...${field} />`}
    ${
      (fault || note) &&
      html`<p id=${`${id}-note`} class=${fault ? 'field-problem' : 'quiet'}
      role=${fault ? 'alert' : undefined}>${fault || note}</p>`
    }
  </div>`;
}
