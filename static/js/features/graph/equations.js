/**
 * Equations of a step, in symbols and in numbers: the value computed, or the chain rule for each argument of a node.
 * Pure.
 *
 * @import {Differentiated} from '../../protocol/expression.js'
 * @import {PassState, Product} from './expression/passState.js'
 */

import { fillFormula, latexOfNode, latexOfTensor } from '../../draw/latex.js';
import { outputLatex, partsOf } from './formula.js';
import { isRowArgument, rowVectors } from './orientation.js';

/**
 * @param {Differentiated} graph
 * @param {number} output
 * @param {PassState} passState
 * @returns {string[][]} the sides of each equation
 */
export function equationsOf(graph, output, { phase, node, products, adjoints }) {
  if (node === null) return [];
  const { symbols, numbers } = partsOf(graph, node);
  const { latex } = graph.nodes[node];
  const name = outputLatex(graph, output);
  const isRow = rowVectors(graph).has(node);
  if (phase === 'forward')
    return [equation(symbols[0], fillFormula(latex, symbols), fillFormula(latex, numbers), numbers[0])];
  if (phase === 'seed') return [equation(derivative(name, name), latexOfTensor(graph.reverse[output].seed, isRow))];
  const adjoint = latexOfTensor(adjoints[node] ?? NaN, isRow);
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
function chainRule(graph, name, node, product) {
  const { argument, node: to, before, after, isShared } = product;
  const isRow = isRowArgument(graph, node, argument);
  const made = latexOfTensor(product.product, isRow);
  const target = derivative(name, latexOfNode(graph.nodes, to));
  const [left, ...rest] = equation(target, ...factors(graph, name, node, product), made);
  if (!isShared) return [left, ...rest];
  const [first, ...others] = rest;
  const adding = [left, first.replace('=', '\\mathrel{\\text{+=}}'), ...others];
  if (before === null) return adding;
  return [
    ...adding,
    `\\quad \\text{sum: } ${latexOfTensor(before, isRow)} + ${enclosed(made)} = ${latexOfTensor(after, isRow)}`,
  ];
}

/**
 * The product of the chain rule in symbols, then in numbers. That of arrays is the rule of their operation.
 *
 * @param {Differentiated} graph
 * @param {string} name of the output
 * @param {number} node
 * @param {Product & {adjoint: string}} product
 * @returns {string[]}
 */
function factors(graph, name, node, { argument, node: to, local, product, adjoint }) {
  const { symbols, numbers } = partsOf(graph, node);
  const { rule, latex_local, value } = graph.nodes[node].arguments[argument];
  const formula = enclosed(fillFormula(latex_local ?? '', symbols));
  const upstream = derivative(name, symbols[0]);
  const number = local === null ? '' : latexOfTensor(local, rowVectors(graph).has(node));
  if (![product, value, graph.nodes[node].value].some(Array.isArray)) {
    return [
      `${upstream} \\cdot ${derivative(symbols[0], latexOfNode(graph.nodes, to))}`,
      `${upstream} \\cdot ${formula}`,
      `${adjoint} \\cdot ${enclosed(number)}`,
    ];
  }
  return [
    fillFormula(rule ?? '', { ...symbols, a: upstream, d: formula }),
    fillFormula(rule ?? '', { ...numbers, a: adjoint, d: number }),
  ];
}

/** Join the sides of an equation, without repetitions. @param {string[]} sides */
const equation = (...sides) =>
  sides.filter((side, index) => side !== sides[index - 1]).map((side, index) => (index === 0 ? side : `= {${side}}`));

/**
 * @param {string} of
 * @param {string} by
 */
export const derivative = (of, by) => `\\dfrac{\\partial ${of}}{\\partial ${by}}`;

/** A factor, in parentheses if it is negative or a sum. @param {string} factor */
const enclosed = (factor) =>
  !factor.startsWith('\\begin') && /^\{?-| [+-] /.test(withoutGroups(factor)) ? `\\left({${factor}}\\right)` : factor;

/** The part of a formula outside of braces and parentheses. @param {string} latex */
const withoutGroups = (latex) => latex.replace(/(?<=.)\{[^{}]*\}|\([^()]*\)/g, '');
