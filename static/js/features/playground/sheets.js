/**
 * On a phone, data and settings are sheets over the lower part of the screen. The bar with their buttons says what is
 * chosen there.
 *
 * @import {App} from '../../core/app.js'
 * @import {State} from '../../core/model.js'
 */

import { html } from 'htm/preact';
import { FileText, SlidersHorizontal } from 'lucide';
import { useEffect } from 'preact/hooks';

import { Icon } from '../../controls/icon.js';
import { formatSetting } from '../../draw/format.js';
import { PHONE, useMedia, useSelector } from '../../core/hooks.js';
import { sharedActivation } from '../../core/edits/edits.js';

const SHEETS = [
  { id: 'data-panel', label: 'Data', icon: FileText, part: 'data', summary: dataName },
  { id: 'settings', label: 'Settings', icon: SlidersHorizontal, part: undefined, summary: mainSettings },
];

/** @param {{app: App}} props */
export function SheetBar({ app }) {
  const isPhone = useMedia(PHONE);
  useEffect(() => {
    for (const { id } of SHEETS) {
      const panel = document.getElementById(id);
      if (isPhone) panel?.setAttribute('popover', '');
      else panel?.removeAttribute('popover');
    }
  }, [isPhone]);
  if (!isPhone) return null;
  return SHEETS.map((sheet) => html`<${SheetButton} key=${sheet.id} ...${{ app, ...sheet }} />`);
}

/** @param {{app: App} & typeof SHEETS[number]} props */
function SheetButton({ app, id, label, icon, part, summary }) {
  const text = useSelector(app.store, summary);
  return html`<button type="button" class="sheet-button" popovertarget=${id} data-part=${part}>
    <${Icon} icon=${icon} size=${18} />
    <span><strong>${label}</strong><span>${text}</span></span>
  </button>`;
}

/**
 * Label of the data set.
 *
 * @param {State} state
 */
function dataName({ catalog, spec }) {
  if (!catalog || !spec) return '';
  const { data_sets, real_sets, pattern_sets, sequence_sets, text } = catalog;
  const sets = [...data_sets, ...real_sets, ...pattern_sets, ...sequence_sets, { ...text, name: 'text' }];
  return sets.find(({ name }) => name === spec.data.name)?.label ?? 'your own';
}

/**
 * Learning rate and activation.
 *
 * @param {State} state
 */
function mainSettings({ catalog, spec }) {
  if (!catalog || !spec) return '';
  const name = sharedActivation(spec);
  const activation = catalog.activations.find((entry) => entry.name === name)?.label.toLowerCase();
  return [`rate ${formatSetting(spec.optimizer.learning_rate)}`, activation].filter(Boolean).join(', ');
}
