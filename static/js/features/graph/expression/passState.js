/**
 * Steps of a graph: every operation forward, the adjoint of the output, every node backward.
 *
 * @import {Differentiated, Tensor} from '../../../protocol/expression.js'
 *
 * @typedef {Differentiated['reverse'][number]['steps'][number]['products'][number]} Product
 *
 * @typedef {object} PassState values and adjoints known after a step
 * @property {'start' | 'forward' | 'seed' | 'backward'} phase of the step
 * @property {number | null} node of the step
 * @property {Product[]} products that the node passed to its arguments in the step
 * @property {number} known number of nodes with a value
 * @property {(Tensor | null)[]} adjoints null if not known yet
 */

/**
 * Number of steps for an output.
 *
 * @param {Differentiated} graph
 * @param {number} output
 */
export const stepCount = ({ operations, reverse }, output) => operations + 1 + reverse[output].steps.length;

/**
 * @param {Differentiated} graph
 * @param {number} output
 * @param {number} step 0: only the inputs have values
 * @returns {PassState}
 */
export function passStateAt({ nodes, inputs, operations, reverse }, output, step) {
  const pass = reverse[output];
  /** @type {(Tensor | null)[]} */
  const adjoints = nodes.map(() => null);
  /** @type {PassState} */
  const passState = { phase: 'start', node: null, products: [], known: inputs + Math.min(step, operations), adjoints };
  if (step === 0) return passState;
  if (step <= operations) return { ...passState, phase: 'forward', node: passState.known - 1 };
  adjoints[pass.output] = pass.seed;
  const done = pass.steps.slice(0, step - operations - 1);
  for (const { node, after } of done.flatMap(({ products }) => products)) adjoints[node] = after;
  const last = done.at(-1);
  if (!last) return { ...passState, phase: 'seed', node: pass.output };
  return { ...passState, phase: 'backward', node: last.node, products: last.products };
}

/**
 * Step of a node: its backward step if the current step is backward and it has one, else its forward step.
 *
 * @param {Differentiated} graph
 * @param {number} output
 * @param {number} node
 * @param {number} from the current step
 */
export function stepOf({ inputs, operations, reverse }, output, node, from) {
  const { steps, output: last } = reverse[output];
  if (from > operations) {
    const backward = steps.findIndex((step) => step.node === node);
    if (backward >= 0) return operations + 2 + backward;
    if (node === last) return operations + 1;
    const reached = steps.findLastIndex(({ products }) => products.some((product) => product.node === node));
    if (reached >= 0) return operations + 2 + reached;
  }
  return Math.max(0, node - inputs + 1);
}
