/**
 * The local Jacobians of a backward step as images, with a row for each entry of the value and a column for each
 * entry of the argument.
 *
 * @import {Differentiated} from '../../protocol/expression.js'
 * @import {Palette} from '../../draw/palette.js'
 * @import {PassState} from './expression/passState.js'
 */

import { html } from 'htm/preact';

import { pictureGrid } from '../../draw/graphNode.js';
import { latexOfNode } from '../../draw/latex.js';
import { entriesOf } from '../../draw/tensor.js';
import { CellsPicture } from './diagram/cells.js';
import { jacobianReach } from './diagram/edges.js';
import { Formula } from './formula.js';

const LONGEST = 112; // CSS pixels of the longer side
const LARGEST_CELL = 24;

/** @param {{graph: Differentiated, passState: PassState, palette: Palette}} props */
export function Jacobians({ graph, passState, palette }) {
  const { phase, node, products } = passState;
  if (phase !== 'backward' || node === null) return null;
  const reach = jacobianReach(graph);
  return products.map(({ argument, node: to }) => {
    const { jacobian, value } = graph.nodes[node].arguments[argument];
    const sides = [entriesOf(graph.nodes[node].value).length, entriesOf(value).length];
    if (sides[0] * sides[1] === 1) return null;
    const name = `\\partial ${latexOfNode(graph.nodes, node)} / \\partial ${latexOfNode(graph.nodes, to)}`;
    const kind = jacobian === null ? 'too large to draw' : isDiagonal(jacobian) ? 'diagonal' : '';
    return html`<figure key=${argument} class="jacobian">
      ${
        jacobian !== null &&
        html`<${CellsPicture} label=${`Local Jacobian, ${sides.join(' × ')}${kind && `, ${kind}`}`} value=${jacobian}
          grid=${pictureGrid(sides[0], sides[1], LONGEST, LARGEST_CELL)} ramp=${palette.gradients} reach=${reach} />`
      }
      <figcaption><${Formula} latex=${name} />: ${sides.join(' × ')}${kind && `, ${kind}`}</figcaption>
    </figure>`;
  });
}

/** True for a square matrix whose only nonzero entries are on the diagonal. @param {number[][]} rows */
export const isDiagonal = (rows) =>
  rows.length > 1 &&
  rows.every((row, i) => row.length === rows.length && row.every((entry, j) => i === j || entry === 0));
