/**
 * What the step does, in symbols and in numbers: a value computed, or the chain rule for each argument of a node.
 *
 * @import {Differentiated} from '../../protocol/expression.js'
 * @import {ExpressionPlace} from './expression/expressionGraph.js'
 * @import {Moment, Product} from './expression/passState.js'
 */

import { html } from 'htm/preact';

import { fillFormula, latexOfNode, latexOfNumber } from '../../draw/latex.js';
import { momentAt } from './expression/passState.js';
import { Formula, outputLatex, partsOf } from './formula.js';

/** @param {{place: ExpressionPlace}} props */
export function Rule({ place }) {
  const { graph, output, read } = place.state.value;
  if (!graph) return html`<div class="rule"></div>`;
  const moment = momentAt(graph, output, place.step);
  return html`<div class="rule" aria-live="polite">
    <${Source} text=${read} span=${moment.node === null ? null : graph.nodes[moment.node].span} />
    <div class="rule-lines">
      ${linesOf(graph, output, moment).map((parts, line) => html`<${Equation} key=${line} parts=${parts} />`)}
      ${moment.phase === 'start' && html`<p class="quiet">Only the inputs have values. Each step computes one node.</p>`}
    </div>
  </div>`;
}

/** The statement in which the step's node stands, and the part of it that is the node. @param {{text: string, span: readonly [number, number] | null}} props */
function Source({ text, span }) {
  const [start, end] = span ?? [0, 0];
  const from = Math.max(text.lastIndexOf('\n', start - 1), text.lastIndexOf(';', start - 1)) + 1;
  const rest = text.slice(end);
  const ending = rest.search(/[\n;]/);
  return html`<p class="rule-source">
    <code>${text.slice(from, start)}<mark>${text.slice(start, end)}</mark>${ending === -1 ? rest : rest.slice(0, ending)}</code>
  </p>`;
}

/** Things that are equal; the line may break before each sign. @param {{parts: string[]}} props */
function Equation({ parts }) {
  return html`<p class="rule-line">${parts.map((latex, index) => html`<${Formula} key=${index} latex=${latex} />`)}</p>`;
}

/** @param {Differentiated} graph @param {number} output @param {Moment} moment @returns {string[][]} */
function linesOf(graph, output, { phase, node, products, adjoints }) {
  if (node === null) return [];
  const { symbols, numbers } = partsOf(graph, node);
  const { latex } = graph.nodes[node];
  const name = outputLatex(graph, output);
  if (phase === 'forward')
    return [equation(symbols[0], fillFormula(latex, symbols), fillFormula(latex, numbers), numbers[0])];
  if (phase === 'seed') return [equation(derivative(name, name), '1')];
  const adjoint = latexOfNumber(adjoints[node] ?? NaN);
  const arrivals = graph.reverse[output].steps.flatMap((step) => step.products.map((product) => product.node));
  return products.map((product) => {
    const isShared = arrivals.filter((to) => to === product.node).length > 1;
    return chainRule(graph, name, node, { ...product, adjoint, isShared });
  });
}

/**
 * ∂L/∂v = ∂L/∂u · ∂u/∂v, in symbols and in numbers; where several products arrive, what they add up to so far.
 *
 * @param {Differentiated} graph
 * @param {string} name of the output
 * @param {number} node u, which hands back
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
    `\\quad \\text{adds up to } ${latexOfNumber(before)} + ${enclosed(latexOfNumber(product))} = ${latexOfNumber(after)}`,
  ];
}

/** Equal things, each said once. @param {string[]} parts */
const equation = (...parts) =>
  parts.filter((part, index) => part !== parts[index - 1]).map((part, index) => (index === 0 ? part : `= {${part}}`));

/** @param {string} of @param {string} by */
const derivative = (of, by) => `\\dfrac{\\partial ${of}}{\\partial ${by}}`;

/** A factor that begins with a minus, or is a sum, in parentheses. @param {string} factor */
const enclosed = (factor) => (/^\{?-| [+-] /.test(withoutGroups(factor)) ? `\\left({${factor}}\\right)` : factor);

/** What stands outside of braces and parentheses, or is a number. @param {string} latex */
const withoutGroups = (latex) => latex.replace(/(?<=.)\{[^{}]*\}|\([^()]*\)/g, '');
