/**
 * The steps of a pass, one after the other: the input, every op forward, the loss, every op backward, the update. An op
 * that goes through time takes a step for each of its own.
 *
 * @import {SessionInfo} from '../../protocol/model.js'
 * @import {Network, Op, Phase, Step, Trace} from './types.js'
 */

import { layerTitle } from '../../core/selectors.js';

/** What an op does forward, and by which letters it is known there. @type {Record<Op['kind'], [mark: string, words: string]>} */
const FORWARD = {
  dense: ['Σ', 'weighted sums'],
  per_step: ['Σ', 'weighted sums'],
  activation: ['f', 'activation'],
  fork: ['copy', 'a copy for each reader'],
  add: ['+', 'skip and branch'],
  concat: ['join', 'side by side'],
  layer_norm: ['x̂', 'normalised'],
  batch_norm: ['x̂', 'normalised'],
  dropout: ['drop', 'dropout'],
  recurrent: ['h', 'state'],
  table: ['row', 'look-up'],
  patches: ['patch', 'patches'],
  max_pool: ['max', 'largest of each window'],
  loss: ['L', 'loss'],
};

/** Ops whose adjoint is of their own layer: what comes before them is the layer's pre-activation. */
const INSIDE = new Set(['activation']);

/** Ops with parameters, beside `table`, which has some or none. */
const LEARNS = new Set(['dense', 'per_step', 'recurrent', 'layer_norm', 'batch_norm']);

/**
 * @param {Trace} trace
 * @param {Network} network
 * @returns {Step[]}
 */
export function stepsOf(trace, network) {
  const { session } = network;
  const forward = trace.ops.flatMap((op, index) => forwardSteps(op, index, network));
  const first = stepOf('input', 'input', 'values', 'x', 'Input: what is fed in', { op: -1, layer: -1 });
  if (!hasBackward(trace)) return [first, ...forward];
  const backward = trace.ops.map((op, index) => backwardSteps(op, index, network)).toReversed();
  const last = stepOf('update', 'update', 'update', 'Δw', 'Update: what the optimizer does', {
    op: -1,
    layer: session.layers.length - 1,
  });
  return [first, ...forward, ...backward.flat(), last];
}

/** Whether there is a loss to go back from. @param {Trace} trace */
const hasBackward = (trace) => trace.ops.some((op) => op.kind === 'loss' && op.input_adjoints !== null);

/**
 * @param {string} key
 * @param {Phase} phase
 * @param {Step['what']} what
 * @param {string} mark
 * @param {string} title
 * @param {{op: number, layer: number, t?: number | null}} where
 * @returns {Step}
 */
const stepOf = (key, phase, what, mark, title, { op, layer, t = null }) => ({
  key,
  phase,
  what,
  mark,
  title,
  op,
  layer,
  t,
});

/** @param {Op} op @param {number} index @param {Network} network @returns {Step[]} */
function forwardSteps(op, index, { session, catalog }) {
  const layer = layerOf(op, session);
  const [mark, words] = FORWARD[op.kind];
  if (op.kind === 'loss')
    return [stepOf('loss', 'loss', 'values', mark, 'Loss: how wrong the network is', { op: index, layer })];
  const title = `${layerTitle({ session, catalog }, layer)}: ${words}`;
  if (op.kind !== 'recurrent') return [stepOf(`f${index}`, 'forward', 'values', mark, title, { op: index, layer })];
  return op.outputs.map((_, t) =>
    stepOf(`f${index}.${t + 1}`, 'forward', 'values', mark, `${title} at time ${t + 1}`, { op: index, layer, t }),
  );
}

/** @param {Op} op @param {number} index @param {Network} network @returns {Step[]} */
function backwardSteps(op, index, { session, catalog }) {
  const layer = layerOf(op, session);
  const name = layerTitle({ session, catalog }, layer);
  const where = { op: index, layer };
  /** @param {string} title */
  const inputs = (title) => stepOf(`x${index}`, 'backward', 'inputs', '∂x', title, where);
  const gradients = stepOf(`w${index}`, 'backward', 'gradients', '∂w', `${name}: gradients of its parameters`, where);
  if (op.kind === 'loss')
    return [stepOf(`d${index}`, 'backward', 'adjoints', '∂L', 'Loss: its derivative by each output', where)];
  if (op.kind === 'recurrent') {
    const back = op.outputs.map((_, t) =>
      stepOf(`d${index}.${t + 1}`, 'backward', 'adjoints', 'δ', `${name}: back through time ${t + 1}`, { ...where, t }),
    );
    return [...back.toReversed(), gradients, inputs(`${name}: back to its inputs`)];
  }
  if (INSIDE.has(op.kind))
    return [stepOf(`d${index}`, 'backward', 'adjoints', 'δ', `${name}: back through the activation`, where)];
  if (op.kind === 'table') return op.weights ? [gradients] : [];
  return [...(LEARNS.has(op.kind) ? [gradients] : []), inputs(`${name}: back to its inputs`)];
}

/** The layer of an op, by its index. @param {Op} op @param {SessionInfo} session */
export const layerOf = (op, { layers }) => layers.findIndex(({ name }) => name === op.layer);

/**
 * Where a step is among the steps; of one that is no longer there, the nearest of the same op, else the first.
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
 * The buttons of a layer: its steps on the way forward, or backward; one for all time steps of an op, the first of them.
 *
 * @param {Step[]} steps
 * @param {number} layer
 * @param {'forward' | 'backward'} way
 */
export function stepsOfLayer(steps, layer, way) {
  const own = steps.filter((step) => step.layer === layer && step.phase === way);
  return own.filter((step, index) => own.findIndex((each) => sameOp(each, step)) === index);
}

/** Whether two steps differ in time alone. @param {Step} a @param {Step} b */
const sameOp = (a, b) => a.key.split('.')[0] === b.key.split('.')[0];
