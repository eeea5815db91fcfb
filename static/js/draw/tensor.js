/**
 * Numbers, vectors and matrices, as an answer about an expression has them, and how they are laid out: a matrix as its
 * rows, a vector as a column or as a row.
 *
 * @typedef {number | number[] | number[][]} Tensor
 */

/** All entries, row by row. @param {Tensor | null} tensor @returns {number[]} */
export const entriesOf = (tensor) => (tensor === null ? [] : Array.isArray(tensor) ? tensor.flat() : [tensor]);

/** Lengths of the sides; empty for a number. @param {Tensor} tensor @returns {number[]} */
export const sidesOf = (tensor) => (Array.isArray(tensor) ? [tensor.length, ...sidesOf(tensor[0])] : []);

/**
 * Rows as they are drawn.
 *
 * @param {Tensor} tensor
 * @param {boolean} [isRow] draw a vector as a row
 * @returns {number[][]}
 */
export function rowsOf(tensor, isRow = false) {
  if (!Array.isArray(tensor)) return [[tensor]];
  if (Array.isArray(tensor[0])) return /** @type {number[][]} */ (tensor);
  const vector = /** @type {number[]} */ (tensor);
  return isRow ? [vector] : vector.map((entry) => [entry]);
}

/**
 * The tensor with another entry.
 *
 * @template {Tensor} T
 * @param {T} tensor
 * @param {number} index counted row by row
 * @param {number} value
 * @returns {T}
 */
export function withEntry(tensor, index, value) {
  let count = 0;
  /** @type {(part: Tensor) => any} */
  const replaced = (part) => (Array.isArray(part) ? part.map(replaced) : count++ === index ? value : part);
  return /** @type {T} */ (replaced(tensor));
}

/** Zeros in the shape of a tensor. @param {Tensor} tensor @returns {Tensor} */
export const zerosLike = (tensor) => (Array.isArray(tensor) ? /** @type {Tensor} */ (tensor.map(zerosLike)) : 0);

/** A shape as text: 2 × 3, or the length of a vector. @param {readonly number[]} shape */
export const shapeText = (shape) => shape.join(' × ');

/**
 * Name of an entry, with row and column counted from 1: W[1, 2].
 *
 * @param {string} name
 * @param {readonly number[]} shape
 * @param {number} index counted row by row
 */
export function entryName(name, shape, index) {
  if (shape.length === 0) return name;
  const place = shape.length === 1 ? [index + 1] : [Math.floor(index / shape[1]) + 1, (index % shape[1]) + 1];
  return `${name}[${place.join(', ')}]`;
}
