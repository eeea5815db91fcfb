/**
 * Formulas of a graph's nodes.
 *
 * @import {Differentiated} from '../../protocol/expression.js'
 */

import { html } from 'htm/preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

import { drawFormula } from '../../draw/formula.js';
import { fillFormula, latexOfConstant, latexOfName, latexOfNode, latexOfTensor } from '../../draw/latex.js';
import { isRowArgument, rowVectors } from './orientation.js';

/** A typeset formula. @param {{latex: string, kind?: string}} props */
export function Formula({ latex, kind = '' }) {
  const expression = useRef(/** @type {HTMLElement | null} */ (null));
  useLayoutEffect(() => {
    if (expression.current) drawFormula(expression.current, latex);
  }, [latex]);
  return html`<span class=${`formula-expression ${kind}`} ref=${expression}></span>`;
}

/**
 * Name of an output.
 *
 * @param {Differentiated} graph
 * @param {number} output
 */
export function outputLatex({ nodes, reverse }, output) {
  const { name, output: node } = reverse[output];
  return name === null ? latexOfNode(nodes, node) : latexOfName(name);
}

/**
 * Symbols and numbers that fill a node's formulas: its value, then its arguments.
 *
 * @param {Differentiated} graph
 * @param {number} index
 */
export function partsOf(graph, index) {
  const { nodes } = graph;
  const node = nodes[index];
  const isConstant = (/** @type {typeof node.arguments[number]} */ each) =>
    each.node === null && !Array.isArray(each.value);
  const symbols = node.arguments.map((each, argument) =>
    isConstant(each)
      ? latexOfConstant(each.constant ?? '')
      : each.node === null
        ? latexOfTensor(each.value, isRowArgument(graph, index, argument))
        : latexOfNode(nodes, each.node),
  );
  const numbers = node.arguments.map((each, argument) =>
    isConstant(each)
      ? latexOfConstant(each.constant ?? '')
      : latexOfTensor(each.value, isRowArgument(graph, index, argument)),
  );
  const value = latexOfTensor(node.value, rowVectors(graph).has(index));
  return { symbols: [latexOfNode(nodes, index), ...symbols], numbers: [value, ...numbers] };
}

/**
 * Formula of a node in symbols: tanh v₃.
 *
 * @param {Differentiated} graph
 * @param {number} index
 */
export const formulaOf = (graph, index) => fillFormula(graph.nodes[index].latex, partsOf(graph, index).symbols);
