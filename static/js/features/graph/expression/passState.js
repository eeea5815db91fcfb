/**
 * The steps of a graph, one after the other: every operation forward, the output's own adjoint, every node backward.
 *
 * @import {Differentiated} from '../../../protocol/expression.js'
 *
 * @typedef {Differentiated['reverse'][number]['steps'][number]['products'][number]} Product
 *
 * @typedef {object} Moment what is known after a step
 * @property {'start' | 'forward' | 'seed' | 'backward'} phase of that step
 * @property {number | null} node whose step it was
 * @property {Product[]} products what the node handed back in it
 * @property {number} known how many nodes have a value
 * @property {(number | null)[]} adjoints as far as they have come
 */

/** How many steps there are, for one of the outputs. @param {Differentiated} graph @param {number} output */
export const stepCount = ({ operations, reverse }, output) => operations + 1 + reverse[output].steps.length;

/**
 * @param {Differentiated} graph
 * @param {number} output which of the outputs
 * @param {number} step 0: only the inputs are there
 * @returns {Moment}
 */
export function momentAt({ nodes, inputs, operations, reverse }, output, step) {
  const pass = reverse[output];
  /** @type {(number | null)[]} */
  const adjoints = nodes.map(() => null);
  /** @type {Moment} */
  const moment = { phase: 'start', node: null, products: [], known: inputs + Math.min(step, operations), adjoints };
  if (step === 0) return moment;
  if (step <= operations) return { ...moment, phase: 'forward', node: moment.known - 1 };
  adjoints[pass.output] = 1;
  const done = pass.steps.slice(0, step - operations - 1);
  for (const { node, after } of done.flatMap(({ products }) => products)) adjoints[node] = after;
  const last = done.at(-1);
  if (!last) return { ...moment, phase: 'seed', node: pass.output };
  return { ...moment, phase: 'backward', node: last.node, products: last.products };
}

/**
 * The step at which a node has its turn: backward where one is on the way back and it has a step there, else forward.
 *
 * @param {Differentiated} graph
 * @param {number} output which of the outputs
 * @param {number} node
 * @param {number} from the step one is at
 */
export function stepOf({ inputs, operations, reverse }, output, node, from) {
  const { steps, output: last } = reverse[output];
  if (from > operations) {
    const own = steps.findIndex((step) => step.node === node);
    if (own >= 0) return operations + 2 + own;
    if (node === last) return operations + 1;
    const reached = steps.findLastIndex(({ products }) => products.some((product) => product.node === node));
    if (reached >= 0) return operations + 2 + reached;
  }
  return Math.max(0, node - inputs + 1);
}
