/**
 * The Wengert list: every node with its formula, value, adjoint, and tangent with respect to one input.
 *
 * @import {Differentiated} from '../../protocol/expression.js'
 * @import {ExpressionGraph} from './expression/expressionGraph.js'
 */

import { html } from 'htm/preact';
import { useEffect, useRef } from 'preact/hooks';

import { formatFigure } from '../../draw/format.js';
import { latexOfNode, letterOf } from '../../draw/latex.js';
import { passStateAt } from './expression/passState.js';
import { Formula, formulaOf, outputLatex } from './formula.js';

/** @param {{expression: ExpressionGraph}} props */
export function WengertList({ expression }) {
  const { graph, output, input } = expression.state.value;
  const frame = useRef(/** @type {HTMLElement | null} */ (null));
  const passState = graph ? passStateAt(graph, output, expression.step) : null;
  useEffect(() => follow(frame.current), [passState?.node]);
  if (!graph || !passState) return null;
  const letter = letterOf(graph.nodes);
  const tangents = graph.forward[input]?.tangents ?? [];
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
          return html`<tr key=${index} class=${passState.node === index ? 'current' : ''} data-node=${index}>
            <th scope="row"><i>${letter}</i><sub>${index + 1}</sub></th>
            <td class="formula-cell"><${Formula} latex=${rowOf(graph, index)} /></td>
            <${NumberCell} value=${isKnown ? graph.nodes[index].value : null} />
            <${NumberCell} value=${passState.adjoints[index]} />
            <${NumberCell} value=${isKnown && graph.inputs > 0 ? (tangents[index] ?? 0) : null} />
          </tr>`;
        })}
      </tbody>
    </table>
  </div>`;
}

/** A number, with all digits as its tooltip. @param {{value: number | null}} props */
function NumberCell({ value }) {
  return value === null
    ? html`<td class="number"></td>`
    : html`<td class="number" title=${value}>${formatFigure(value)}</td>`;
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
      ${graph.nodes
        .slice(0, graph.inputs)
        .map(
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
