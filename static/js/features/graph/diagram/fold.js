/**
 * Folding: the operations that compute a named value, and nothing else, are drawn as one node.
 *
 * @import {Differentiated} from '../../../protocol/expression.js'
 */

/** Every node stands for itself. @param {Pick<Differentiated, 'nodes'>} graph */
export const unfolded = ({ nodes }) => nodes.map((_, index) => index);

/**
 * For each node the one that stands for it.
 *
 * @param {Pick<Differentiated, 'nodes' | 'reverse'>} graph
 * @returns {number[]}
 */
export function folded({ nodes, reverse }) {
  const outputs = new Set(reverse.map(({ output }) => output));
  /** @type {Set<number>[]} */
  const readers = nodes.map(() => new Set());
  const stands = nodes.map((_, index) => index);
  for (let index = nodes.length - 1; index >= 0; index--) {
    const { operation, name, arguments: all } = nodes[index];
    const [reader, ...others] = readers[index];
    const isPart = operation !== null && name === null && !outputs.has(index);
    if (isPart && reader !== undefined && others.length === 0) stands[index] = reader;
    for (const { node: from } of all) if (from !== null) readers[from].add(stands[index]);
  }
  return stands;
}

/**
 * Number of nodes that are folded into another.
 *
 * @param {number[]} stands
 * @param {number} index
 */
export const partsIn = (stands, index) => stands.filter((each) => each === index).length - 1;
