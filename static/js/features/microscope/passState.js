/**
 * What the network's picture shows at a step: the number in every neuron that has been reached, and on the links what
 * is being computed there.
 *
 * @import {SessionInfo} from '../../protocol/model.js'
 * @import {Link} from '../shared/topology.js'
 * @import {Op, Step, Trace} from './types.js'
 *
 * @typedef {(number | null)[]} Numbers
 *
 * @typedef {object} Reached a layer's numbers, as far as the pass has come
 * @property {'value' | 'adjoint'} kind
 * @property {Numbers} numbers of all its units, of all steps or places one after the other
 *
 * @typedef {object} Picture
 * @property {Map<number, Reached>} layers by index; -1 for the inputs
 * @property {number | null} loss where it is known
 * @property {number[]} lit layers whose neurons are computed at this step
 * @property {number | null} flowing the layer whose links carry what is computed; null: none
 */

import { partsOf } from '../../core/edits/architecture.js';
import { layerOf } from './steps.js';

/**
 * @param {Trace} trace
 * @param {SessionInfo} session
 * @param {Step[]} steps
 * @param {number} index of the present step
 * @returns {Picture}
 */
export function pictureAt(trace, session, steps, index) {
  /** @type {Picture} */
  const picture = { layers: new Map(), loss: null, lit: [], flowing: null };
  for (const step of steps.slice(0, index + 1)) {
    picture.lit = reach(picture, step, trace, session);
  }
  const step = steps[index];
  const op = trace.ops[step.op];
  if (op && op.kind !== 'loss' && !(op.kind === 'activation' && isOwn(op, session))) picture.flowing = step.layer;
  return picture;
}

/** Whether an activation belongs to the layer before it, and is none by itself. @param {Op} op @param {SessionInfo} session */
export const isOwn = (op, session) => session.layers[layerOf(op, session)]?.kind !== 'activation';

/** Puts in what a step computes, and tells whose it is. @param {Picture} picture @param {Step} step @param {Trace} trace @param {SessionInfo} session @returns {number[]} */
function reach(picture, step, trace, session) {
  const op = trace.ops[step.op];
  if (step.phase === 'update') return [];
  if (!op) {
    put(picture, -1, 'value', trace.features, 0, trace.features.length);
    return [-1];
  }
  if (step.what === 'gradients') return [];
  if (step.what === 'values') return reachForward(picture, step.layer, op, session);
  if (op.kind === 'recurrent' && step.what === 'adjoints') {
    put(
      picture,
      step.layer,
      'adjoint',
      flat(op.output_adjoints),
      0,
      op.outputs.length * session.layers[step.layer].units,
    );
    return [step.layer];
  }
  return sourcesOf(trace, session, step.op).map(({ layer, adjoints, first, width }) => {
    put(picture, layer, 'adjoint', adjoints, first, width);
    return layer;
  });
}

/** @param {Picture} picture @param {number} layer @param {Op} op @param {SessionInfo} session @returns {number[]} */
function reachForward(picture, layer, op, session) {
  if (op.kind === 'loss') {
    picture.loss = op.value;
    put(picture, layer, 'value', op.prediction, 0, op.prediction.length);
    return [layer];
  }
  if (op.kind === 'fork' || op.kind === 'patches') return [];
  const first = op.kind === 'concat' ? op.first : 0;
  put(picture, layer, 'value', flat(op.outputs), first, widthOf(session, layer));
  return [layer];
}

/**
 * Which layers an op gives adjoints to: those it reads, or its own where it is the activation of one.
 *
 * @param {Trace} trace
 * @param {SessionInfo} session
 * @param {number} index of the op
 * @returns {{layer: number, adjoints: Numbers, first: number, width: number}[]}
 */
export function sourcesOf(trace, session, index) {
  const op = trace.ops[index];
  const layer = layerOf(op, session);
  const { sources } = session.layers[layer];
  /** @param {number} of @param {any} adjoints @param {number} [first] */
  const part = (of, adjoints, first = 0) => ({
    layer: of,
    adjoints: flat(adjoints),
    first,
    width: widthOf(session, of),
  });
  const named = (/** @type {number} */ which) => session.layers.findIndex(({ name }) => name === sources[which]);
  if (op.kind === 'table') return [];
  if (op.kind === 'loss' || (op.kind === 'activation' && isOwn(op, session))) return [part(layer, op.input_adjoints)];
  if (op.kind === 'add') return [part(named(0), op.input_adjoints), part(named(1), op.branch_adjoints)];
  if (op.kind === 'concat') return [part(named(ordinalOf(trace, index)), op.input_adjoints)];
  if (op.kind === 'fork') return [part(beforeForks(trace, session, index), op.input_adjoints)];
  const inner = partsOf(session.spec.network.layers)[layer];
  return [part(named(0), op.input_adjoints, inner?.first ?? 0)];
}

/** How many ops of its kind and layer come before one. @param {Trace} trace @param {number} index */
function ordinalOf({ ops }, index) {
  return ops.slice(0, index).filter(({ kind, layer }) => kind === ops[index].kind && layer === ops[index].layer).length;
}

/** The layer that forks are of: the one of the op before them. @param {Trace} trace @param {SessionInfo} session @param {number} index */
function beforeForks({ ops }, session, index) {
  const first = ops.findIndex(({ kind, layer }) => kind === 'fork' && layer === ops[index].layer);
  return first === 0 ? -1 : layerOf(ops[first - 1], session);
}

/** Numbers of a layer, of all steps or places. @param {SessionInfo} session @param {number} layer */
export function widthOf({ layers, inputs }, layer) {
  return layer < 0 ? inputs.length : layers[layer].shape.reduce((product, size) => product * size, 1);
}

/** @param {Picture} picture @param {number} layer @param {Reached['kind']} kind @param {Numbers} numbers @param {number} first @param {number} width */
function put(picture, layer, kind, numbers, first, width) {
  const old = picture.layers.get(layer);
  const whole =
    numbers.length >= width || old?.kind !== kind
      ? new Array(Math.max(width, numbers.length)).fill(null)
      : [...old.numbers];
  numbers.forEach((number, index) => {
    whole[first + index] = number;
  });
  picture.layers.set(layer, { kind, numbers: whole });
}

/** Nested lists as one. @param {any} numbers @returns {Numbers} */
export const flat = (numbers) => (numbers ?? []).flat(Infinity);

/**
 * Where the number of a neuron stands in its layer's: at a time step or place, of those that the layer has.
 *
 * @param {Reached} reached
 * @param {number} unit
 * @param {number} units of the layer
 * @param {number} t
 */
export function numberOf({ numbers }, unit, units, t) {
  const last = Math.floor(numbers.length / units) - 1;
  return numbers[Math.max(0, Math.min(t, last)) * units + unit] ?? null;
}

/**
 * What every link carries at a step: a term of the sum, a gradient, an update; elsewhere its weight.
 *
 * @param {Trace} trace
 * @param {SessionInfo} session
 * @param {Step} step
 * @param {Link[]} links
 * @returns {number[]} NaN where it is not known
 */
export function linkNumbers(trace, session, step, links) {
  const dense = new Map(trace.ops.flatMap((op) => (op.kind === 'dense' ? [[layerOf(op, session), op]] : [])));
  return links.map(({ layer, from, unit }) => {
    const op = dense.get(layer);
    const { weights } = op ?? {};
    if (!op || !weights) return NaN;
    const of = (/** @type {any} */ matrix) => matrix?.[from]?.[unit] ?? NaN;
    if (step.what === 'update') return of(weights.update);
    if (step.layer !== layer || trace.ops[step.op] !== op) return of(weights.values);
    if (step.what === 'values') return of(op.terms);
    return step.what === 'gradients' ? of(weights.gradient) : of(weights.values) * (op.output_adjoints?.[unit] ?? NaN);
  });
}
