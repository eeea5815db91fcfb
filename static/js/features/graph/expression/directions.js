/**
 * Directions of forward mode: one for each input that is a number, one for each entry of an array, numbered together.
 *
 * @import {Differentiated, Tensor} from '../../../protocol/expression.js'
 *
 * @typedef {object} Direction
 * @property {number} input number of the input
 * @property {number} entry of its array, counted row by row
 * @property {string} name x, or W[1, 2]
 */

import { entriesOf, entryName, withEntry, zerosLike } from '../../../draw/tensor.js';

/**
 * @param {Differentiated} graph
 * @returns {Direction[]}
 */
export const directionsOf = ({ nodes, inputs }) =>
  nodes
    .slice(0, inputs)
    .flatMap(({ name, value, shape }, input) =>
      entriesOf(value).map((_, entry) => ({ input, entry, name: entryName(name ?? '', shape, entry) })),
    );

/**
 * Seeds that request a direction, by name of the input; empty for a number or a first entry, which are the default.
 *
 * @param {Differentiated} graph
 * @param {number} direction
 * @returns {Record<string, Tensor>}
 */
export function seedsOf(graph, direction) {
  const { input, entry } = directionsOf(graph)[direction] ?? { input: 0, entry: 0 };
  if (entry === 0) return {};
  const { name, value } = graph.nodes[input];
  return { [name ?? '']: withEntry(zerosLike(value), entry, 1) };
}

/**
 * True if the tangents of a graph are those of a direction.
 *
 * @param {Differentiated} graph
 * @param {number} direction
 */
export function hasDirection(graph, direction) {
  const wanted = directionsOf(graph)[direction];
  return !wanted || entriesOf(graph.forward[wanted.input].seed)[wanted.entry] === 1;
}
