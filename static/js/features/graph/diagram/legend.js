/**
 * Legend of the colours and numbers in the graph.
 *
 * @import {Differentiated} from '../../../protocol/expression.js'
 * @import {Palette, Ramp} from '../../../draw/palette.js'
 */

import { html } from 'htm/preact';

import { tint } from '../../../draw/graphNode.js';
import { colourOf } from '../../../draw/palette.js';
import { letterOf } from '../../../draw/latex.js';
import { Formula, outputLatex } from '../formula.js';

const SHARES = [-1, -0.5, -0.1, 0, 0.1, 0.5, 1]; // of the largest magnitude
const WIDTH = 12; // CSS pixels of each

/** @param {{graph: Differentiated, output: number, palette: Palette}} props */
export function Legend({ graph, output, palette }) {
  const name = outputLatex(graph, output);
  const diagonal = colourOf(palette.gradients, 0.7);
  return html`<ul class="graph-legend">
    <li><${Bar} ramp=${palette.values} />value</li>
    <li>
      <${Bar} ramp=${palette.gradients} />adjoint${' '}
      <${Formula} latex=${`\\partial ${name} / \\partial ${letterOf(graph.nodes)}`} />
    </li>
    <li><span class="legend-local">0.25</span>local derivative</li>
    ${
      graph.nodes.some(({ shape }) => shape.length > 0) &&
      html`<li><svg class="legend-jacobian" width="15" height="15" aria-hidden="true">
        ${[0, 5, 10].map((at) => html`<rect x=${at} y=${at} width="5" height="5" fill=${diagonal} />`)}
      </svg>local Jacobian: a row per entry of the value, a column per entry of the argument</li>`
    }
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
