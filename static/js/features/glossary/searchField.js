/** The field that filters the glossary while typing. */

import { html } from 'htm/preact';

const LONGEST = 100; // letters

/** @param {{value: string, onType: (text: string) => void, count: number, total: number}} props */
export function SearchField({ value, onType, count, total }) {
  return html`<search class="glossary-search">
    <label class="field-label" for="glossary-search">Search</label>
    <input id="glossary-search" type="search" value=${value} maxlength=${LONGEST} spellcheck=${false} autocomplete="off"
      placeholder="learning rate, η, vanishing…"
      onInput=${(/** @type {any} */ { currentTarget }) => onType(currentTarget.value)} />
    <output for="glossary-search" class="quiet">${value ? `${count} of ${total} terms` : `${total} terms`}</output>
  </search>`;
}
