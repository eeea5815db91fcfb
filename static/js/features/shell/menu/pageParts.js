/**
 * The choice of which parts of the page are shown. Links include it, so that a teacher can hide parts for students.
 *
 * @import {App} from '../../../core/app.js'
 */

import { html } from 'htm/preact';
import { LayoutPanelLeft } from 'lucide';

import { Button } from '../../../controls/button.js';
import { Popover } from '../../../controls/popover.js';
import { Switch } from '../../../controls/switch.js';
import { usePart } from '../../../core/hooks.js';
import { PAGE_PARTS } from '../../../core/address/pageParts.js';

/** @param {{app: App}} props */
export function PageParts({ app }) {
  return html`<${Popover} icon=${LayoutPanelLeft} label="View" title="Parts of this page" kind="menu-button">
    ${() => html`<${List} app=${app} />`}
  </${Popover}>`;
}

/** @param {{app: App}} props */
function List({ app: { store } }) {
  const hidden = usePart(store, ({ look }) => look.hidden);
  /** @param {string[]} next */
  const hide = (next) => store.dispatch({ type: 'look', look: { hidden: next } });
  return html`<div class="menu-card">
    <h2>Parts of this page</h2>
    <p class="quiet">For a lesson: parts that you switch off are hidden here and for everyone who opens your link.</p>
    <div class="page-parts">
      ${PAGE_PARTS.map(
        ({ name, label, title }) => html`<${Switch} key=${name} ...${{ label, title }} on=${!hidden.includes(name)}
          onSwitch=${(/** @type {boolean} */ on) =>
            hide(hidden.filter((part) => part !== name).concat(on ? [] : name))} />`,
      )}
    </div>
    <${Button} kind="quiet" disabled=${hidden.length === 0} title="Show every part"
      onPress=${() => hide([])}>Show all</${Button}>
  </div>`;
}
