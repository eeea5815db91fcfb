/**
 * Example runs from the server's catalog.
 *
 * @import {App} from '../../../core/app.js'
 */

import { html } from 'htm/preact';
import { Lightbulb } from 'lucide';

import { Popover } from '../../../controls/popover.js';
import { useRun } from '../../../core/edits/edits.js';
import { useSelector } from '../../../core/hooks.js';
import { isLive } from '../../../core/selectors.js';

/** @param {{app: App}} props */
export function Examples({ app: { store, commands } }) {
  const presets = useSelector(store, ({ catalog }) => catalog?.presets ?? null);
  const disabled = !useSelector(store, isLive);
  return html`<${Popover} icon=${Lightbulb} label="Examples" title="Example runs" kind="menu-button"
    ...${{ disabled }}>
    ${(/** @type {() => void} */ close) => html`<ul class="menu-list">
      ${presets?.map(
        ({ name, label, description, source, published, spec }) => html`<li key=${name}>
          <button
            type="button"
            onClick=${() => {
              commands.change(useRun(spec));
              close();
            }}
          >
            <strong>${label}</strong><span>${description}</span>
            ${published && html`<span class="published">${[source, published].filter(Boolean).join(': ')}</span>`}
          </button>
        </li>`,
      )}
    </ul>`}
  </${Popover}>`;
}
