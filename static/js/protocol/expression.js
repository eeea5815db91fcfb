/**
 * Answers about expressions, with "inf" and "nan" converted to numbers.
 *
 * @import {ExpressionAnswer} from './types.d.ts'
 */

/** @type {Record<string, number>} */
const WORDS = { inf: Infinity, '-inf': -Infinity, nan: NaN };

/**
 * @template T
 * @typedef {T extends 'inf' | '-inf' | 'nan' ? number : T extends object ? {[K in keyof T]: Revived<T[K]>} : T} Revived
 */

/** @typedef {Revived<ExpressionAnswer>} Differentiated */

/**
 * @param {ExpressionAnswer} answer
 * @returns {Differentiated}
 */
export const revived = ({ nodes, forward, reverse, ...rest }) => ({
  ...rest,
  nodes: nodes.map((node) => ({
    ...node,
    value: number(node.value),
    arguments: node.arguments.map((each) => ({
      ...each,
      value: number(each.value),
      local: maybe(each.local),
      jacobian: each.jacobian?.map((row) => row.map(word)) ?? null,
    })),
  })),
  forward: forward.map((pass) => ({ ...pass, seed: number(pass.seed), tangents: pass.tangents.map(maybe) })),
  reverse: reverse.map((pass) => ({
    ...pass,
    seed: number(pass.seed),
    adjoints: pass.adjoints.map(maybe),
    steps: pass.steps.map(({ node, products }) => ({
      node,
      products: products.map((each) => ({
        ...each,
        local: maybe(each.local),
        product: number(each.product),
        before: maybe(each.before),
        after: number(each.after),
      })),
    })),
  })),
});

/** @typedef {number | string} Word */
/** @typedef {number | number[] | number[][]} Tensor */

/** @param {Word} value */
const word = (value) => (typeof value === 'string' ? WORDS[value] : value);

/** @param {Word | Word[] | Word[][]} value @returns {Tensor} */
const number = (value) =>
  /** @type {Tensor} */ (
    Array.isArray(value) ? value.map((/** @type {Word | Word[]} */ each) => number(each)) : word(value)
  );

/** @param {Word | Word[] | Word[][] | null} value */
const maybe = (value) => (value === null ? null : number(value));
