/**
 * Which vectors of a graph are drawn as rows. A vector has no direction of its own: it is a row if it is the left
 * operand of @, or is broadcast over the rows of a matrix, and a column otherwise.
 *
 * @import {Differentiated} from '../../protocol/expression.js'
 */

import { sidesOf } from '../../draw/tensor.js';

/** @type {WeakMap<Differentiated['nodes'], Set<number>>} */
const known = new WeakMap();

/**
 * Nodes whose vectors are rows.
 *
 * @param {Pick<Differentiated, 'nodes'>} graph
 * @returns {Set<number>}
 */
export function rowVectors({ nodes }) {
  const found = known.get(nodes) ?? findRows(nodes);
  known.set(nodes, found);
  return found;
}

/**
 * True if an argument of a node, which may be a constant, is drawn as a row.
 *
 * @param {Pick<Differentiated, 'nodes'>} graph
 * @param {number} node
 * @param {number} argument
 */
export function isRowArgument(graph, node, argument) {
  const { node: from } = graph.nodes[node].arguments[argument];
  if (from !== null) return rowVectors(graph).has(from);
  return graph.nodes[node].operation === 'cross_entropy' || isUsedAsRow(graph.nodes[node], argument);
}

/** @param {Differentiated['nodes']} nodes */
function findRows(nodes) {
  const rows = new Set();
  for (const node of nodes) {
    node.arguments.forEach(({ node: from }, argument) => {
      if (from !== null && nodes[from].shape.length === 1 && isUsedAsRow(node, argument)) rows.add(from);
    });
  }
  nodes.forEach(({ shape, operation, arguments: all }, index) => {
    if (shape.length !== 1) return;
    // a row times a matrix is a row, a matrix times a column a column; other operations keep the direction
    const isRow =
      operation === '@'
        ? sidesOf(all[0].value).length === 1
        : all.some(({ node: from }) => from !== null && rows.has(from));
    if (isRow) rows.add(index);
  });
  return rows;
}

/**
 * @param {Differentiated['nodes'][number]} node
 * @param {number} argument
 */
const isUsedAsRow = ({ shape, operation }, argument) =>
  operation === '@' ? argument === 0 : shape.length === 2 && operation !== 'transpose';
