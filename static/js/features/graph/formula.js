/**
 * Formulas of a graph.
 *
 * @import {Differentiated} from '../../protocol/expression.js'
 */

import { html } from 'htm/preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

import { drawFormula } from '../../draw/formula.js';
import { fillFormula, latexOfConstant, latexOfName, latexOfNode, latexOfNumber } from '../../draw/latex.js';

/** A formula, set. @param {{latex: string, kind?: string}} props */
export function Formula({ latex, kind = '' }) {
  const place = useRef(/** @type {HTMLElement | null} */ (null));
  useLayoutEffect(() => {
    if (place.current) drawFormula(place.current, latex);
  }, [latex]);
  return html`<span class=${`formula-place ${kind}`} ref=${place}></span>`;
}

/** What an output is called. @param {Differentiated} graph @param {number} output */
export function outputLatex({ nodes, reverse }, output) {
  const { name, output: node } = reverse[output];
  return name === null ? latexOfNode(nodes, node) : latexOfName(name);
}

/**
 * The parts that fill a node's formulas: its value and what it works on, in symbols or in numbers.
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

/** The value of an operation, in symbols: tanh v₃. @param {Differentiated} graph @param {number} index */
export const formulaOf = (graph, index) => fillFormula(graph.nodes[index].latex, partsOf(graph, index).symbols);
