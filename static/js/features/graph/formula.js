/**
 * Formulas of a graph's nodes.
 *
 * @import {Differentiated} from '../../protocol/expression.js'
 */

import { html } from 'htm/preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

import { drawFormula } from '../../draw/formula.js';
import { fillFormula, latexOfConstant, latexOfName, latexOfNode, latexOfNumber } from '../../draw/latex.js';

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
export function partsOf({ nodes }, index) {
  const node = nodes[index];
  const symbols = node.arguments.map((each) =>
    each.node === null ? latexOfConstant(each.constant ?? '') : latexOfNode(nodes, each.node),
  );
  const numbers = node.arguments.map((each) =>
    each.node === null ? latexOfConstant(each.constant ?? '') : latexOfNumber(each.value),
  );
  return { symbols: [latexOfNode(nodes, index), ...symbols], numbers: [latexOfNumber(node.value), ...numbers] };
}

/**
 * Formula of a node in symbols: tanh v₃.
 *
 * @param {Differentiated} graph
 * @param {number} index
 */
export const formulaOf = (graph, index) => fillFormula(graph.nodes[index].latex, partsOf(graph, index).symbols);
