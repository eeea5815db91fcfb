/**
 * Warning about the first node with a value or derivative that is not finite, and the reason.
 *
 * @import {Differentiated} from '../../../protocol/expression.js'
 */

import { html } from 'htm/preact';
import { TriangleAlert } from 'lucide';

import { Icon } from '../../../controls/icon.js';
import { fillFormula, latexOfNode } from '../../../draw/latex.js';
import { Formula, partsOf } from '../formula.js';

/** @param {{graph: Differentiated}} props */
export function NonFiniteWarning({ graph }) {
  if (!graph.trouble) return null;
  const { node: index, quantity, reason } = graph.trouble;
  const node = graph.nodes[index];
  const symbol = latexOfNode(graph.nodes, index);
  const inNumbers = node.operation === null ? '' : ` = ${fillFormula(node.latex, partsOf(graph, index).numbers)}`;
  return html`<p class="not-finite-warning" role="status">
    <${Icon} icon=${TriangleAlert} />
    <span>The ${quantity} of <${Formula} latex=${symbol + inNumbers} /> is not finite: ${reason}.</span>
  </p>`;
}
