/**
 * The edges of the graph: a value forward, a product backward, and the local derivative as a label.
 *
 * @import {Differentiated} from '../../../protocol/expression.js'
 * @import {Ramp} from '../../../draw/palette.js'
 * @import {Tensor} from '../../../draw/tensor.js'
 * @import {NodeLook, Scene} from './nodes.js'
 */

import { html } from 'htm/preact';

import { formatShort } from '../../../draw/format.js';
import { EDGE_LABEL, pictureGrid, reachOf, thickness, tint } from '../../../draw/graphNode.js';
import { entriesOf } from '../../../draw/tensor.js';
import { Cells } from './cells.js';
import { partsIn } from './fold.js';

const LARGEST_JACOBIAN = 36; // CSS pixels of its longer side
const COMPACT_JACOBIAN = 24;

/** @param {Scene & {output: number, look: NodeLook}} props */
export function Edges({ graph, placement, passState, palette, scales, output, look }) {
  const { known, adjoints, node: current, phase } = passState;
  const products = productsOf(graph, output);
  const reach = jacobianReach(graph);
  return graph.nodes.flatMap((node, to) =>
    node.arguments.map(({ node: from, value, local, rule, jacobian }, number) => {
      if (from === null || look.stands[from] === look.stands[to]) return null;
      const isWhole = partsIn(look.stands, look.stands[to]) === 0; // a folded node has no local derivative of its own
      const key = `${to}.${number}`;
      const { path, x, y } = placement.edges[key];
      const isBack = adjoints[to] !== null && adjoints[from] !== null && isBackwardDone(passState, graph.inputs, to);
      const product = isBack ? (products.get(key) ?? null) : null;
      const isKnown = from < known && to < known;
      const line =
        product !== null
          ? lineOf(product, palette.gradients, scales.adjoints, palette.muted)
          : isKnown
            ? lineOf(value, palette.values, scales.values, palette.muted)
            : { stroke: palette.hairline, 'stroke-width': 1.25 };
      const isCurrent = current === to && (phase === 'forward' || (phase === 'backward' && rule !== null));
      return html`<g key=${key} class=${`expression-edge ${isCurrent ? `current ${phase}` : ''}`}>
        <path class="edge-line" d=${path} ...${line} />
        ${isCurrent && html`<path class="edge-pulse" d=${path} />`}
        ${
          isKnown &&
          isWhole &&
          typeof local === 'number' &&
          jacobian === null &&
          html`<${Label} x=${x} y=${y} local=${local} />`
        }
        ${
          isKnown &&
          isWhole &&
          jacobian !== null &&
          html`<${JacobianLabel} ...${{ x, y, jacobian, reach, look }} ramp=${palette.gradients} />`
        }
      </g>`;
    }),
  );
}

/**
 * Size of the label of an edge: the local derivative as a number, or as a small image.
 *
 * @param {Differentiated['nodes'][number]['arguments'][number]} argument
 * @param {NodeLook} look
 */
export function labelSize({ local, jacobian }, look) {
  if (jacobian !== null) {
    const { width, height } = jacobianGrid(jacobian, look);
    return { width: Math.ceil(width) + 4, height: Math.ceil(height) + 4 };
  }
  return typeof local === 'number' ? EDGE_LABEL : { width: 0, height: 0 };
}

/**
 * @param {number[][]} jacobian
 * @param {NodeLook} look
 */
const jacobianGrid = (jacobian, { isCompact }) =>
  pictureGrid(jacobian.length, jacobian[0].length, isCompact ? COMPACT_JACOBIAN : LARGEST_JACOBIAN);

/** Magnitude of the largest local derivative of arrays. @param {Differentiated} graph */
export const jacobianReach = ({ nodes }) =>
  reachOf(nodes.flatMap((node) => node.arguments.flatMap(({ jacobian }) => entriesOf(jacobian))));

/**
 * Products of the backward pass by node and number of the argument.
 *
 * @param {Differentiated} graph
 * @param {number} output
 */
function productsOf({ reverse }, output) {
  /** @type {Map<string, Tensor>} */
  const found = new Map();
  for (const { node, products } of reverse[output].steps) {
    for (const { argument, product } of products) found.set(`${node}.${argument}`, product);
  }
  return found;
}

/**
 * Look of the line that carries a number, by its sign and size; that of an array is neutral.
 *
 * @param {Tensor} carried
 * @param {Ramp} ramp
 * @param {number} reach
 * @param {string} neutral
 */
const lineOf = (carried, ramp, reach, neutral) =>
  Array.isArray(carried)
    ? { stroke: neutral, 'stroke-width': 1.75 }
    : { stroke: tint(ramp, carried, reach), 'stroke-width': thickness(carried, reach) };

/**
 * True if the backward step of a node is done, so that its edges carry products.
 *
 * @param {Scene['passState']} passState
 * @param {number} inputs
 * @param {number} node
 */
const isBackwardDone = ({ phase, node: current }, inputs, node) =>
  phase === 'backward' && current !== null && node >= inputs && node >= current;

/** @param {{x: number, y: number, jacobian: number[][], ramp: Ramp, reach: number, look: NodeLook}} props */
function JacobianLabel({ x, y, jacobian, ramp, reach, look }) {
  const grid = jacobianGrid(jacobian, look);
  const { width, height } = grid;
  const at = { x: x - width / 2, y: y - height / 2 };
  return html`<g class="jacobian-label">
    <rect x=${at.x - 2} y=${at.y - 2} width=${width + 4} height=${height + 4} rx="2" />
    <${Cells} value=${jacobian} ...${{ grid, ramp, reach, at }} />
  </g>`;
}

/** @param {{x: number, y: number, local: number}} props */
function Label({ x, y, local }) {
  const { width, height } = EDGE_LABEL;
  return html`<g class="edge-label" transform=${`translate(${x} ${y})`}>
    <rect x=${-width / 2} y=${-height / 2} width=${width} height=${height} rx="8" />
    <text y="4" text-anchor="middle">${formatShort(local)}</text>
  </g>`;
}
