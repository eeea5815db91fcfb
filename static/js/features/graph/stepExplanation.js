/**
 * Explanation of the step, in symbols and in numbers: the value computed, or the chain rule for each argument of a
 * node.
 *
 * @import {Differentiated} from '../../protocol/expression.js'
 * @import {ExpressionGraph} from './expression/expressionGraph.js'
 * @import {PassState, Product} from './expression/passState.js'
 */

import { html } from 'htm/preact';

import { fillFormula, latexOfNode, latexOfNumber } from '../../draw/latex.js';
import { passStateAt } from './expression/passState.js';
import { Formula, outputLatex, partsOf } from './formula.js';

/** @param {{expression: ExpressionGraph}} props */
export function StepExplanation({ expression }) {
  const { graph, output, read } = expression.state.value;
  if (!graph) return html`<div class="step-explanation"></div>`;
  const passState = passStateAt(graph, output, expression.step);
  return html`<div class="step-explanation" aria-live="polite">
    <${Source} text=${read} span=${passState.node === null ? null : graph.nodes[passState.node].span} />
    <div class="equations">
      ${linesOf(graph, output, passState).map((sides, line) => html`<${Equation} key=${line} sides=${sides} />`)}
      ${
        passState.phase === 'start' &&
        html`<p class="quiet">Only the inputs have values. Each step computes one node.</p>`
      }
    </div>
  </div>`;
}

/**
 * The statement that contains the step's node, with the node marked.
 *
 * @param {{text: string, span: readonly [number, number] | null}} props
 */
function Source({ text, span }) {
  const [start, end] = span ?? [0, 0];
  const from = Math.max(text.lastIndexOf('\n', start - 1), text.lastIndexOf(';', start - 1)) + 1;
  const rest = text.slice(end);
  const ending = rest.search(/[\n;]/);
  return html`<p class="step-source">
    <code>${text.slice(from, start)}<mark>${text.slice(start, end)}</mark>
    ${ending === -1 ? rest : rest.slice(0, ending)}</code>
  </p>`;
}

/** An equation, which may break before each sign. @param {{sides: string[]}} props */
function Equation({ sides }) {
  return html`<p class="equation">${sides.map((latex, index) => html`<${Formula} key=${index} latex=${latex} />`)}</p>`;
}

/**
 * @param {Differentiated} graph
 * @param {number} output
 * @param {PassState} passState
 * @returns {string[][]}
 */
function linesOf(graph, output, { phase, node, products, adjoints }) {
  if (node === null) return [];
  const { symbols, numbers } = partsOf(graph, node);
  const { latex } = graph.nodes[node];
  const name = outputLatex(graph, output);
  if (phase === 'forward')
    return [equation(symbols[0], fillFormula(latex, symbols), fillFormula(latex, numbers), numbers[0])];
  if (phase === 'seed') return [equation(derivative(name, name), '1')];
  const adjoint = latexOfNumber(adjoints[node] ?? NaN);
  const targets = graph.reverse[output].steps.flatMap((step) => step.products.map((product) => product.node));
  return products.map((product) => {
    const isShared = targets.filter((to) => to === product.node).length > 1;
    return chainRule(graph, name, node, { ...product, adjoint, isShared });
  });
}

/**
 * ∂L/∂v = ∂L/∂u · ∂u/∂v, in symbols and in numbers; if v has several products, also their sum so far.
 *
 * @param {Differentiated} graph
 * @param {string} name of the output
 * @param {number} node u, the node of the step
 * @param {Product & {adjoint: string, isShared: boolean}} product
 */
function chainRule(graph, name, node, { argument, node: to, local, product, before, after, adjoint, isShared }) {
  const { symbols } = partsOf(graph, node);
  const target = latexOfNode(graph.nodes, to);
  const formula = fillFormula(graph.nodes[node].arguments[argument].latex_local ?? '', symbols);
  const [left, ...rest] = equation(
    derivative(name, target),
    `${derivative(name, symbols[0])} \\cdot ${derivative(symbols[0], target)}`,
    `${derivative(name, symbols[0])} \\cdot ${enclosed(formula)}`,
    `${adjoint} \\cdot ${enclosed(latexOfNumber(local))}`,
    latexOfNumber(product),
  );
  if (!isShared) return [left, ...rest];
  const [first, ...others] = rest;
  const adding = [left, first.replace('=', '\\mathrel{\\text{+=}}'), ...others];
  if (before === null) return adding;
  return [
    ...adding,
    `\\quad \\text{sum: } ${latexOfNumber(before)} + ${enclosed(latexOfNumber(product))} = ${latexOfNumber(after)}`,
  ];
}

/** Join the sides of an equation, without repetitions. @param {string[]} sides */
const equation = (...sides) =>
  sides.filter((side, index) => side !== sides[index - 1]).map((side, index) => (index === 0 ? side : `= {${side}}`));

/**
 * @param {string} of
 * @param {string} by
 */
const derivative = (of, by) => `\\dfrac{\\partial ${of}}{\\partial ${by}}`;

/** A factor, in parentheses if it is negative or a sum. @param {string} factor */
const enclosed = (factor) => (/^\{?-| [+-] /.test(withoutGroups(factor)) ? `\\left({${factor}}\\right)` : factor);

/** The part of a formula outside of braces and parentheses. @param {string} latex */
const withoutGroups = (latex) => latex.replace(/(?<=.)\{[^{}]*\}|\([^()]*\)/g, '');
