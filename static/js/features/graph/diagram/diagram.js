/**
 * The expression as a graph: values flow to the output, derivatives come back.
 *
 * @import {Differentiated} from '../../../protocol/expression.js'
 * @import {App} from '../../../core/app.js'
 * @import {ExpressionPlace} from '../expression/expressionGraph.js'
 */

import { html } from 'htm/preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';

import { EDGE_LABEL, nodeSize, nodeTitle, reachOf } from '../../../draw/graphNode.js';
import { placeGraph } from '../../../draw/graphLayout.js';
import { paletteOf } from '../../../draw/palette.js';
import { usePart, useSize } from '../../../core/hooks.js';
import { momentAt } from '../expression/passState.js';
import { shapeOf } from '../expression/reducer.js';
import { Edges } from './edges.js';
import { Legend } from './legend.js';
import { Nodes } from './nodes.js';
import { Trouble } from './nonFiniteWarning.js';

const NARROW = 800; // CSS pixels under which the graph runs from top to bottom
const SMALLEST = 0.7;
const LARGEST = 1.25;

/** @param {{app: App, place: ExpressionPlace}} props */
export function Drawing({ app, place }) {
  const theme = usePart(app.store, ({ look }) => look.theme);
  const [frame, { width, height }] = useSize();
  const { graph, output, fault } = place.state.value;
  const palette = paletteOf(theme);
  const isTall = width < NARROW;
  const isReady = graph !== null && width > 0;
  return html`
    <div class=${`drawing ${fault ? 'stale' : ''} ${isTall ? 'tall' : ''}`}>
      <div class="drawing-frame" ref=${frame} tabindex="0" role="group" aria-label="Graph of the expression">
        ${isReady && html`<${Sheet} ...${{ place, graph, output, palette, width, height, isTall }} />`}
      </div>
      ${graph && html`<${Trouble} graph=${graph} />`}
    </div>
    ${graph && html`<${Legend} graph=${graph} output=${output} palette=${palette} />`}
  `;
}

/**
 * @param {{place: ExpressionPlace, graph: Differentiated, output: number, palette: import('../../../draw/palette.js').Palette,
 *   width: number, height: number, isTall: boolean}} props
 */
function Sheet({ place, graph, output, palette, width, height, isTall }) {
  const direction = isTall ? 'TB' : 'LR';
  const placement = useMemo(() => layoutOf(graph, direction), [shapeOf(graph), direction]);
  const fit = Math.min(width / placement.width, height / placement.height);
  const scale = Math.min(LARGEST, Math.max(SMALLEST, isTall ? Math.min(1, width / placement.width) : fit));
  const moment = momentAt(graph, output, place.step);
  const reaches = {
    values: reachOf(graph.nodes.map(({ value }) => value)),
    adjoints: reachOf(graph.reverse[output].adjoints),
  };
  const sheet = useRef(/** @type {SVGElement | null} */ (null));
  useEffect(
    () => follow(sheet.current, moment.node === null ? null : placement.nodes[moment.node], scale),
    [moment.node, placement],
  );
  const props = { graph, placement, moment, palette, reaches };
  return html`<svg
    ref=${sheet}
    class="sheet"
    width=${Math.ceil(placement.width * scale)}
    height=${Math.ceil(placement.height * scale)}
    viewBox=${`0 0 ${placement.width} ${placement.height}`}
  >
    <${Edges} ...${props} />
    <${Nodes} ...${props} place=${place} output=${output} />
  </svg>`;
}

/** @param {Differentiated} graph @param {'LR' | 'TB'} direction */
const layoutOf = ({ nodes }, direction) =>
  placeGraph(
    nodes.map((node) => nodeSize(nodeTitle(node))),
    nodes.flatMap((node, to) =>
      node.arguments.flatMap(({ node: from, local }, number) =>
        from === null
          ? []
          : [{ from, to, key: `${to}.${number}`, label: local === null ? { width: 0, height: 0 } : EDGE_LABEL }],
      ),
    ),
    direction,
  );

/**
 * Scrolls the frame to where the step is, where not all of the graph fits in it.
 *
 * @param {SVGElement | null} sheet
 * @param {{x: number, y: number} | null} at
 * @param {number} scale
 */
function follow(sheet, at, scale) {
  const frame = sheet?.parentElement;
  if (!frame || !at || (frame.scrollWidth <= frame.clientWidth && frame.scrollHeight <= frame.clientHeight)) return;
  frame.scrollTo({ left: at.x * scale - frame.clientWidth / 2, top: at.y * scale - frame.clientHeight / 2 });
}
