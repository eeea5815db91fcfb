/**
 * The settings of a run: learning rate and activation, and the others in a fold.
 *
 * @import {App} from '../../core/app.js'
 * @import {Setting} from './settings/table.js'
 */

import { html } from 'htm/preact';
import { RotateCcw } from 'lucide';

import { Icon } from '../../controls/icon.js';
import { Select } from '../../controls/select.js';
import { useSelector } from '../../core/hooks.js';
import { isLive, taskOf } from '../../core/selectors.js';
import { Fold, useFold } from '../shared/fold.js';
import { summaryOf } from './settings/summary.js';
import { BASIC, MORE } from './settings/table.js';

const REGION = 'more-settings';
const ALL_USUAL = 'optimizer, loss, regularization …';

/** @param {{app: App}} props */
export function Settings({ app }) {
  const { store } = app;
  const isOpen = useFold(store, 'settings');
  const summary = useSelector(store, (state) => {
    const task = taskOf(state);
    return state.catalog && state.spec && task ? summaryOf(state.catalog, state.spec, task) : null;
  });
  if (summary === null) return null;
  return html`
    ${BASIC.map((setting) => html`<${SettingField} key=${setting.label} ...${{ app, setting }} />`)}
    <div id=${REGION} class="more-settings">
      ${isOpen && MORE.map((setting) => html`<${SettingField} key=${setting.label} ...${{ app, setting }} />`)}
    </div>
    <${Fold}
      ...${{ app }}
      name="settings"
      label=${isOpen ? 'Fewer settings' : 'More settings'}
      title="Batch size, optimizer, loss, regularization and initial weights"
      region=${REGION}
      summary=${summary || ALL_USUAL}
      kind=${summary ? 'changed' : ''}
    />
  `;
}

/** @param {{app: App, setting: Setting}} props */
export function SettingField({ app, setting }) {
  const { store, commands } = app;
  const catalog = useSelector(store, (state) => state.catalog);
  const spec = useSelector(store, (state) => state.spec);
  const task = useSelector(store, taskOf);
  const live = useSelector(store, isLive);
  if (!catalog || !spec || !task) return null;
  const { label, title, part, lock, value, options, change, applies, restarts, more } = setting;
  return html`<${Select}
    ...${{ label, title, part, lock }}
    value=${value(spec, task)}
    options=${options(catalog, spec, task)}
    disabled=${!live || applies?.(spec) === false}
    onChoose=${(/** @type {string} */ chosen) => commands.change(change(chosen, spec, catalog, task))}
  >
    ${
      restarts &&
      html`<span class="restarts" title="A change starts a new run"><${Icon} icon=${RotateCcw}
        size=${11} /></span>`
    }
    ${more && html`<${more} app=${app} />`}
  </${Select}>`;
}
