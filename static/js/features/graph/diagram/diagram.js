/**
 * The expression as a graph: values flow to the output, derivatives flow back.
 *
 * @import {Differentiated} from '../../../protocol/expression.js'
 * @import {App} from '../../../core/app.js'
 * @import {Palette} from '../../../draw/palette.js'
 * @import {ExpressionGraph} from '../expression/expressionGraph.js'
 */

import { html } from 'htm/preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';

import { EDGE_LABEL, nodeSize, nodeTitle, reachOf } from '../../../draw/graphNode.js';
import { placeGraph } from '../../../draw/graphLayout.js';
import { paletteOf } from '../../../draw/palette.js';
import { useSelector, useSize } from '../../../core/hooks.js';
import { passStateAt } from '../expression/passState.js';
import { shapeOf } from '../expression/reducer.js';
import { Edges } from './edges.js';
import { Legend } from './legend.js';
import { Nodes } from './nodes.js';
import { NonFiniteWarning } from './nonFiniteWarning.js';

const NARROW = 800; // CSS pixels: a narrower graph runs from top to bottom
const SMALLEST = 1; // smaller text is hard to read; a larger graph scrolls
const LARGEST = 1.25;

/** @param {{app: App, expression: ExpressionGraph}} props */
export function Diagram({ app, expression }) {
  const theme = useSelector(app.store, ({ look }) => look.theme);
  const [frame, { width, height }] = useSize();
  const { graph, output, fault } = expression.state.value;
  const palette = paletteOf(theme);
  const isTall = width < NARROW;
  const isReady = graph !== null && width > 0;
  return html`
    <div class=${`drawing ${fault ? 'stale' : ''} ${isTall ? 'tall' : ''}`}>
      <div class="drawing-frame" ref=${frame} tabindex="0" role="group" aria-label="Graph of the expression">
        ${isReady && html`<${Drawing} ...${{ expression, graph, output, palette, width, height, isTall }} />`}
      </div>
      ${graph && html`<${NonFiniteWarning} graph=${graph} />`}
    </div>
    ${graph && html`<${Legend} graph=${graph} output=${output} palette=${palette} />`}
  `;
}

/**
 * @param {object} props
 * @param {ExpressionGraph} props.expression
 * @param {Differentiated} props.graph
 * @param {number} props.output
 * @param {Palette} props.palette
 * @param {number} props.width
 * @param {number} props.height
 * @param {boolean} props.isTall
 */
function Drawing({ expression, graph, output, palette, width, height, isTall }) {
  const direction = isTall ? 'TB' : 'LR';
  const placement = useMemo(() => layoutOf(graph, direction), [shapeOf(graph), direction]);
  const fit = Math.min(width / placement.width, height / placement.height);
  const scale = isTall ? SMALLEST : Math.min(LARGEST, Math.max(SMALLEST, fit));
  const passState = passStateAt(graph, output, expression.step);
  const scales = {
    values: reachOf(graph.nodes.map(({ value }) => value)),
    adjoints: reachOf(graph.reverse[output].adjoints),
  };
  const drawing = useRef(/** @type {SVGElement | null} */ (null));
  useEffect(
    () => follow(drawing.current, passState.node === null ? null : placement.nodes[passState.node], scale),
    [passState.node, placement],
  );
  const props = { graph, placement, passState, palette, scales };
  return html`<svg
    ref=${drawing}
    class="graph-drawing"
    width=${Math.ceil(placement.width * scale)}
    height=${Math.ceil(placement.height * scale)}
    viewBox=${`0 0 ${placement.width} ${placement.height}`}
  >
    <${Edges} ...${props} />
    <${Nodes} ...${props} expression=${expression} output=${output} />
  </svg>`;
}

/**
 * @param {Differentiated} graph
 * @param {'LR' | 'TB'} direction
 */
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
 * Scroll a graph that does not fit in its frame to the node of the step.
 *
 * @param {SVGElement | null} drawing
 * @param {{x: number, y: number} | null} at
 * @param {number} scale
 */
function follow(drawing, at, scale) {
  const frame = drawing?.parentElement;
  if (!frame || !at || (frame.scrollWidth <= frame.clientWidth && frame.scrollHeight <= frame.clientHeight)) return;
  frame.scrollTo({ left: at.x * scale - frame.clientWidth / 2, top: at.y * scale - frame.clientHeight / 2 });
}
