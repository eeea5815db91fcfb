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
const SMALLEST = 1; // smaller text is hard to read; a larger graph scrolls, unless it is zoomed out or in a lecture
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
  const viewport = useViewport(frame, `${shape} ${isFolded} ${lecture}`);
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
            ...${{ isTall, lecture, viewport, stands, folds }} />`
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
 * @param {number[]} props.folds the same if the graph is folded
 */
function Drawing({ expression, graph, output, palette, width, height, isTall, lecture, viewport, stands, folds }) {
  const frame = { width, height };
  const isFitted = lecture || (!isTall && hasArrays(graph));
  const isCompactAllowed = viewport.zoom === null || viewport.zoom < SMALLEST;
  const placement = useMemo(() => {
    if (!isFitted) return layoutOf(graph, isTall ? 'TB' : 'LR', { form: 'high', isCompact: false, stands });
    const layout = fittingLayout(graph, stands, frame, SMALLEST, isCompactAllowed);
    if (!lecture || scaleOf(layout, frame) >= OVERVIEW) return layout;
    const smaller = fittingLayout(graph, folds, frame, SMALLEST, isCompactAllowed);
    return scaleOf(smaller, frame) > scaleOf(layout, frame) ? smaller : layout;
  }, [shapeOf(graph), stands.join(), isTall, lecture, isFitted && `${width} ${height} ${isCompactAllowed}`]);
  const whole = scaleOf(placement, frame);
  const scale = viewport.zoom ?? fittingScale(whole, isTall, lecture);
  viewport.showScale(scale, whole);
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
 * The scale without zoom. A lecture shows the whole graph, however small: nobody scrolls there.
 *
 * @param {number} whole scale at which the whole graph fits
 * @param {boolean} isTall
 * @param {boolean} lecture
 */
function fittingScale(whole, isTall, lecture) {
  if (lecture) return Math.min(LARGEST_IN_LECTURE, whole);
  return isTall ? SMALLEST : Math.min(LARGEST, Math.max(SMALLEST, whole));
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
