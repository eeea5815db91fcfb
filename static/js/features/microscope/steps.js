/**
 * Steps of a pass: the input, every op forward, the loss, every op backward, the update. A recurrent op has one step
 * per time step.
 *
 * @import {Network, Op, Trace} from '../../core/trace/types.js'
 * @import {Phase, Quantity, Step} from './types.js'
 */

import { INPUTS, layerTitle } from '../../core/selectors.js';
import { isEmbedding } from '../../core/trace/embedding.js';
import { OPS } from './explain/explain.js';
import { outputActivationOf } from './explain/formulas.js';
import { layerOf } from '../../core/trace/opLayers.js';

/**
 * All steps of the pass that a trace holds; without a target there are no backward steps.
 *
 * @param {Trace} trace
 * @param {Network} network
 * @returns {Step[]}
 */
export function stepsOf(trace, network) {
  const { session } = network;
  const forward = trace.ops.flatMap((op, index) => forwardSteps(op, index, network));
  const input = createStep('input', 'input', 'values', 'x', 'Input: one training example', { op: -1, layer: -1 });
  if (!hasBackward(trace)) return [input, ...forward];
  const backward = trace.ops.map((op, index) => backwardSteps(op, index, network)).toReversed();
  const last = session.layers.length - 1;
  const update = createStep('update', 'update', 'update', 'Δw', 'Update: the step of the optimizer', {
    op: -1,
    layer: last,
  });
  return [input, ...forward, ...backward.flat(), update];
}

/** True if there is a loss to differentiate. @param {Trace} trace */
const hasBackward = (trace) => trace.ops.some((op) => op.kind === 'loss' && op.input_adjoints !== null);

/**
 * @param {string} key
 * @param {Phase} phase
 * @param {Quantity} quantity
 * @param {string} symbol
 * @param {string} title
 * @param {{op: number, layer: number, t?: number | null}} position
 * @returns {Step}
 */
const createStep = (key, phase, quantity, symbol, title, { op, layer, t = null }) => ({
  key,
  phase,
  quantity,
  symbol,
  title,
  op,
  layer,
  t,
});

/**
 * @param {Op} op
 * @param {number} index
 * @param {Network} network
 * @returns {Step[]}
 */
function forwardSteps(op, index, { session, catalog }) {
  const layer = layerOf(op, session);
  const { symbol, name } = OPS[op.kind];
  const position = { op: index, layer };
  const layerName = layerTitle({ session, catalog }, layer);
  if (op.kind === 'loss') {
    const loss = createStep('loss', 'loss', 'values', symbol, 'Loss: how far the output is from the target', position);
    if (!op.output_activation) return [loss];
    const { symbol: f } = outputActivationOf(op.output_activation);
    const title = `${layerName}: ${op.output_activation}`;
    return [createStep(`a${index}`, 'forward', 'output', f, title, position), loss];
  }
  const title = `${layerName}: ${name}`;
  if (op.kind !== 'recurrent') return [createStep(`f${index}`, 'forward', 'values', symbol, title, position)];
  return op.outputs.map((_, t) =>
    createStep(`f${index}.${t + 1}`, 'forward', 'values', symbol, `${title} at time ${t + 1}`, { ...position, t }),
  );
}

/**
 * @param {Op} op
 * @param {number} index
 * @param {Network} network
 * @returns {Step[]}
 */
function backwardSteps(op, index, { session, catalog }) {
  const position = { op: index, layer: layerOf(op, session) };
  const name = layerTitle({ session, catalog }, position.layer);
  const adjoints = (/** @type {string} */ symbol, /** @type {string} */ title) =>
    createStep(`d${index}`, 'backward', 'adjoints', symbol, title, position);
  const before = session.layers[position.layer]?.sources[0] === INPUTS ? '∂x' : '∂a';
  const inputs = createStep(`x${index}`, 'backward', 'inputs', before, `${name}: back to its inputs`, position);
  const gradients = createStep(
    `w${index}`,
    'backward',
    'gradients',
    '∂W',
    `${name}: gradients of its parameters`,
    position,
  );
  if (op.kind === 'loss') {
    const ofLoss = adjoints('∂L', 'Loss: its derivative with respect to each output');
    if (!op.output_activation) return [ofLoss];
    const title = `${name}: back through the ${op.output_activation}`;
    return [ofLoss, createStep(`z${index}`, 'backward', 'output', 'δ', title, position)];
  }
  if (op.kind === 'activation') return [adjoints('δ', `${name}: back through the activation`)];
  if (isEmbedding(op)) return op.weights ? [gradients] : [];
  if (op.kind !== 'recurrent') return [...(OPS[op.kind].hasParameters ? [gradients] : []), inputs];
  const throughTime = op.outputs.map((_, t) => {
    const title = `${name}: back through time ${t + 1}`;
    return createStep(`d${index}.${t + 1}`, 'backward', 'adjoints', 'δ', title, { ...position, t });
  });
  return [...throughTime.toReversed(), gradients, inputs];
}

/** True for a text in the form of a step's key. @param {string} text */
export const isStepKey = (text) => /^(input|loss|update|[afdwxz]\d+(\.\d+)?)$/.test(text);

/**
 * Index of a step by its key: of a step that no longer exists, the first one of the same op, else 0.
 *
 * @param {Step[]} steps
 * @param {string} key
 */
export function indexOf(steps, key) {
  const exact = steps.findIndex((step) => step.key === key);
  if (exact >= 0) return exact;
  const op = key.split('.')[0];
  return Math.max(
    0,
    steps.findIndex((step) => step.key.split('.')[0] === op),
  );
}

/**
 * Steps of a layer in one direction; of the time steps of an op, only the first.
 *
 * @param {Step[]} steps
 * @param {number} layer
 * @param {'forward' | 'backward'} direction
 */
export function stepsOfLayer(steps, layer, direction) {
  const own = steps.filter((step) => step.layer === layer && step.phase === direction);
  return own.filter((step, index) => own.findIndex((each) => differOnlyInTime(each, step)) === index);
}

/**
 * @param {Step} a
 * @param {Step} b
 */
const differOnlyInTime = (a, b) => a.key.split('.')[0] === b.key.split('.')[0];
