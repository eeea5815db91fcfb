/**
 * The menu of how the page is shown: its shortcuts, and which of its parts are shown. Links include the parts, so that
 * a teacher can hide some for students.
 *
 * @import {App} from '../../../core/app.js'
 */

import { html } from 'htm/preact';
import { LayoutPanelLeft } from 'lucide';

import { Button } from '../../../controls/button.js';
import { Popover } from '../../../controls/popover.js';
import { Switch } from '../../../controls/switch.js';
import { useSelector } from '../../../core/hooks.js';
import { FOLDS, setFolds } from '../../../core/preferences/folds.js';
import { PAGE_PARTS } from '../../../core/address/pageParts.js';
import { hasLecture } from '../lecture/lecture.js';
import { printSheet } from '../printing.js';
import { openShortcuts } from '../shortcuts.js';

/** @param {{app: App, hasParts?: boolean}} props */
export function View({ app, hasParts = true }) {
  return html`<${Popover} icon=${LayoutPanelLeft} label="View" title="How this page is shown" kind="menu-button">
    ${(/** @type {() => void} */ close) => html`<div class="menu-card">
      ${
        hasLecture(document) &&
        html`<${Button} kind="wide" title="Fill the screen with this view, in large type for an audience (L)"
        onPress=${() => {
          close();
          app.shortcuts.run('l');
        }}>Lecture mode</${Button}>`
      }
      <${Button} kind="wide" title="The keys that control this page (?)"
        onPress=${() => {
          close();
          openShortcuts(app.store);
        }}>Keyboard shortcuts</${Button}>
      <${Button} kind="wide" title="Print this view as one sheet (Ctrl+P)"
        onPress=${() => {
          close();
          printSheet(app, globalThis);
        }}>Print</${Button}>
      ${
        hasParts &&
        html`<a class="button wide" href=${`${app.root}/?intro${app.location.hash}`}
        title="One example in slow motion, then training at full speed">Show the introduction</a>`
      }
      ${hasParts && html`<${Parts} app=${app} />`}
    </div>`}
  </${Popover}>`;
}

/** @param {{app: App}} props */
function Parts({ app }) {
  const { store } = app;
  const open = useSelector(store, ({ look }) => look.open);
  const hidden = useSelector(store, ({ look }) => look.hidden);
  /** @param {string[]} next */
  const hide = (next) => store.dispatch({ type: 'look', look: { hidden: next } });
  return html`
    <${Switch} label="Show all controls" title="Open everything that is folded; remembered in this browser"
      on=${open.length === FOLDS.length} onSwitch=${(/** @type {boolean} */ on) => setFolds(app, FOLDS, on)} />
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
      onPress=${() => hide([])}>Show all parts</${Button}>
  `;
}
