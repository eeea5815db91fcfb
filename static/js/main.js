/**
 * Starts a page: one store, one run, what every page has, and the view in its places in the markup.
 *
 * @import {ComponentType} from 'preact'
 * @import {App, Driving} from './core/app.js'
 * @import {View} from './protocol/model.js'
 * @import {State} from './core/model.js'
 * @import {Store} from './core/store.js'
 *
 * @typedef {Record<string, ComponentType<{app: App}>>} Places the id of a place -> what is shown there
 */

import { effect } from '@preact/signals';
import { h, render } from 'preact';

import { addressOfView, keepChoices, readChoices } from './core/address/choices.js';
import { Group } from './core/group/group.js';
import { Keeper } from './core/library/runLibrary.js';
import { Run } from './core/session/run.js';
import { isLive, viewOf } from './core/selectors.js';
import { createStore } from './core/store.js';
import { followSystemTheme, initialTheme } from './core/theme.js';
import { createTicker } from './core/ticker.js';
import { Menu } from './features/shell/menu.js';
import { Notices } from './features/shell/notices.js';
import { Status } from './features/shell/status.js';
import { Transport } from './features/shell/transport.js';

/**
 * @param {Places} places the view's own, beside those of every page
 * @param {'run' | 'group' | 'nothing'} [driven] what the transport drives; nothing: the view has no use for a run
 * @param {(state: State) => View} [view] what the frames of the run are to hold
 */
export function start(places, driven = 'run', view = viewOf) {
  const store = createStore(initialTheme());
  const ticker = createTicker((callback) => requestAnimationFrame(callback));
  const run = new Run(store, ticker, view);
  const group = new Group(store, ticker);
  const keeper = new Keeper(store);
  const app = { store, ticker, run, commands: run.commands, group, keeper };
  /** @type {{store: Store, commands: Driving}} */
  const driving = driven === 'group' ? { store: group.store, commands: group } : app;

  if (driven !== 'nothing') {
    show({ transport: Transport }, { ...app, ...driving });
    show({ menu: Menu }, app);
    followRun(app, driven === 'group');
    keeper.watch();
    listenToKeys(driving);
  }
  show({ status: Status, notices: Notices, ...places }, app);
  markDocument(store, driving.store);
  followSystemTheme((theme) => store.dispatch({ type: 'look', look: { theme } }));
  document.querySelector('.views [aria-current]')?.scrollIntoView({ inline: 'center', block: 'nearest' });
  addEventListener('click', leadToView, true);
  addEventListener('auxclick', leadToView, true);
}

/**
 * Starts a page of several sheets: the one that `show` in the address names, else the first. In the markup `data-shown`
 * says what belongs to a sheet, `data-show` which one a link leads to.
 *
 * @param {Record<string, {places: Places, driven: 'run' | 'group'}>} sheets
 */
export function startSheet(sheets) {
  const asked = readChoices().show;
  const show = asked in sheets ? asked : Object.keys(sheets)[0];
  keepChoices({ show });
  for (const part of document.querySelectorAll('[data-shown]')) {
    part.toggleAttribute('hidden', part.getAttribute('data-shown') !== show);
  }
  for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll('a[data-show]'))) {
    if (link.dataset.show === show) link.setAttribute('aria-current', 'page');
    link.addEventListener('click', () => (link.hash = location.hash)); // the run goes along
  }
  start(sheets[show].places, sheets[show].driven);
}

/**
 * @template P
 * @param {Record<string, ComponentType<{app: P}>>} places
 * @param {P} app
 */
function show(places, app) {
  for (const [id, view] of Object.entries(places)) {
    const place = document.getElementById(id);
    if (!place) throw new Error(`The markup has no element with the id "${id}".`);
    place.replaceChildren();
    render(h(view, { app }), place);
  }
}

/** Opens the run in the address, and keeps up with it. @param {App} app @param {boolean} rests whether it is to rest */
function followRun({ store, run }, rests) {
  addEventListener('hashchange', () => run.openFromAddress());
  addEventListener('online', () => run.retryNow());
  addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') run.catchUp();
  });
  addEventListener('drop', (event) => {
    const file = event.dataTransfer?.files[0];
    if (!file?.name.endsWith('.json')) return;
    event.preventDefault();
    run.load(file);
  });
  run.start({ rests }).catch((/** @type {Error} */ error) => {
    store.dispatch({ type: 'notice', notice: { kind: 'error', text: error.message } });
  });
}

/** What style sheets go by, as data attributes of the document. @param {Store} store @param {Store} driven */
function markDocument(store, driven) {
  /** @type {[string, Store, (state: State) => string][]} */
  const marks = [
    ['theme', store, ({ look }) => look.theme],
    ['phase', store, ({ connection }) => connection.phase],
    ['links', store, ({ look }) => look.links],
    ['past', store, ({ past }) => String(past !== null)],
    ['looking', store, ({ look }) => String(look.focus !== null)],
    ['hide', store, ({ look }) => look.hidden.join(' ')],
    ['playing', driven, (state) => String(state.playing && isLive(state) && state.status === 'ready')],
  ];
  for (const [name, { select }, read] of marks) {
    const part = select(read);
    effect(() => {
      document.documentElement.dataset[name] = part.value;
    });
  }
  // what a lesson leaves out; the names are checked where they are read from the address
  const hiding = new CSSStyleSheet();
  document.adoptedStyleSheets = [hiding];
  const hidden = store.select(({ look }) => look.hidden);
  effect(() => {
    hiding.replaceSync(hidden.value.map((part) => `[data-part='${part}'] { display: none !important; }`).join('\n'));
  });
}

/** Shortcuts, where nobody types and no control has a use for the key. @param {{store: Store, commands: Driving}} driving */
function listenToKeys({ store, commands }) {
  /** @type {Record<string, () => void>} */
  const keys = {
    ' ': () => commands.togglePlaying(),
    s: () => commands.step(store.state.peek().look.stepUnit),
    r: () => commands.rewind(),
    undo: () => commands.undo(),
  };
  addEventListener('keydown', (event) => {
    const { target, key, ctrlKey, metaKey, altKey } = event;
    const isTaken = target instanceof Element && target.closest('input, select, textarea, dialog, [popover]');
    const isPressed = key === ' ' && target instanceof Element && target.closest('button, a, [role="application"]');
    const isUndo = key === 'z' && (ctrlKey || metaKey);
    const act = keys[isUndo ? 'undo' : key];
    if (!act || isTaken || isPressed || altKey || (!isUndo && (ctrlKey || metaKey))) return;
    if (!isLive(store.state.peek())) return;
    event.preventDefault();
    act();
  });
}

/** Sends a link to another view on with the run and the choices made there before. @param {Event} event */
function leadToView({ target }) {
  const link = target instanceof Element ? target.closest('a[data-view]') : null;
  if (link instanceof HTMLAnchorElement) link.href = addressOfView(link.pathname);
}
