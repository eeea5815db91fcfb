/**
 * The Wengert list: every node with its formula, its value, its adjoint, and its tangent by one input.
 *
 * @import {Differentiated} from '../../protocol/expression.js'
 * @import {ExpressionPlace} from './expression/expressionGraph.js'
 */

import { html } from 'htm/preact';
import { useEffect, useRef } from 'preact/hooks';

import { formatFigure } from '../../draw/format.js';
import { latexOfNode, letterOf } from '../../draw/latex.js';
import { momentAt } from './expression/passState.js';
import { Formula, formulaOf, outputLatex } from './formula.js';

/** @param {{place: ExpressionPlace}} props */
export function List({ place }) {
  const { graph, output, input } = place.state.value;
  const frame = useRef(/** @type {HTMLElement | null} */ (null));
  const moment = graph ? momentAt(graph, output, place.step) : null;
  useEffect(() => follow(frame.current), [moment?.node]);
  if (!graph || !moment) return null;
  const letter = letterOf(graph.nodes);
  const tangents = graph.forward[input]?.tangents ?? [];
  return html`<div class="list-frame" ref=${frame} tabindex="0" role="region" aria-label="Wengert list">
    <table class="list">
      <caption class="visually-hidden">The list of all nodes, each after what it works on (Wengert 1964)</caption>
      <thead>
        <tr>
          <th scope="col">Node</th>
          <th scope="col">Formula</th>
          <th scope="col" class="number">Value</th>
          <th scope="col" class="number" title="Reverse mode: how much the output changes with the node">
            <span class="word">Adjoint </span><${Formula} latex=${`\\partial ${outputLatex(graph, output)} / \\partial ${letter}`} />
          </th>
          <th scope="col" class="number" title="Forward mode: how much the node changes with one input">
            <span class="word">Tangent </span><${By} ...${{ graph, input, place }} />
          </th>
        </tr>
      </thead>
      <tbody>
        ${graph.nodes.map((_, index) => {
          const isKnown = index < moment.known;
          return html`<tr key=${index} class=${moment.node === index ? 'current' : ''} data-node=${index}>
            <th scope="row"><i>${letter}</i><sub>${index + 1}</sub></th>
            <td class="formula-cell"><${Formula} latex=${rowOf(graph, index)} /></td>
            <${Figure} value=${isKnown ? graph.nodes[index].value : null} />
            <${Figure} value=${moment.adjoints[index]} />
            <${Figure} value=${isKnown && graph.inputs > 0 ? (tangents[index] ?? 0) : null} />
          </tr>`;
        })}
      </tbody>
    </table>
  </div>`;
}

/** A number of the list, in full under the pointer. @param {{value: number | null}} props */
function Figure({ value }) {
  return value === null
    ? html`<td class="number"></td>`
    : html`<td class="number" title=${value}>${formatFigure(value)}</td>`;
}

/** @param {Differentiated} graph @param {number} index */
function rowOf(graph, index) {
  const { name, operation } = graph.nodes[index];
  const parts = name === null ? [] : [latexOfNode(graph.nodes, index)];
  if (operation !== null) parts.push(`{${formulaOf(graph, index)}}`);
  return parts.join(' = ');
}

/** By which input the tangents are. @param {{graph: Differentiated, input: number, place: ExpressionPlace}} props */
function By({ graph, input, place }) {
  if (graph.inputs === 0) return null;
  const choose = (/** @type {any} */ event) => place.chooseInput(Number(event.currentTarget.value));
  return html`<span class="by">
    <${Formula} latex=${`\\partial ${letterOf(graph.nodes)} / \\partial`} />
    <select class="quiet-select" aria-label="Input of the tangents" title="By which input forward mode differentiates" onChange=${choose}>
      ${graph.nodes
        .slice(0, graph.inputs)
        .map(
          ({ name }, index) => html`<option key=${name} value=${index} selected=${index === input}>${name}</option>`,
        )}
    </select>
  </span>`;
}

/** Scrolls the list alone, so that the step's row is in sight. @param {HTMLElement | null} frame */
function follow(frame) {
  const row = frame?.querySelector('tr.current');
  if (!frame || !(row instanceof HTMLElement) || frame.scrollHeight <= frame.clientHeight) return;
  frame.scrollTo({ top: row.offsetTop - frame.clientHeight / 2 });
}
