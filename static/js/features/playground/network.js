/**
 * The network panel: features, hidden layers and outputs with a map in every node, and the connections between them.
 * Features are switched by clicking them, layers and neurons are added and removed in place.
 *
 * @import {App} from '../../core/app.js'
 * @import {Focus} from '../../core/model.js'
 * @import {Placement} from '../../draw/layout.js'
 * @import {Topology} from '../shared/topology.js'
 */

import { html } from 'htm/preact';
import { useMemo } from 'preact/hooks';

import { placeNodes } from '../../draw/layout.js';
import { usePart, useSize } from '../../core/hooks.js';
import { drawnUnits, layerTitle, outputNamesOf, sameFocus } from '../../core/selectors.js';
import { topologyOf } from '../shared/topology.js';
import { Heads } from './network/heads.js';
import { Inspector } from './network/inspector.js';
import { Links } from './network/links.js';
import { Nodes } from './network/nodes.js';
import { Tiles } from './network/tiles.js';
import { focusAt } from '../shared/focus.js';
import { Waiting } from '../shared/waiting.js';

// CSS pixels
const HEAD = 112; // above the nodes
const LECTURE_HEAD = 40; // titles alone
const REST = 24; // below the nodes
const LETTER = 7.5; // approximate width of a character of an input's name
const BESIDE_LABEL = 34; // half a node and the gaps
const MARK = 26; // of a class, before its name
const SHORT_TITLE = 10; // characters that fit over any column
const TITLE_LETTER = 7.7; // approximate width of a character of a longer name
const BESIDE_TITLE = 26; // the place for a new layer
const NARROW = 480; // narrower frames are those of phones
const SPACE = { pitch: 104, left: 76, right: 48 };
const NARROW_SPACE = { pitch: 82, left: 68, right: 34 };

/** @param {{app: App}} props */
export function Network({ app }) {
  const { store } = app;
  const catalog = usePart(store, (state) => state.catalog);
  const session = usePart(store, (state) => state.session);
  const [frame, size] = useSize();
  const lecture = usePart(store, ({ look }) => look.lecture);
  const all = usePart(store, ({ look }) => !look.hidden.includes('features') && !look.lecture);
  const head = lecture ? LECTURE_HEAD : HEAD;
  const topology = useMemo(() => catalog && session && topologyOf(catalog, session, all), [catalog, session, all]);
  const hasRest = session?.layers.some((layer) => layer.units > drawnUnits(layer)) ?? false;
  const names = usePart(store, (state) => outputNamesOf(state)?.join('\n') ?? '');
  const title = usePart(store, (state) =>
    Math.max(...(state.session?.layers ?? []).map((_, index) => layerTitle(state, index).replace(' layer', '').length)),
  );
  const placement = useMemo(
    () => topology && place(topology, size, { head, hasRest, names, title }),
    [topology, size, head, hasRest, names, title],
  );
  const drawn = topology && placement && size.width > 0;
  return html`<div class="network-frame" ref=${frame} tabindex="-1">
    ${drawn && html`<${Diagram} ...${{ app, topology, placement, head }} />`}
    ${!topology && html`<${Waiting} store=${store} />`}
  </div>`;
}

/**
 * @param {Topology} topology
 * @param {{width: number, height: number}} size of the frame
 * @param {{head: number, hasRest: boolean, names: string, title: number}} texts height above the nodes; whether a layer
 *   is too wide to be drawn whole, and says so under its neurons; names of the outputs, a line each; letters of the
 *   longest title over a column
 */
function place({ inputs, units }, { width, height }, { head, hasRest, names, title }) {
  const layers = units.map(({ length }) => length);
  const space = width < NARROW ? NARROW_SPACE : SPACE;
  const beside = (/** @type {string[]} */ labels) =>
    LETTER * Math.max(...labels.map(({ length }) => length)) + BESIDE_LABEL;
  const left = Math.min(width / 3, Math.max(space.left, beside(inputs.map(({ label }) => label))));
  const right = names ? Math.min(width / 4, Math.max(space.right, beside(names.split('\n')) + MARK)) : space.right;
  const pitch = title > SHORT_TITLE ? Math.max(space.pitch, TITLE_LETTER * title + BESIDE_TITLE) : space.pitch;
  const room = Math.max(0, height - head - (hasRest ? REST : 0));
  return placeNodes(inputs.length, layers, { pitch, left, right, width, height: room });
}

/** @param {{app: App, topology: Topology, placement: Placement, head: number}} props */
function Diagram({ app, topology, placement, head }) {
  const { width, height, columns } = placement;
  /** @param {Focus | null} focus */
  const look = (focus) => {
    const { store } = app;
    if (!sameFocus(focus, store.state.peek().look.focus)) store.dispatch({ type: 'look', look: { focus } });
  };
  const point = (/** @type {Event} */ event) => look(focusAt(event.target));
  /**
   * Open the inspector on a click on a neuron or connection, close it on a click elsewhere.
   *
   * @param {MouseEvent} event
   */
  const press = (event) => {
    if (event.target instanceof Element && event.target.closest('.inspector, .column-head')) return;
    const pressed = focusAt(event.target);
    const selected = pressed?.kind === 'feature' ? null : pressed;
    app.store.dispatch({ type: 'look', look: { selected } });
  };
  const leave = () => look(null);
  const pitch = columns[1].x - columns[0].x;
  return html`<div
    class="network-drawing"
    style=${{
      width: `${width}px`,
      height: `${height + head}px`,
      '--pitch': `${pitch}px`,
      '--label': `${columns[0].x - columns[0].node / 2 - 10}px`,
      '--label-after': `${width - columns[columns.length - 1].x - columns[columns.length - 1].node / 2 - 26}px`,
    }}
    onPointerOver=${point}
    onPointerLeave=${leave}
    onFocusIn=${point}
    onFocusOut=${leave}
    onClick=${press}
  >
    <${Heads} ...${{ app, columns }} />
    <div class="network-body" style=${{ top: `${head}px`, height: `${height}px` }}>
      <${Links} ...${{ app, topology, placement }} />
      <${Nodes} ...${{ app, topology, placement }} />
      <${Tiles} ...${{ app, topology, placement }} />
      <${Inspector} ...${{ app, placement }} />
    </div>
  </div>`;
}
