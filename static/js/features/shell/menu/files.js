/**
 * The run as a file: saved, opened, or exported as a program or arrays.
 *
 * @import {App} from '../../../core/app.js'
 */

import { html } from 'htm/preact';
import { FileDown, FolderOpen, Save } from 'lucide';

import { Icon } from '../../../controls/icon.js';
import { Popover } from '../../../controls/popover.js';
import { exportPath } from '../../../protocol/request.js';
import { useSelector } from '../../../core/hooks.js';
import { isLive } from '../../../core/selectors.js';

const EXPORTS = [
  {
    format: 'json',
    icon: Save,
    label: 'Save the run',
    description: 'Data, settings, weights and training state: continues exactly',
  },
  { format: 'python', icon: FileDown, label: 'Python program', description: 'The trained network in plain NumPy' },
  { format: 'npz', icon: FileDown, label: 'NumPy arrays', description: 'Weights and biases as .npz' },
  {
    format: 'spec',
    icon: FileDown,
    label: 'Settings only',
    description: 'Data, network and training settings as JSON, for the API',
  },
];

/** @param {{app: App}} props */
export function Files({ app: { store, run, root } }) {
  const id = useSelector(store, ({ session }) => session?.id ?? '');
  const disabled = !useSelector(store, isLive);
  return html`<${Popover} icon=${Save} label="File" title="Save, open or export this run" kind="menu-button"
    ...${{ disabled }}>
    ${(/** @type {() => void} */ close) => html`<ul class="menu-list">
      <li>
        <label class="file-choice">
          <input
            type="file"
            class="visually-hidden"
            accept=".json,application/json"
            onChange=${(/** @type {any} */ event) => {
              const [file] = event.currentTarget.files;
              if (file) run.load(file);
              close();
            }}
          />
          <strong><${Icon} icon=${FolderOpen} size=${14}
            />Open a run…</strong><span>Replaces this one; Undo restores it</span>
        </label>
      </li>
      ${EXPORTS.map(
        ({ format, icon, label, description }) => html`<li key=${format}>
          <a href=${root + exportPath(id, format)} download onClick=${close}>
            <strong><${Icon} icon=${icon} size=${14} />${label}</strong><span>${description}</span>
          </a>
        </li>`,
      )}
    </ul>`}
  </${Popover}>`;
}
