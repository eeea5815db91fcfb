/**
 * The network diagram: the newest number in every neuron, the computation of the step on the connections, and the steps
 * of every layer as buttons above it.
 *
 * @import {App} from '../../../core/app.js'
 * @import {Placement} from '../../../draw/layout.js'
 * @import {Format} from '../export/savePicture.js'
 * @import {DiagramPlacement} from './placement.js'
 * @import {Microscope} from '../microscope.js'
 * @import {PassState} from '../passState.js'
 * @import {Snapshot} from '../../../core/trace/types.js'
 * @import {Topology} from '../../shared/topology.js'
 */

import { batch } from '@preact/signals';
import { html } from 'htm/preact';
import { useEffect, useMemo, useState } from 'preact/hooks';

import { TOUCH, useMedia, useSelector, useSize } from '../../../core/hooks.js';
import { topologyOf } from '../../shared/topology.js';
import { focusAt } from '../../shared/focus.js';
import { passStateAt } from '../passState.js';
import { savePicture } from '../export/savePicture.js';
import { Connections } from './connections.js';
import { LayerHeads } from './layerHeads.js';
import { Legend } from './legend.js';
import { Nodes } from './nodes.js';
import { TWO_NUMBERS, placementOf } from './placement.js';
import { selectionAt, stepOfLayer } from './pointing.js';
import { weightLabelsOf } from './weightLabels.js';

/** @param {{app: App, scope: Microscope, snapshot: Snapshot}} props */
export function Diagram({ app, scope, snapshot }) {
  const catalog = useSelector(app.store, (state) => state.catalog);
  const isLecture = useSelector(app.store, ({ look }) => look.lecture);
  const isTouch = useMedia(TOUCH);
  const { trace, session } = snapshot;
  const [frame, size] = useSize();
  const shape =
    session.layers.map(({ name, units, sources }) => `${name} ${units} ${sources}`).join() + session.inputs.join();
  const topology = useMemo(() => catalog && topologyOf(catalog, session, () => false), [catalog, shape]);
  const placement = useMemo(
    () => topology && size.width > 0 && placementOf(topology, size, { isLecture, isTouch }),
    [topology, size, isLecture, isTouch],
  );
  const index = scope.index.value;
  const steps = scope.steps.value;
  const passState = useMemo(() => passStateAt(trace, session, steps, index), [snapshot, steps, index]);
  const [[first, last], setRange] = useState([0, 0]);
  const updateRange = () => {
    const [from, to] = placement && frame.current ? visibleColumns(placement, frame.current) : [0, 0];
    if (from !== first || to !== last) setRange([from, to]);
  };
  useEffect(updateRange, [placement]);
  const visible = useMemo(() => topology && columnsBetween(topology, first, last), [topology, first, last]);
  const hasWeights = useMemo(
    () => Boolean(visible && placement && weightLabelsOf(visible.links, placement.columns).length > 0),
    [visible, placement],
  );
  const hasTwo = placement ? placement.columns.every(({ node }) => node >= TWO_NUMBERS) : false;
  const save = (/** @type {Format} */ format) => {
    const drawing = /** @type {HTMLElement | null} */ (frame.current?.querySelector('.diagram-drawing'));
    if (drawing) savePicture(format, drawing, scope.step.peek()?.title ?? '');
  };
  return html`<div class="diagram-frame" ref=${frame} tabindex="-1" onScroll=${updateRange}>
      ${
        visible &&
        placement &&
        html`<${Drawing} ...${{ app, scope, snapshot, placement, passState }} topology=${visible}
          frame=${frame.current} />`
      }
    </div>
    <${Legend} ...${{ app, scope, hasWeights, hasTwo, save }} />`;
}

/**
 * First and last visible column, and one more on either side.
 *
 * @param {Placement} placement
 * @param {HTMLElement} frame
 */
function visibleColumns({ columns }, { scrollLeft, clientWidth }) {
  const visible = columns.flatMap(({ x, half }, index) =>
    x > scrollLeft - half && x < scrollLeft + clientWidth + half ? [index] : [],
  );
  return [Math.max(0, (visible[0] ?? 0) - 1), (visible.at(-1) ?? 0) + 1];
}

/**
 * True if a column and a margin around it are visible, so that no scrolling is needed.
 *
 * @param {number} x
 * @param {number} margin
 * @param {HTMLElement} frame
 */
const isWellInside = (x, margin, { scrollLeft, clientWidth }) =>
  x - margin >= scrollLeft && x + margin <= scrollLeft + clientWidth;

/**
 * The part of a network between two columns; the rest of a deep network is not drawn.
 *
 * @param {Topology} topology
 * @param {number} first
 * @param {number} last
 * @returns {Topology}
 */
function columnsBetween({ inputs, moreInputs, units, links, wires, skips }, first, last) {
  const isVisible = (/** @type {{column: number, layer: number}} */ { column, layer }) =>
    layer + 1 >= first && column <= last;
  return {
    inputs: first === 0 ? inputs : [],
    moreInputs,
    units: units.map((column, layer) => (layer + 1 >= first && layer + 1 <= last ? column : [])),
    links: links.filter(isVisible),
    wires: wires.filter(isVisible),
    skips: skips.filter(isVisible),
  };
}

/**
 * @param {object} props
 * @param {App} props.app
 * @param {Microscope} props.scope
 * @param {Snapshot} props.snapshot
 * @param {Topology} props.topology
 * @param {DiagramPlacement} props.placement
 * @param {PassState} props.passState
 * @param {HTMLElement | null} props.frame
 */
function Drawing({ app, scope, snapshot, topology, placement, passState, frame }) {
  const step = scope.step.value;
  const { columns, width, height, headHeight, kind, isBrief } = placement;
  // all layers take part in the update: show the one with the selection
  const layer = step?.phase === 'update' ? scope.selection.value.layer : (step?.layer ?? -1);
  const x = columns[step?.phase === 'loss' ? columns.length - 1 : layer + 1].x;
  const pitch = columns[1].x - columns[0].x;
  useEffect(() => {
    if (!frame || width <= frame.clientWidth || isWellInside(x, 0.75 * pitch, frame)) return;
    const isStill = matchMedia('(prefers-reduced-motion: reduce)').matches;
    frame.scrollTo({ left: x - frame.clientWidth / 2, behavior: isStill ? 'auto' : 'smooth' });
  }, [x, width, frame]);
  if (!step) return null;
  const { trace, session } = snapshot;
  const pointedAt = (/** @type {Event} */ { target }) => selectionAt(focusAt(target), step, trace, session);
  const hover = (/** @type {Event} */ event) => {
    batch(() => {
      scope.hovered.value = pointedAt(event);
      scope.pointed.value = focusAt(event.target);
    });
  };
  const leave = () => {
    batch(() => {
      scope.hovered.value = null;
      scope.pointed.value = null;
    });
  };
  /** @param {MouseEvent} event */
  const press = (event) => {
    const focus = focusAt(event.target);
    const selection = pointedAt(event);
    const index = focus && !selection ? stepOfLayer(focus, step, scope.steps.peek()) : null;
    if (selection) scope.select(selection);
    else if (index !== null) scope.goTo(scope.steps.peek()[index].key);
  };
  const { half } = columns[0];
  const style = {
    width: `${width}px`,
    height: `${height + headHeight}px`,
    '--pitch': `${pitch}px`,
    '--label': `${columns[0].x - half - 8}px`,
  };
  return html`<div class=${`diagram-drawing ${kind}`} style=${style}
    onPointerOver=${hover} onPointerLeave=${leave} onFocusIn=${hover} onFocusOut=${leave} onClick=${press}>
    <${LayerHeads} ...${{ scope, snapshot, columns }} />
    <div class="diagram-body" style=${{ top: `${headHeight}px`, height: `${height}px` }}>
      <${Connections} ...${{ app, scope, snapshot, topology, placement, passState }} />
      <${Nodes} ...${{ app, scope, snapshot, topology, columns, passState, isBrief }} />
    </div>
  </div>`;
}
