/**
 * Operation counts of forward and reverse mode for all derivatives.
 *
 * @import {Differentiated} from '../../protocol/expression.js'
 * @import {ExpressionGraph} from './expression/expressionGraph.js'
 */

import { html } from 'htm/preact';

import { formatCount } from '../../draw/format.js';

/** @param {{expression: ExpressionGraph}} props */
export function OperationCounts({ expression }) {
  const { graph } = expression.state.value;
  if (!graph) return null;
  const [forward, reverse] = [sumOf(graph.forward), sumOf(graph.reverse)];
  const [perInput, perOutput] = [unitOf(graph.forward, 'input'), unitOf(graph.reverse, 'output')];
  return html`<div class="operation-counts" tabindex="0" role="region" aria-label="Operations">
    <table>
      <caption>Operations for all derivatives</caption>
      <thead>
        <tr><td></td><th scope="col" class="number">Passes</th><th scope="col" class="number">×</th>
          <th scope="col" class="number">+</th><th scope="col" class="number">Total</th></tr>
      </thead>
      <tbody>
        <${Row} mode="Forward mode" per=${perInput} cost=${forward} />
        <${Row} mode="Reverse mode" per=${perOutput} cost=${reverse} />
      </tbody>
    </table>
    <p>${comparison(forward.all, reverse.all)} Forward mode needs one pass per ${perInput}, reverse mode one
      pass per ${perOutput} (Linnainmaa 1970). For the loss of a network with a million
      weights, that is a million passes against one.</p>
    <p class="quiet">Both also compute the ${counted(graph.operations, 'operation')} of the values and the
      ${` ${counted(graph.local_derivatives, 'local derivative')}`} once.
      Nodes that play no part in a pass are skipped.</p>
  </div>`;
}

/**
 * What a mode needs one pass for: an input or output, or each entry of them if any is an array.
 *
 * @param {Differentiated['forward'] | Differentiated['reverse']} passes
 * @param {'input' | 'output'} thing
 */
const unitOf = (passes, thing) => (passes.some(({ seed }) => Array.isArray(seed)) ? `${thing} entry` : thing);

/** @typedef {{passes: number, multiplications: number, additions: number, all: number}} Cost */

/** @param {{mode: string, per: string, cost: Cost}} props */
function Row({ mode, per, cost }) {
  return html`<tr>
    <th scope="row">${mode} <span class="quiet">one pass per ${per} (${formatCount(cost.passes)})</span></th>
    ${[cost.passes, cost.multiplications, cost.additions, cost.all].map(
      (count, column) => html`<td key=${column} class="number">${formatCount(count)}</td>`,
    )}
  </tr>`;
}

/**
 * @param {Differentiated['forward'] | Differentiated['reverse']} passes
 * @returns {Cost}
 */
function sumOf(passes) {
  let [all, multiplications, additions] = [0, 0, 0];
  for (const { cost, passes: times } of passes) {
    all += times;
    multiplications += times * cost.multiplications;
    additions += times * cost.additions;
  }
  return { passes: all, multiplications, additions, all: multiplications + additions };
}

/**
 * @param {number} count
 * @param {string} thing
 */
const counted = (count, thing) => `${formatCount(count)} ${thing}${count === 1 ? '' : 's'}`;

/**
 * @param {number} forward
 * @param {number} reverse
 */
function comparison(forward, reverse) {
  if (forward === reverse) return 'Here both modes take the same number of operations.';
  const times = (Math.max(forward, reverse) / Math.max(1, Math.min(forward, reverse))).toFixed(1);
  const [fewer, more] = reverse < forward ? ['reverse', 'forward'] : ['forward', 'reverse'];
  return `Here ${more} mode takes ${times} times as many operations as ${fewer} mode.`;
}
