/**
 * The network panel: features, hidden layers and outputs with a map in every node, and the connections between them.
 * Features are switched by clicking them, layers and neurons are added and removed in place.
 *
 * @import {App} from '../../core/app.js'
 * @import {Focus} from '../../core/model.js'
 * @import {HeadForm} from './network/space.js'
 * @import {Placement} from '../../draw/layout.js'
 * @import {Topology} from '../shared/topology.js'
 */

import { html } from 'htm/preact';
import { useMemo } from 'preact/hooks';

import { TOUCH, useMedia, useSelector, useSize } from '../../core/hooks.js';
import { drawnUnits, layerTitle, outputNamesOf, sameFocus } from '../../core/selectors.js';
import { Fold, useFold } from '../shared/fold.js';
import { topologyOf } from '../shared/topology.js';
import { Heads } from './network/heads.js';
import { Inspector } from './network/inspector.js';
import { Links } from './network/links.js';
import { Nodes } from './network/nodes/nodes.js';
import { spaceOf } from './network/space.js';
import { Specks } from './network/specks.js';
import { Tiles } from './network/tiles.js';
import { SlowMotionLayer } from './slowMotion/layer.js';
import { focusAt } from '../shared/focus.js';
import { Waiting } from '../shared/waiting.js';

const COORDINATES = 2; // features that are always shown

/** @param {{app: App}} props */
export function Network({ app }) {
  const { store } = app;
  const catalog = useSelector(store, (state) => state.catalog);
  const session = useSelector(store, (state) => state.session);
  const [frame, size] = useSize();
  const isLecture = useSelector(store, ({ look }) => look.lecture);
  const isOpen = useFold(store, 'layers');
  const isTouch = useMedia(TOUCH);
  const offered = useOffered(store);
  const topology = useMemo(
    () => catalog && session && topologyOf(catalog, session, (_, index) => index < offered),
    [catalog, session, offered],
  );
  const canFold = topology?.inputs.some(({ canToggle }) => canToggle) && offered > 0;
  const hasMore = topology && topology.moreInputs > 0;
  const hasRest = canFold || hasMore || (session?.layers.some((layer) => layer.units > drawnUnits(layer)) ?? false);
  const names = useSelector(store, (state) => outputNamesOf(state)?.join('\n') ?? '');
  const title = useSelector(store, (state) =>
    Math.max(...(state.session?.layers ?? []).map((_, index) => layerTitle(state, index).replace(' layer', '').length)),
  );
  const space = useMemo(
    () => topology && spaceOf({ topology, size, isOpen, isTouch, isLecture, hasRest, names, title }),
    [topology, size, isOpen, isTouch, isLecture, hasRest, names, title],
  );
  const drawn = topology && space && size.width > 0;
  return html`<div class="network-frame" ref=${frame} tabindex="-1">
    ${drawn && html`<${Diagram} ...${{ app, topology, ...space, canFold }} />`}
    ${!topology && html`<${Waiting} store=${store} />`}
  </div>`;
}

/**
 * Number of features, from the first, that are drawn while they are off.
 *
 * @param {App['store']} store
 */
const useOffered = (store) =>
  useSelector(store, ({ look }) => {
    if (look.hidden.includes('features') || look.lecture) return 0;
    return look.open.includes('features') ? Infinity : COORDINATES;
  });

/**
 * @param {object} props
 * @param {App} props.app
 * @param {Topology} props.topology
 * @param {Placement} props.placement
 * @param {HeadForm} props.form
 * @param {number} props.head height of the heads
 * @param {boolean} props.canFold whether there are features to fold
 */
function Diagram({ app, topology, placement, form, head, canFold }) {
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
    class=${`network-drawing ${form}`}
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
    <${Heads} ...${{ app, columns, form }} />
    <div class="network-body" style=${{ top: `${head}px`, height: `${height}px` }}>
      <${Links} ...${{ app, topology, placement }} />
      <${Nodes} ...${{ app, topology, placement }} />
      <${Tiles} ...${{ app, topology, placement }} />
      <${Specks} ...${{ app, topology, placement }} />
      ${canFold && html`<${MoreFeatures} ...${{ app, topology }} column=${columns[0]} />`}
      <${SlowMotionLayer} ...${{ app, topology, placement }} />
      <${Inspector} ...${{ app, placement }} />
    </div>
  </div>`;
}

/**
 * The fold of the features, under those that are drawn.
 *
 * @param {{app: App, topology: Topology, column: Placement['columns'][number]}} props
 */
function MoreFeatures({ app, topology, column: { x, ys, node } }) {
  const all = useSelector(app.store, ({ catalog }) => catalog?.features.length ?? 0);
  const isOpen = useFold(app.store, 'features');
  const place = { left: `${x}px`, top: `${ys[ys.length - 1] + node / 2}px` };
  const label = isOpen ? 'Fewer' : `${all - topology.inputs.length} more`;
  return html`<div class="more-features" data-part="features" style=${place}>
    <${Fold} ...${{ app, label }} name="features" title="Squares, products and sines of the coordinates" />
  </div>`;
}
