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
  const inputs = counted(graph.inputs, 'input');
  const outputs = counted(graph.reverse.length, 'output');
  const [perInput, perOutput] = [graph.forward, graph.reverse].map((passes) =>
    passes.some(({ seed }) => Array.isArray(seed)) ? ' entry' : '',
  );
  return html`<div class="operation-counts" tabindex="0" role="region" aria-label="Operations">
    <table>
      <caption>Operations for all derivatives</caption>
      <thead>
        <tr><td></td><th scope="col" class="number">Passes</th><th scope="col" class="number">×</th>
          <th scope="col" class="number">+</th><th scope="col" class="number">Total</th></tr>
      </thead>
      <tbody>
        <${Row} mode="Forward mode" per=${`one pass per input${perInput} (${inputs})`} cost=${forward} />
        <${Row} mode="Reverse mode" per=${`one pass per output${perOutput} (${outputs})`} cost=${reverse} />
      </tbody>
    </table>
    <p>${comparison(forward.all, reverse.all)} Forward mode needs one pass per input${perInput}, reverse mode one
      pass per output${perOutput} (Linnainmaa 1970): for the loss of a million
      weights, a million passes against one.</p>
    <p class="quiet">Both also compute the ${counted(graph.operations, 'operation')} of the values and the
      ${` ${counted(graph.local_derivatives, 'local derivative')}`} once.
      Nodes that play no part in a pass are skipped.</p>
  </div>`;
}

/** @typedef {{passes: number, multiplications: number, additions: number, all: number}} Cost */

/** @param {{mode: string, per: string, cost: Cost}} props */
function Row({ mode, per, cost }) {
  return html`<tr>
    <th scope="row">${mode} <span class="quiet">${per}</span></th>
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
