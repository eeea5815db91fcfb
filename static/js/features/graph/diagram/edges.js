/**
 * The edges of the graph: a value forward, a product backward, and the local derivative as a label.
 *
 * @import {Scene} from './nodes.js'
 */

import { html } from 'htm/preact';

import { formatShort } from '../../../draw/format.js';
import { EDGE_LABEL, thickness, tint } from '../../../draw/graphNode.js';

/** @param {Scene} props */
export function Edges({ graph, placement, passState, palette, scales }) {
  const { known, adjoints, node: current, phase } = passState;
  return graph.nodes.flatMap((node, to) =>
    node.arguments.map(({ node: from, value, local }, number) => {
      if (from === null) return null;
      const key = `${to}.${number}`;
      const { path, x, y } = placement.edges[key];
      const adjoint = adjoints[to];
      const isBack =
        adjoint !== null && local !== null && adjoints[from] !== null && isBackwardDone(passState, graph.inputs, to);
      const product = isBack ? adjoint * local : null;
      const isKnown = from < known && to < known;
      const look =
        product !== null
          ? {
              stroke: tint(palette.gradients, product, scales.adjoints),
              'stroke-width': thickness(product, scales.adjoints),
            }
          : isKnown
            ? { stroke: tint(palette.values, value, scales.values), 'stroke-width': thickness(value, scales.values) }
            : { stroke: palette.hairline, 'stroke-width': 1.25 };
      const isCurrent = current === to && (phase === 'forward' || (phase === 'backward' && local !== null));
      return html`<g key=${key} class=${`expression-edge ${isCurrent ? `current ${phase}` : ''}`}>
        <path class="edge-line" d=${path} ...${look} />
        ${isCurrent && html`<path class="edge-pulse" d=${path} />`}
        ${local !== null && isKnown && html`<${Label} x=${x} y=${y} local=${local} />`}
      </g>`;
    }),
  );
}

/**
 * True if the backward step of a node is done, so that its edges carry products.
 *
 * @param {Scene['passState']} passState
 * @param {number} inputs
 * @param {number} node
 */
const isBackwardDone = ({ phase, node: current }, inputs, node) =>
  phase === 'backward' && current !== null && node >= inputs && node >= current;

/** @param {{x: number, y: number, local: number}} props */
function Label({ x, y, local }) {
  const { width, height } = EDGE_LABEL;
  return html`<g class="edge-label" transform=${`translate(${x} ${y})`}>
    <rect x=${-width / 2} y=${-height / 2} width=${width} height=${height} rx="8" />
    <text y="4" text-anchor="middle">${formatShort(local)}</text>
  </g>`;
}
