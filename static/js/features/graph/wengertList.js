/**
 * The Wengert list: every node with its formula, value, adjoint, and tangent with respect to one input.
 *
 * @import {App} from '../../core/app.js'
 * @import {Ramp} from '../../draw/palette.js'
 * @import {Tensor} from '../../draw/tensor.js'
 * @import {Differentiated} from '../../protocol/expression.js'
 * @import {ExpressionGraph} from './expression/expressionGraph.js'
 */

import { html } from 'htm/preact';
import { useEffect, useRef } from 'preact/hooks';

import { formatFigure } from '../../draw/format.js';
import { pictureGrid, reachOf } from '../../draw/graphNode.js';
import { latexOfNode, letterOf } from '../../draw/latex.js';
import { paletteOf } from '../../draw/palette.js';
import { entriesOf, rowsOf, shapeText, sidesOf, zerosLike } from '../../draw/tensor.js';
import { useSelector } from '../../core/hooks.js';
import { CellsPicture } from './diagram/cells.js';
import { directionsOf } from './expression/directions.js';
import { passStateAt } from './expression/passState.js';
import { Formula, formulaOf, outputLatex } from './formula.js';
import { rowVectors } from './orientation.js';

const LONGEST = 56; // CSS pixels of the longer side of an array

/** @param {{app: App, expression: ExpressionGraph}} props */
export function WengertList({ app, expression }) {
  const { graph, output, input } = expression.state.value;
  const palette = paletteOf(useSelector(app.store, ({ look }) => look.theme));
  const frame = useRef(/** @type {HTMLElement | null} */ (null));
  const passState = graph ? passStateAt(graph, output, expression.step) : null;
  useEffect(() => follow(frame.current), [passState?.node]);
  if (!graph || !passState) return null;
  const letter = letterOf(graph.nodes);
  const tangents = graph.forward[directionsOf(graph)[input]?.input]?.tangents ?? [];
  const columns = [
    { word: 'value', numbers: graph.nodes.map(({ value }) => value), ramp: palette.values },
    { word: 'adjoint', numbers: passState.adjoints, ramp: palette.gradients },
    {
      word: 'tangent',
      numbers: graph.nodes.map(({ value }, index) => tangents[index] ?? zerosLike(value)),
      ramp: palette.gradients,
    },
  ].map((column) => ({ ...column, reach: reachOf(column.numbers.flatMap(entriesOf)) }));
  return html`<div class="list-frame" ref=${frame} tabindex="0" role="region" aria-label="Wengert list">
    <table class="list">
      <caption class="visually-hidden">All nodes, each after its arguments (Wengert 1964)</caption>
      <thead>
        <tr>
          <th scope="col">Node</th>
          <th scope="col">Formula</th>
          <th scope="col" class="number">Value</th>
          <th scope="col" class="number" title="Reverse mode: derivative of the output with respect to the node">
            <span class="word">Adjoint </span>
            <${Formula} latex=${`\\partial ${outputLatex(graph, output)} / \\partial ${letter}`} />
          </th>
          <th scope="col" class="number" title="Forward mode: derivative of the node with respect to one input">
            <span class="word">Tangent </span><${TangentInput} ...${{ graph, input, expression }} />
          </th>
        </tr>
      </thead>
      <tbody>
        ${graph.nodes.map((_, index) => {
          const isKnown = index < passState.known;
          const isRow = rowVectors(graph).has(index);
          const known = [isKnown, passState.adjoints[index] !== null, isKnown && graph.inputs > 0];
          return html`<tr key=${index} class=${passState.node === index ? 'current' : ''} data-node=${index}>
            <th scope="row"><i>${letter}</i><sub>${index + 1}</sub></th>
            <td class="formula-cell"><${Formula} latex=${rowOf(graph, index)} /></td>
            ${columns.map(
              (column, number) => html`<${NumberCell} key=${number} ...${column} isRow=${isRow}
                value=${known[number] ? column.numbers[index] : null} />`,
            )}
          </tr>`;
        })}
      </tbody>
    </table>
  </div>`;
}

/**
 * A number, with all digits as its tooltip, or an array as a small image.
 *
 * @param {{value: Tensor | null, word: string, ramp: Ramp, reach: number, isRow: boolean}} props
 */
function NumberCell({ value, word, ramp, reach, isRow }) {
  if (value === null) return html`<td class="number"></td>`;
  if (!Array.isArray(value)) return html`<td class="number" title=${value}>${formatFigure(value)}</td>`;
  const rows = rowsOf(value, isRow);
  const numbers = rows.map((row) => row.map(formatFigure).join('  ')).join('\n');
  return html`<td class="number">
    <${CellsPicture} label=${`${shapeText(sidesOf(value))}, ${word}:\n${numbers}`} ...${{ value, ramp, reach, isRow }}
      grid=${pictureGrid(rows.length, rows[0].length, LONGEST)} />
  </td>`;
}

/**
 * @param {Differentiated} graph
 * @param {number} index
 */
function rowOf(graph, index) {
  const { name, operation } = graph.nodes[index];
  const sides = name === null ? [] : [latexOfNode(graph.nodes, index)];
  if (operation !== null) sides.push(`{${formulaOf(graph, index)}}`);
  return sides.join(' = ');
}

/**
 * Choice of the input of the tangents.
 *
 * @param {{graph: Differentiated, input: number, expression: ExpressionGraph}} props
 */
function TangentInput({ graph, input, expression }) {
  if (graph.inputs === 0) return null;
  const choose = (/** @type {any} */ event) => expression.chooseInput(Number(event.currentTarget.value));
  return html`<span class="tangent-input">
    <${Formula} latex=${`\\partial ${letterOf(graph.nodes)} / \\partial`} />
    <select class="quiet-select" aria-label="Input of the tangents" title="Input that forward mode differentiates by"
      onChange=${choose}>
      ${directionsOf(graph).map(
        ({ name }, index) => html`<option key=${name} value=${index} selected=${index === input}>${name}</option>`,
      )}
    </select>
  </span>`;
}

/** Scroll the row of the step into view, within the list only. @param {HTMLElement | null} frame */
function follow(frame) {
  const row = frame?.querySelector('tr.current');
  if (!frame || !(row instanceof HTMLElement) || frame.scrollHeight <= frame.clientHeight) return;
  frame.scrollTo({ top: row.offsetTop - frame.clientHeight / 2 });
}
