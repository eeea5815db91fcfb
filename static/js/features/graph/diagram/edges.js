/**
 * The edges: each carries a value forward and a product back, and bears its local derivative.
 *
 * @import {Scene} from './nodes.js'
 */

import { html } from 'htm/preact';

import { formatShort } from '../../../draw/format.js';
import { EDGE_LABEL, thickness, tint } from '../../../draw/graphNode.js';

/** @param {Scene} props */
export function Edges({ graph, placement, moment, palette, reaches }) {
  const { known, adjoints, node: current, phase } = moment;
  return graph.nodes.flatMap((node, to) =>
    node.arguments.map(({ node: from, value, local }, number) => {
      if (from === null) return null;
      const key = `${to}.${number}`;
      const { path, x, y } = placement.edges[key];
      const adjoint = adjoints[to];
      const isBack =
        adjoint !== null && local !== null && adjoints[from] !== null && hasHandedBack(moment, graph.inputs, to);
      const product = isBack ? adjoint * local : null;
      const isKnown = from < known && to < known;
      const look =
        product !== null
          ? {
              stroke: tint(palette.gradients, product, reaches.adjoints),
              'stroke-width': thickness(product, reaches.adjoints),
            }
          : isKnown
            ? { stroke: tint(palette.values, value, reaches.values), 'stroke-width': thickness(value, reaches.values) }
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
 * Whether a node has had its step back: then all its products have arrived.
 *
 * @param {Scene['moment']} moment
 * @param {number} inputs
 * @param {number} node
 */
const hasHandedBack = ({ phase, node: current }, inputs, node) =>
  phase === 'backward' && current !== null && node >= inputs && node >= current;

/** @param {{x: number, y: number, local: number}} props */
function Label({ x, y, local }) {
  const { width, height } = EDGE_LABEL;
  return html`<g class="edge-label" transform=${`translate(${x} ${y})`}>
    <rect x=${-width / 2} y=${-height / 2} width=${width} height=${height} rx="8" />
    <text y="4" text-anchor="middle">${formatShort(local)}</text>
  </g>`;
}
