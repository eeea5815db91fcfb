/**
 * The expression as a graph: values flow to the output, derivatives flow back.
 *
 * @import {Differentiated} from '../../../protocol/expression.js'
 * @import {App} from '../../../core/app.js'
 * @import {GraphPlacement, Size} from '../../../draw/graphLayout.js'
 * @import {NodeForm} from '../../../draw/graphNode.js'
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
import { Nodes, nodeNames } from './nodes.js';
import { NonFiniteWarning } from './nonFiniteWarning.js';

const NARROW = 800; // CSS pixels: a narrower graph runs from top to bottom
const SMALLEST = 1; // smaller text is hard to read; a larger graph scrolls
const LARGEST = 1.5;
const LARGEST_IN_LECTURE = 2;
const ROOMS = [1, 0.5, 0]; // between nodes, as shares of the usual, that are tried to fit a graph
const MOST_FITTED = 40; // nodes; a larger graph scrolls in any case

/** @param {{app: App, expression: ExpressionGraph}} props */
export function Diagram({ app, expression }) {
  const { theme, lecture } = useSelector(app.store, ({ look }) => look);
  const [frame, { width, height }] = useSize();
  const { graph, output, fault } = expression.state.value;
  const palette = paletteOf(theme);
  const isTall = width < NARROW && !lecture;
  const isReady = graph !== null && width > 0;
  return html`
    <div class=${`drawing ${fault ? 'stale' : ''} ${isTall ? 'tall' : ''}`}>
      <div class="drawing-frame" ref=${frame} tabindex="0" role="group" aria-label="Graph of the expression">
        ${isReady && html`<${Drawing} ...${{ expression, graph, output, palette, width, height, isTall, lecture }} />`}
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
 * @param {boolean} props.lecture
 */
function Drawing({ expression, graph, output, palette, width, height, isTall, lecture }) {
  const placement = useMemo(
    () => (lecture ? fittingLayout(graph, { width, height }) : layoutOf(graph, isTall ? 'TB' : 'LR', 'high')),
    [shapeOf(graph), isTall, lecture && `${width} ${height}`],
  );
  const largest = lecture ? LARGEST_IN_LECTURE : LARGEST;
  const scale = isTall ? SMALLEST : Math.min(largest, Math.max(SMALLEST, scaleOf(placement, { width, height })));
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
  const props = { graph, placement, passState, palette, scales, form: placement.form };
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
 * The largest scale at which a graph fits.
 *
 * @param {Size} placement
 * @param {Size} frame
 */
const scaleOf = (placement, frame) => Math.min(frame.width / placement.width, frame.height / placement.height);

/**
 * Layout for a screen with large text: the roomiest one that fits, else the one of which most is seen.
 *
 * @param {Differentiated} graph
 * @param {Size} frame
 */
function fittingLayout(graph, frame) {
  if (graph.nodes.length > MOST_FITTED) return layoutOf(graph, 'LR', 'high');
  let best = layoutOf(graph, 'LR', 'high');
  for (const room of ROOMS) {
    for (const each of [layoutOf(graph, 'LR', 'high', room), layoutOf(graph, 'TB', 'low', room)]) {
      if (scaleOf(each, frame) > scaleOf(best, frame)) best = each;
    }
    if (scaleOf(best, frame) >= SMALLEST) break;
  }
  return best;
}

/**
 * @param {Differentiated} graph
 * @param {'LR' | 'TB'} direction
 * @param {NodeForm} form
 * @param {number} [room]
 * @returns {GraphPlacement & {form: NodeForm}}
 */
function layoutOf(graph, direction, form, room) {
  const names = nodeNames(graph);
  const placement = placeGraph(
    graph.nodes.map((node, index) => nodeSize(nodeTitle(node), names[index], form)),
    graph.nodes.flatMap((node, to) =>
      node.arguments.flatMap(({ node: from, local }, number) =>
        from === null
          ? []
          : [{ from, to, key: `${to}.${number}`, label: local === null ? { width: 0, height: 0 } : EDGE_LABEL }],
      ),
    ),
    direction,
    room,
  );
  return { ...placement, form };
}

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
