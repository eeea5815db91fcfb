/**
 * The shortcuts of every view: those of the transport, and the dialog that lists all.
 *
 * @import {App, Driving} from '../../core/app.js'
 * @import {Shortcut, ShortcutGroup} from '../../core/shortcuts/shortcuts.js'
 * @import {Store} from '../../core/store.js'
 */

import { html } from 'htm/preact';

import { Dialog } from '../../controls/dialog.js';
import { Switch } from '../../controls/switch.js';
import { useSelector } from '../../core/hooks.js';
import { canTrain, isLive } from '../../core/selectors.js';
import { isCharacter, labelOf } from '../../core/shortcuts/keys.js';
import { printSheet } from './printing.js';

/**
 * Shortcuts of the transport. Until there is a run its keys do nothing, so that they do not scroll the page either.
 *
 * @param {{store: Store, commands: Driving}} driving
 * @returns {Shortcut[]}
 */
export function transportShortcuts({ store, commands }) {
  const onceLive = (/** @type {() => void} */ act) => () => {
    if (isLive(store.state.peek())) act();
  };
  const ifAllowed = (/** @type {() => void} */ act) => () => {
    if (canTrain(store.state.peek())) act();
  };
  const step = ifAllowed(() => commands.step(store.state.peek().look.stepUnit));
  return [
    { keys: [' '], label: 'Play or pause', act: ifAllowed(() => commands.togglePlaying()) },
    { keys: ['ArrowRight', 's'], label: 'Take one step', act: step, repeats: true },
    { keys: ['r'], label: 'Rewind to the initial weights', act: onceLive(() => commands.rewind()) },
    { keys: ['Mod+z'], label: 'Undo the last change', act: onceLive(() => commands.undo()) },
  ];
}

/**
 * Shortcuts of the page itself.
 *
 * @param {Pick<App, 'store' | 'clock'>} app
 * @returns {Shortcut[]}
 */
export const pageShortcuts = ({ store, clock }) => [
  { keys: ['?'], label: 'Show this list', act: () => openShortcuts(store) },
  { keys: ['Mod+p'], label: 'Print the view', act: () => printSheet({ store, clock }, globalThis) },
];

/** @param {Store} store */
export const openShortcuts = (store) => store.dispatch({ type: 'look', look: { dialog: 'shortcuts' } });

/** @param {{app: App}} props */
export function ShortcutsDialog({ app: { store, shortcuts } }) {
  const isOpen = useSelector(store, ({ look }) => look.dialog === 'shortcuts');
  const letters = shortcuts.lettersAct.value;
  return html`<${Dialog} title="Keyboard shortcuts" closeTitle="Close" kind="small" isOpen=${isOpen}
    onClose=${() => store.dispatch({ type: 'look', look: { dialog: null } })}>
    <div class="dialog-body shortcuts">
      ${shortcuts.listed.value.map((group) => html`<${Group} key=${group.title} ...${group} letters=${letters} />`)}
      <p class="quiet">After a press with mouse or finger, Space and the arrow keys act as listed here. A control
        that you reach with Tab keeps its own keys, and so does a text field.</p>
      <${Switch} label="Single-letter shortcuts" title="Letters and symbols without Ctrl act as shortcuts" on=${letters}
        onSwitch=${(/** @type {boolean} */ on) => shortcuts.setLetters(on)} />
    </div>
  </${Dialog}>`;
}

/** @param {ShortcutGroup & {letters: boolean}} props */
function Group({ title, shortcuts, letters }) {
  return html`<section>
    <h3>${title}</h3>
    <dl>
      ${shortcuts.map(
        ({ keys, label }) => html`<div key=${label}>
          <dt>${keys.map((key) => html`<${Key} key=${key} name=${key} isOff=${!letters && isCharacter(key)} />`)}</dt>
          <dd>${label}</dd>
        </div>`,
      )}
    </dl>
  </section>`;
}

/** @param {{name: string, isOff: boolean}} props */
const Key = ({ name, isOff }) =>
  html`<kbd class=${isOff ? 'off' : ''}>${isOff ? html`<s>${labelOf(name)}</s>` : labelOf(name)}</kbd>`;
