/**
 * Legend of the colours and numbers in the graph.
 *
 * @import {Differentiated} from '../../../protocol/expression.js'
 * @import {Palette, Ramp} from '../../../draw/palette.js'
 */

import { html } from 'htm/preact';

import { tint } from '../../../draw/graphNode.js';
import { letterOf } from '../../../draw/latex.js';
import { Formula, outputLatex } from '../formula.js';

const SHARES = [-1, -0.5, -0.1, 0, 0.1, 0.5, 1]; // of the largest magnitude
const WIDTH = 12; // CSS pixels of each

/** @param {{graph: Differentiated, output: number, palette: Palette}} props */
export function Legend({ graph, output, palette }) {
  const name = outputLatex(graph, output);
  return html`<ul class="graph-legend">
    <li><${Bar} ramp=${palette.values} />value</li>
    <li>
      <${Bar} ramp=${palette.gradients} />adjoint${' '}
      <${Formula} latex=${`\\partial ${name} / \\partial ${letterOf(graph.nodes)}`} />
    </li>
    <li><span class="legend-local">0.25</span>local derivative</li>
  </ul>`;
}

/** @param {{ramp: Ramp}} props */
function Bar({ ramp }) {
  return html`<span class="legend-bar" aria-hidden="true">
    −<svg width=${SHARES.length * WIDTH} height="10">
      ${SHARES.map(
        (share, index) => html`<rect x=${index * WIDTH} width=${WIDTH} height="10" fill=${tint(ramp, share, 1)} />`,
      )}
    </svg>+
  </span>`;
}
