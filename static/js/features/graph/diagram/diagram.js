/**
 * The expression as a graph: values flow to the output, derivatives flow back.
 *
 * @import {Differentiated} from '../../../protocol/expression.js'
 * @import {App} from '../../../core/app.js'
 * @import {Palette} from '../../../draw/palette.js'
 * @import {ExpressionGraph} from '../expression/expressionGraph.js'
 * @import {Viewport} from './viewport.js'
 */

import { html } from 'htm/preact';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';

import { reachOf } from '../../../draw/graphNode.js';
import { paletteOf } from '../../../draw/palette.js';
import { entriesOf } from '../../../draw/tensor.js';
import { useSelector, useSize } from '../../../core/hooks.js';
import { passStateAt } from '../expression/passState.js';
import { shapeOf } from '../expression/reducer.js';
import { Edges } from './edges.js';
import { folded, unfolded } from './fold.js';
import { Legend } from './legend.js';
import { Nodes } from './nodes.js';
import { NonFiniteWarning } from './nonFiniteWarning.js';
import { fittingLayout, hasArrays, layoutOf, scaleOf } from './placement.js';
import { useViewport } from './viewport.js';
import { ZoomButtons, zoomShortcuts } from './zoomButtons.js';

const NARROW = 800; // CSS pixels: a narrower graph runs from top to bottom
const SMALLEST = 1; // smaller text is hard to read; a larger graph scrolls, unless it is zoomed out
const OVERVIEW = 0.7; // of a smaller drawing only colours and titles are seen
const LARGEST = 1.5;
const LARGEST_IN_LECTURE = 2;

/** @param {{app: App, expression: ExpressionGraph}} props */
export function Diagram({ app, expression }) {
  const { theme, lecture } = useSelector(app.store, ({ look }) => look);
  const [frame, { width, height }] = useSize();
  const { graph, output, fault } = expression.state.value;
  const shape = graph ? shapeOf(graph) : '';
  const [isFolded, setFolded] = useState(false);
  const viewport = useViewport(frame, shape + isFolded);
  const folds = useMemo(() => (graph ? folded(graph) : []), [shape]);
  const stands = isFolded || !graph ? folds : unfolded(graph);
  useLayoutEffect(() => app.shortcuts.add('Graph', zoomShortcuts(viewport)), []);
  const palette = paletteOf(theme);
  const isTall = width < NARROW && !lecture;
  const isReady = graph !== null && width > 0;
  return html`
    <div class=${`drawing ${fault ? 'stale' : ''} ${isTall ? 'tall' : ''}`}>
      <div class="drawing-frame" ref=${frame} tabindex="0" role="group" aria-label="Graph of the expression">
        ${
          isReady &&
          html`<${Drawing} ...${{ expression, graph, output, palette, width, height }}
            ...${{ isTall, lecture, viewport, stands }} />`
        }
      </div>
      ${
        isReady &&
        !lecture &&
        html`<${ZoomButtons} viewport=${viewport} isFolded=${isFolded}
        onFold=${folds.some((each, index) => each !== index) ? () => setFolded(!isFolded) : null} />`
      }
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
 * @param {Viewport} props.viewport
 * @param {number[]} props.stands for each node the one that is drawn for it
 */
function Drawing({ expression, graph, output, palette, width, height, isTall, lecture, viewport, stands }) {
  const isFitted = lecture || (!isTall && hasArrays(graph));
  const isCompactAllowed = viewport.zoom === null || viewport.zoom < SMALLEST;
  const placement = useMemo(
    () =>
      isFitted
        ? fittingLayout(graph, stands, { width, height }, SMALLEST, isCompactAllowed)
        : layoutOf(graph, isTall ? 'TB' : 'LR', { form: 'high', isCompact: false, stands }),
    [shapeOf(graph), stands.join(), isTall, isFitted && `${width} ${height} ${isCompactAllowed}`],
  );
  const largest = lecture ? LARGEST_IN_LECTURE : LARGEST;
  const fitting = isTall ? SMALLEST : Math.min(largest, Math.max(SMALLEST, scaleOf(placement, { width, height })));
  const scale = lecture ? fitting : (viewport.zoom ?? fitting);
  viewport.showScale(scale, scaleOf(placement, { width, height }));
  const passState = passStateAt(graph, output, expression.step);
  const scales = {
    values: reachOf(graph.nodes.flatMap(({ value }) => entriesOf(value))),
    adjoints: reachOf(graph.reverse[output].adjoints.flatMap(entriesOf)),
  };
  const drawing = useRef(/** @type {SVGElement | null} */ (null));
  useEffect(
    () => follow(drawing.current, passState.node === null ? null : placement.nodes[passState.node], scale),
    [passState.node, placement],
  );
  const props = { graph, placement, passState, palette, scales, output, look: placement.look };
  return html`<svg
    ref=${drawing}
    class=${`graph-drawing ${scale < OVERVIEW ? 'overview' : ''}`}
    width=${Math.ceil(placement.width * scale)}
    height=${Math.ceil(placement.height * scale)}
    viewBox=${`0 0 ${placement.width} ${placement.height}`}
  >
    <${Edges} ...${props} />
    <${Nodes} ...${props} expression=${expression} />
  </svg>`;
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
