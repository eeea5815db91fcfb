/**
 * A labelled native select. Values are compared as text.
 *
 * @import {ComponentChildren} from 'preact'
 */

import { groups } from 'd3-array';
import { html } from 'htm/preact';

import { useUniqueId } from './id.js';
import { Lockable } from './lockable.js';

/**
 * @typedef {{value: string | number, label: string, title?: string, group?: string}} Option options
 *   of one group follow each other
 *
 * @param {object} props
 * @param {string} props.label
 * @param {string} props.title what it sets, in one line
 * @param {string | number} props.value
 * @param {Option[]} props.options
 * @param {(value: string) => void} props.onChoose
 * @param {boolean} [props.disabled]
 * @param {string} [props.kind] class names that set its look
 * @param {string} [props.part] the part of the page it belongs to
 * @param {string} [props.lock] the part of a run that it changes
 * @param {ComponentChildren} [props.children] shown beside the label
 */
export function Select({ label, title, value, options, onChoose, disabled = false, kind = '', part, lock, children }) {
  const id = useUniqueId();
  const frame = lock ? Lockable : 'div';
  return html`<${frame} class=${`field ${kind}`} title=${title} data-part=${part} lock=${lock}>
    <div class="field-head"><label class="field-label" for=${id}>${label}</label>${children}</div>
    <select id=${id} disabled=${disabled} onChange=${(/** @type {any} */ event) => onChoose(event.currentTarget.value)}>
      ${groups(options, ({ group }) => group).map(([group, members]) => {
        const own = members.map((option) => {
          const selected = String(option.value) === String(value);
          return html`<option key=${option.value} value=${option.value} title=${option.title} selected=${selected}>
            ${option.label}
          </option>`;
        });
        return group ? html`<optgroup key=${group} label=${group}>${own}</optgroup>` : own;
      })}
    </select>
  </${frame}>`;
}
