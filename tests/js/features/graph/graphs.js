/** A graph for the tests, as the server answers: q = x*y; L = q^2 + q*sin(q) at x = 0.5, y = 3. */

const constant = { node: null, constant: '2', value: 2, local: null, latex_local: null, rule: null, jacobian: null };

/**
 * @param {number} node
 * @param {number} value
 * @param {number | 'inf'} local
 * @param {string} latex_local
 */
const on = (node, value, local, latex_local) => ({
  node,
  constant: null,
  value,
  local,
  latex_local,
  rule: '#a \\cdot #d',
  jacobian: null,
});

/**
 * @param {string | null} name
 * @param {string | null} operation
 * @param {number | string} value
 * @param {unknown[]} all
 */
const node = (name, operation, value, all, symbol = operation ?? name, latex = '#1') => ({
  name,
  operation,
  symbol,
  latex,
  span: null,
  shape: [],
  value,
  arguments: all,
});

/** @returns {any} */
export const fanOut = () => ({
  nodes: [
    node('x', null, 0.5, []),
    node('y', null, 3, []),
    node('q', '*', 1.5, [on(0, 0.5, 3, '#2'), on(1, 3, 0.5, '#1')], '×', '#1 \\cdot #2'),
    node(null, '^', 2.25, [on(2, 1.5, 3, '#2 \\cdot {#1}^{#2 - 1}'), constant], '^', '{#1}^{#2}'),
    node(null, 'sin', 0.9975, [on(2, 1.5, 0.0707, '\\cos(#1)')], 'sin', '\\sin(#1)'),
    node(null, '*', 1.4962, [on(2, 1.5, 0.9975, '#2'), on(4, 0.9975, 1.5, '#1')], '×', '#1 \\cdot #2'),
    node('L', '+', 3.7462, [on(3, 2.25, 1, '1'), on(5, 1.4962, 1, '1')], '+', '#1 + #2'),
  ],
  inputs: 2,
  operations: 5,
  local_derivatives: 8,
  forward: [
    {
      input: 0,
      seed: 1,
      passes: 1,
      tangents: [1, null, 3, 9, 0.2122, 3.3108, 12.311],
      cost: { multiplications: 7, additions: 2 },
    },
    {
      input: 1,
      seed: 1,
      passes: 1,
      tangents: [null, 1, 0.5, 1.5, 0.0354, 0.5518, 2.0518],
      cost: { multiplications: 7, additions: 2 },
    },
  ],
  reverse: [
    {
      name: 'L',
      output: 6,
      seed: 1,
      passes: 1,
      adjoints: [12.311, 2.0518, 4.1036, 1, 1.5, 1, 1],
      steps: [
        { node: 6, products: [product(0, 3, 1, 1, null, 1), product(1, 5, 1, 1, null, 1)] },
        { node: 5, products: [product(0, 2, 0.9975, 0.9975, null, 0.9975), product(1, 4, 1.5, 1.5, null, 1.5)] },
        { node: 4, products: [product(0, 2, 0.0707, 0.1061, 0.9975, 1.1036)] },
        { node: 3, products: [product(0, 2, 3, 3, 1.1036, 4.1036)] },
        { node: 2, products: [product(0, 0, 3, 12.311, null, 12.311), product(1, 1, 0.5, 2.0518, null, 2.0518)] },
      ],
      cost: { multiplications: 8, additions: 2 },
    },
  ],
  trouble: null,
  unused: [],
});

/**
 * @param {number} argument
 * @param {number} to
 * @param {number} local
 * @param {number} made
 * @param {number | null} before
 * @param {number} after
 */
function product(argument, to, local, made, before, after) {
  return { argument, node: to, local, product: made, before, after };
}
