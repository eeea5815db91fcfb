/**
 * Starts the page: one store, one run, and every view in its place in the markup.
 *
 * @import {ComponentType} from 'preact'
 * @import {App} from './state/app.js'
 * @import {State} from './state/model.js'
 */

import { effect } from '@preact/signals';
import { h, render } from 'preact';

import { Run } from './state/run.js';
import { isLive } from './state/selectors.js';
import { createStore } from './state/store.js';
import { followSystemTheme, initialTheme } from './state/theme.js';
import { createTicker } from './state/ticker.js';
import { Course } from './views/course.js';
import { Data } from './views/data.js';
import { Importer } from './views/importer.js';
import { Layers } from './views/layers.js';
import { Menu } from './views/menu.js';
import { Network } from './views/network.js';
import { Notices } from './views/notices.js';
import { Output } from './views/output.js';
import { Readout } from './views/readout.js';
import { Settings } from './views/settings.js';
import { Status } from './views/status.js';
import { Transport } from './views/transport.js';

/** @type {Record<string, ComponentType<{app: App}>>} the id of a place -> what is shown there */
const PLACES = {
  transport: Transport,
  menu: Menu,
  status: Status,
  settings: Settings,
  data: Data,
  network: Network,
  readout: Readout,
  layers: Layers,
  output: Output,
  course: Course,
  importer: Importer,
  notices: Notices,
};

const store = createStore(initialTheme());
const ticker = createTicker((callback) => requestAnimationFrame(callback));
const run = new Run(store, ticker);
/** @type {App} */
const app = { store, ticker, run, commands: run.commands };

for (const [id, view] of Object.entries(PLACES)) {
  const place = document.getElementById(id);
  if (!place) throw new Error(`The markup has no element with the id "${id}".`);
  place.replaceChildren();
  render(h(view, { app }), place);
}

/** What style sheets go by, as data attributes of the document. @type {Record<string, (state: State) => string>} */
const marks = {
  theme: ({ look }) => look.theme,
  phase: ({ connection }) => connection.phase,
  links: ({ look }) => look.links,
  looking: ({ look }) => String(look.focus !== null),
  hide: ({ look }) => look.hidden.join(' '),
  playing: ({ playing, connection, status }) => String(playing && connection.phase === 'open' && status === 'ready'),
};
for (const [name, read] of Object.entries(marks)) {
  const part = store.select(read);
  effect(() => {
    document.documentElement.dataset[name] = part.value;
  });
}

followSystemTheme((theme) => store.dispatch({ type: 'look', look: { theme } }));

// what a lesson leaves out; the names are checked where they are read from the address
const hiding = new CSSStyleSheet();
document.adoptedStyleSheets = [hiding];
const hidden = store.select(({ look }) => look.hidden);
effect(() => {
  hiding.replaceSync(hidden.value.map((part) => `[data-part='${part}'] { display: none !important; }`).join('\n'));
});

addEventListener('hashchange', () => run.openFromAddress());
addEventListener('online', () => run.retryNow());
addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible') run.catchUp();
});

/** Shortcuts, where nobody types and no control has a use for the key. @type {Record<string, () => void>} */
const KEYS = {
  ' ': () => run.commands.togglePlaying(),
  s: () => run.commands.step(store.state.peek().look.stepUnit),
  r: () => run.commands.rewind(),
  undo: () => run.commands.undo(),
};
addEventListener('keydown', (event) => {
  const { target, key, ctrlKey, metaKey, altKey } = event;
  const isTaken = target instanceof Element && target.closest('input, select, textarea, dialog, [popover]');
  const isPressed = key === ' ' && target instanceof Element && target.closest('button, a, [role="application"]');
  const isUndo = key === 'z' && (ctrlKey || metaKey);
  const act = KEYS[isUndo ? 'undo' : key];
  if (!act || isTaken || isPressed || altKey || (!isUndo && (ctrlKey || metaKey)) || !isLive(store.state.peek())) return;
  event.preventDefault();
  act();
});

addEventListener('drop', (event) => {
  const file = event.dataTransfer?.files[0];
  if (!file?.name.endsWith('.json')) return;
  event.preventDefault();
  run.load(file);
});

run.start().catch((/** @type {Error} */ error) => {
  store.dispatch({ type: 'notice', notice: { kind: 'error', text: error.message } });
});
