/**
 * Starts a page: creates its store, run and environment, and renders the parts of every page and those of the view.
 *
 * @import {ComponentType} from 'preact'
 * @import {App, Driving} from './core/app.js'
 * @import {RoomPlace} from './protocol/room.js'
 * @import {Environment} from './core/environment.js'
 * @import {State} from './core/model.js'
 * @import {Needs} from './core/session/needs.js'
 * @import {Store} from './core/store.js'
 *
 * @typedef {Record<string, ComponentType<{app: App}>>} Places id of an element -> component to render there
 * @typedef {'run' | 'stages' | 'group' | 'nothing'} Driven what the transport drives: the run, the run with its slow
 *   motion, a group of runs, or nothing in a view that needs no run
 */

import { effect, signal } from '@preact/signals';
import { h, render } from 'preact';

import { RestClient } from './protocol/rest.js';
import { RoomRest, Rooms } from './protocol/rooms.js';
import { sharedStreams } from './protocol/channels.js';
import { createSocketOpener, streams } from './protocol/stream.js';
import { Choices } from './core/address/choices.js';
import { reportUnknownChoices } from './core/address/unknownChoices.js';
import { browserClock } from './core/clock.js';
import { Group } from './core/group/group.js';
import { DATABASE, RunDatabase } from './core/library/runDatabase.js';
import { RunLibrary } from './core/library/runLibrary.js';
import { FOLD_NAMES, initialFolds } from './core/preferences/folds.js';
import { Preferences } from './core/preferences/preferences.js';
import { roomOfTab } from './core/room/membership.js';
import { DRAWING } from './core/session/needs.js';
import { Run } from './core/session/run.js';
import { Samples } from './core/session/samples.js';
import { SPEEDS, USUAL_SPEED, speedNamed } from './core/session/speeds.js';
import { SlowMotion } from './core/slowMotion/slowMotion.js';
import { isLive } from './core/selectors.js';
import { Shortcuts } from './core/shortcuts/shortcuts.js';
import { createStore } from './core/store.js';
import { followSystemTheme, initialTheme } from './core/preferences/theme.js';
import { createTicker } from './core/ticker.js';
import { Explain } from './features/shell/explain/explain.js';
import { Menu, ViewMenu } from './features/shell/menu.js';
import { Notices } from './features/shell/notices.js';
import { drawBeforePrinting } from './features/shell/printing.js';
import { Overlays } from './features/shell/overlays.js';
import { pageShortcuts, transportShortcuts } from './features/shell/shortcuts.js';
import { Status } from './features/shell/status.js';
import { Transport } from './features/shell/transport.js';

export { METRICS } from './core/session/needs.js';

/** What a page has only if its tab is a member of a workshop. */
const memberParts = roomOfTab(sessionStorage) ? import('./features/member/member.js') : null;

/** @returns {Environment} */
function browserEnvironment() {
  const outside = { location, browserHistory: history, tabStorage: sessionStorage };
  const root = document.documentElement.dataset.root ?? '';
  const boundFetch = fetch.bind(globalThis);
  const rest = new RestClient(boundFetch, root);
  const roomRest = (/** @type {RoomPlace} */ place) => new RoomRest(boundFetch, root, place);
  const openText = createSocketOpener({ protocol: location.protocol, host: location.host, root }, WebSocket);
  const openSocket = streams(openText);
  return {
    ...outside,
    root,
    rest,
    samples: new Samples(rest),
    openStream: sharedStreams(openText),
    openSocket,
    rooms: new Rooms(boundFetch, root),
    roomRest,
    ownSession: memberParts && (async () => (await memberParts).findSession({ roomRest, ...outside })),
    clock: browserClock,
    choices: new Choices(outside),
    preferences: new Preferences(() => localStorage),
  };
}

/**
 * Start a page with one view.
 *
 * @param {Places} places places of the view, beside those of every page
 * @param {Driven} [driven] what the transport drives
 * @param {Needs} [needs] what the view needs of the page's run
 * @param {string} [speed] name of the speed with which it starts
 */
export function start(places, driven = 'run', needs = DRAWING, speed = USUAL_SPEED) {
  show(browserEnvironment(), places, driven, needs, speed);
}

/**
 * Start a page of several tabs with the one that `show` in the address names, else the first. In the markup
 * `data-shown` names the tab of an element, `data-show` the tab that a link opens.
 *
 * @param {Record<string, {places: Places, driven: Driven}>} tabs
 */
export function startTabs(tabs) {
  const environment = browserEnvironment();
  const requested = environment.choices.read().show;
  const name = requested in tabs ? requested : Object.keys(tabs)[0];
  for (const part of document.querySelectorAll('[data-shown]')) {
    part.toggleAttribute('hidden', part.getAttribute('data-shown') !== name);
  }
  for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll('a[data-show]'))) {
    if (link.dataset.show === name) link.setAttribute('aria-current', 'page');
    link.addEventListener('click', () => {
      link.href = environment.choices.addressOf(link.pathname, link.search);
    });
  }
  const app = show(environment, tabs[name].places, tabs[name].driven, DRAWING, USUAL_SPEED);
  reportUnknownChoices(app, { show: Object.keys(tabs) });
  environment.choices.keep({ show: name });
}

/**
 * @param {Environment} environment
 * @param {Places} places
 * @param {Driven} driven
 * @param {Needs} needs
 * @param {string} usualSpeed name of the speed with which the view starts, unless the address asks for another
 * @returns {App}
 */
function show(environment, places, driven, needs, usualSpeed) {
  const store = createStore(initialTheme(environment.preferences));
  store.dispatch({ type: 'look', look: { open: initialFolds(environment) } });
  const lessMotion = matchMedia('(prefers-reduced-motion: reduce)');
  const requestFrame = (/** @type {() => void} */ callback) => requestAnimationFrame(callback);
  const ticker = createTicker(requestFrame, environment.clock, () => lessMotion.matches);
  const run = new Run(store, ticker, environment, needs);
  const group = new Group(store, ticker, environment);
  const database = new RunDatabase(() => indexedDB, new BroadcastChannel(DATABASE));
  const library = new RunLibrary(store, environment, database);
  const shortcuts = new Shortcuts(environment.preferences);
  const parts = { ...environment, store, ticker, run, commands: run.commands, group, library, shortcuts };
  /** @type {App['member']} */
  const member = signal(null);
  const app = { ...parts, slowMotion: new SlowMotion(parts), member };
  /** @type {{store: Store, commands: Driving}} */
  const driving =
    driven === 'group'
      ? { store: group.store, commands: group }
      : { store, commands: driven === 'stages' ? app.slowMotion : run.commands };

  shortcuts.listen(globalThis);
  shortcuts.add('Page', pageShortcuts(app));
  reportUnknownChoices(app, { open: FOLD_NAMES });
  if (driven !== 'nothing') {
    setInitialSpeed(app, driving, usualSpeed);
    renderAll({ transport: Transport }, { ...app, ...driving, usualSpeed });
    followRun(app, driven === 'group');
    shortcuts.add('Training', transportShortcuts(driving));
  }
  renderAll({ explain: Explain }, app);
  const menu = driven === 'nothing' ? ViewMenu : Menu;
  renderAll({ overlays: Overlays, menu, status: Status, notices: Notices, ...places }, app);
  markDocument(store, driving.store);
  drawBeforePrinting(app, globalThis);
  followSystemTheme(environment.preferences, (theme) => store.dispatch({ type: 'look', look: { theme } }));
  document.querySelector('.views [aria-current]')?.scrollIntoView({ inline: 'center', block: 'nearest' });
  const prepareLink = (/** @type {Event} */ event) => leadToView(event, environment.choices);
  addEventListener('click', prepareLink, true);
  addEventListener('auxclick', prepareLink, true);
  memberParts?.then(({ startMember }) => startMember(app));
  return app;
}

/**
 * Choose the speed that the address asks for, such as `?speed=1-stage`, or else the usual one.
 *
 * @param {App} app
 * @param {{store: Store, commands: Driving}} driving
 * @param {string} usual
 */
function setInitialSpeed(app, { store, commands }, usual) {
  const names = commands.speeds.map((speed) => SPEEDS[speed].name);
  const asked = app.choices.read().speed;
  reportUnknownChoices(app, { speed: names });
  store.dispatch({ type: 'look', look: { speed: speedNamed(names.includes(asked) ? asked : usual) } });
}

/**
 * Render every place. One that fails leaves the others as they are; early.js says on the page that it failed.
 *
 * @template P
 * @param {Record<string, ComponentType<{app: P}>>} places
 * @param {P} app
 */
function renderAll(places, app) {
  for (const [id, view] of Object.entries(places)) {
    const place = document.getElementById(id);
    if (!place) throw new Error(`The markup has no element with the id "${id}".`);
    place.replaceChildren();
    try {
      render(h(view, { app }), place);
    } catch (error) {
      reportError(error);
    }
  }
}

/**
 * Open the run in the address, and follow what happens to the page.
 *
 * @param {App} app
 * @param {boolean} rests whether to pause a run that plays
 */
function followRun({ store, run, library, slowMotion }, rests) {
  addEventListener('hashchange', () => run.openFromAddress());
  addEventListener('online', () => run.retryNow());
  addEventListener('visibilitychange', () => {
    slowMotion.hold(document.visibilityState !== 'visible');
    if (document.visibilityState === 'visible') run.catchUp();
    else library.saveUnsaved();
  });
  addEventListener('drop', (event) => {
    const file = event.dataTransfer?.files[0];
    if (!file?.name.endsWith('.json')) return;
    event.preventDefault();
    run.load(file);
  });
  library.watch();
  const isWarming = document.documentElement.dataset.server === 'warming';
  run.start({ rests, isWarming }).catch((/** @type {Error} */ error) => {
    store.dispatch({ type: 'notice', notice: { kind: 'error', text: error.message } });
  });
}

/**
 * Set the data attributes of the document that style sheets select by.
 *
 * @param {Store} store
 * @param {Store} driven
 */
function markDocument(store, driven) {
  /** @type {[string, Store, (state: State) => string][]} */
  const marks = [
    ['theme', store, ({ look }) => look.theme],
    ['phase', store, ({ connection }) => connection.phase],
    ['checkpoint', store, ({ checkpoint }) => String(checkpoint !== null)],
    ['slow', store, ({ slowMotion }) => String(slowMotion !== 'off')],
    ['hide', store, ({ look }) => look.hidden.join(' ')],
    ['playing', driven, (state) => String(state.playing && isLive(state) && state.status === 'ready')],
  ];
  for (const [name, { select }, read] of marks) {
    const part = select(read);
    effect(() => {
      document.documentElement.dataset[name] = part.value;
    });
  }
  // parts that a lesson hides; their names are validated when the address is read
  const hiding = new CSSStyleSheet();
  document.adoptedStyleSheets = [hiding];
  const hidden = store.select(({ look }) => look.hidden);
  effect(() => {
    hiding.replaceSync(hidden.value.map((part) => `[data-part='${part}'] { display: none !important; }`).join('\n'));
  });
}

/**
 * Add the run, and the choices made there before, to a link to another view.
 *
 * @param {Event} event
 * @param {Choices} choices
 */
function leadToView({ target }, choices) {
  const link = target instanceof Element ? target.closest('a[data-view]') : null;
  if (link instanceof HTMLAnchorElement) link.href = choices.addressOf(link.pathname);
}
