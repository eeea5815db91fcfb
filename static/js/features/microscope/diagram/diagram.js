/**
 * The network as a stepper: in every neuron the number that the pass has come to, on the links what is being computed,
 * above every layer its steps.
 *
 * @import {App} from '../../../core/app.js'
 * @import {Placement} from '../../../draw/layout.js'
 * @import {Microscope, Seen} from '../microscope.js'
 * @import {Picture} from '../passState.js'
 * @import {Topology} from '../../shared/topology.js'
 */

import { html } from 'htm/preact';
import { useEffect, useMemo, useState } from 'preact/hooks';

import { placeNodes } from '../../../draw/layout.js';
import { usePart, useSize } from '../../../core/hooks.js';
import { placeAt, stepFor } from './pointing.js';
import { pictureAt } from '../passState.js';
import { topologyOf } from '../../shared/topology.js';
import { focusAt } from '../../shared/focus.js';
import { Flow } from './connections.js';
import { Heads } from './layerHeads.js';
import { Legend } from './legend.js';
import { Spots } from './nodes.js';

// CSS pixels
const HEAD = 100; // above the nodes
const REST = 28; // under them
const LETTER = 7.5; // of an input's name, about
const SPACE = { pitch: 128, right: 44, breadth: 70 }; // a node holds a number of nine characters
const ROOMY = 1000; // a frame from this width on, as on a projector, has larger ones
const ROOMY_SPACE = { pitch: 160, right: 60, breadth: 96 };
const LONGEST_LABEL = 140;
const LEFT = 96; // the least, for the words beside the first buttons

/** @param {{app: App, scope: Microscope, seen: Seen}} props */
export function Diagram({ app, scope, seen }) {
  const catalog = usePart(app.store, (state) => state.catalog);
  const { trace, session } = seen;
  const [frame, size] = useSize();
  const shape =
    session.layers.map(({ name, units, sources }) => `${name} ${units} ${sources}`).join() + session.inputs.join();
  const topology = useMemo(() => catalog && topologyOf(catalog, session, false), [catalog, shape]);
  const placement = useMemo(() => topology && size.width > 0 && place(topology, size), [topology, size]);
  const index = scope.index.value;
  const steps = scope.steps.value;
  const picture = useMemo(() => pictureAt(trace, session, steps, index), [seen, steps, index]);
  const [[first, last], setRange] = useState([0, 0]);
  const look = () => {
    const [from, to] = placement && frame.current ? columnsIn(placement, frame.current) : [0, 0];
    if (from !== first || to !== last) setRange([from, to]);
  };
  useEffect(look, [placement]);
  const visible = useMemo(() => topology && within(topology, first, last), [topology, first, last]);
  return html`<div class="diagram-frame" ref=${frame} tabindex="-1" onScroll=${look}>
      ${visible && placement && html`<${Sheet} ...${{ app, scope, seen, placement, picture }} topology=${visible} frame=${frame.current} />`}
    </div>
    <${Legend} ...${{ app, scope }} />`;
}

/** The first and the last column that can be seen, and one more on either side. @param {Placement} placement @param {HTMLElement} frame */
function columnsIn({ columns }, { scrollLeft, clientWidth }) {
  const seen = columns.flatMap(({ x, half }, index) =>
    x > scrollLeft - half && x < scrollLeft + clientWidth + half ? [index] : [],
  );
  return [Math.max(0, (seen[0] ?? 0) - 1), (seen.at(-1) ?? 0) + 1];
}

/** Whether a column can be seen with so much beside it: then nothing need move. @param {number} x @param {number} beside @param {HTMLElement} frame */
const isWellInside = (x, beside, { scrollLeft, clientWidth }) =>
  x - beside >= scrollLeft && x + beside <= scrollLeft + clientWidth;

/** What there is of a network between two columns: of a deep one, the rest is not drawn. @param {Topology} topology @param {number} first @param {number} last @returns {Topology} */
function within({ inputs, units, links, wires, skips }, first, last) {
  const isSeen = (/** @type {{column: number, layer: number}} */ { column, layer }) =>
    layer + 1 >= first && column <= last;
  return {
    inputs: first === 0 ? inputs : [],
    units: units.map((column, layer) => (layer + 1 >= first && layer + 1 <= last ? column : [])),
    links: links.filter(isSeen),
    wires: wires.filter(isSeen),
    skips: skips.filter(isSeen),
  };
}

/** @param {Topology} topology @param {{width: number, height: number}} size */
function place({ inputs, units }, { width, height }) {
  const longest = Math.max(...inputs.map(({ label }) => label.length));
  const space = width < ROOMY ? SPACE : ROOMY_SPACE;
  const left = Math.min(LONGEST_LABEL, LETTER * longest + 14) + space.breadth / 2 + 8;
  const layers = [...units.map(({ length }) => length), 1]; // the loss
  return placeNodes(inputs.length, layers, {
    ...space,
    left: Math.max(LEFT, left),
    width,
    height: Math.max(0, height - HEAD - REST),
  });
}

/** @param {{app: App, scope: Microscope, seen: Seen, topology: Topology, placement: Placement, picture: Picture, frame: HTMLElement | null}} props */
function Sheet({ app, scope, seen, topology, placement, picture, frame }) {
  const step = scope.step.value;
  const { columns, width, height } = placement;
  // the update is of all layers: what is in sight is the one that is told
  const layer = step?.phase === 'update' ? scope.place.value.layer : (step?.layer ?? -1);
  const x = columns[step?.phase === 'loss' ? columns.length - 1 : layer + 1].x;
  const pitch = columns[1].x - columns[0].x;
  useEffect(() => {
    if (!frame || width <= frame.clientWidth || isWellInside(x, 0.75 * pitch, frame)) return;
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    frame.scrollTo({ left: x - frame.clientWidth / 2, behavior: still ? 'auto' : 'smooth' });
  }, [x, width, frame]);
  if (!step) return null;
  const place = (/** @type {Event} */ event) => placeAt(focusAt(event.target), step, seen.trace, seen.session);
  const point = (/** @type {Event} */ event) => {
    scope.pointed.value = place(event);
  };
  const leave = () => {
    scope.pointed.value = null;
  };
  /** @param {MouseEvent} event */
  const press = (event) => {
    const focus = focusAt(event.target);
    const looked = place(event);
    const to = focus && !looked ? stepFor(focus, step, scope.steps.peek()) : null;
    if (looked) scope.see(looked);
    else if (to !== null) scope.goTo(scope.steps.peek()[to].key);
  };
  const { half } = columns[0];
  const isRoomy = 2 * half === ROOMY_SPACE.breadth;
  return html`<div class=${`diagram-sheet ${isRoomy ? 'roomy' : ''}`} style=${{ width: `${width}px`, height: `${height + HEAD}px`, '--pitch': `${pitch}px`, '--label': `${columns[0].x - half - 8}px` }}
    onPointerOver=${point} onPointerLeave=${leave} onFocusIn=${point} onFocusOut=${leave} onClick=${press}>
    <${Heads} ...${{ scope, seen, columns }} />
    <div class="diagram-body" style=${{ top: `${HEAD}px`, height: `${height}px` }}>
      <${Flow} ...${{ app, scope, seen, topology, placement, picture }} />
      <${Spots} ...${{ app, scope, seen, topology, columns, picture }} />
    </div>
  </div>`;
}
