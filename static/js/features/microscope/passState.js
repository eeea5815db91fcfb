/**
 * State of the pass at a step: the numbers computed so far for every layer, and the number on every connection.
 *
 * @import {SessionInfo} from '../../protocol/model.js'
 * @import {Link} from '../shared/topology.js'
 * @import {Op, Step, Trace} from './types.js'
 *
 * @typedef {(number | null)[]} Numbers
 *
 * @typedef {object} LayerNumbers newest numbers of a layer
 * @property {'value' | 'adjoint'} kind
 * @property {Numbers} numbers of all units, for one time step or position after the other
 *
 * @typedef {object} PassState
 * @property {Map<number, LayerNumbers>} layers by index; -1 for the inputs
 * @property {number | null} loss null before it is computed
 * @property {number[]} activeLayers layers whose numbers this step computes
 * @property {number | null} flowingLayer layer whose connections take part in this step
 */

import { flatLayersOf } from '../../core/edits/architecture.js';
import { belongsToLayer, layerOf } from './opLayers.js';

/**
 * @param {Trace} trace
 * @param {SessionInfo} session
 * @param {Step[]} steps
 * @param {number} index of the current step
 * @returns {PassState}
 */
export function passStateAt(trace, session, steps, index) {
  /** @type {PassState} */
  const state = { layers: new Map(), loss: null, activeLayers: [], flowingLayer: null };
  for (const step of steps.slice(0, index + 1)) state.activeLayers = applyStep(state, step, trace, session);
  const step = steps[index];
  const op = trace.ops[step.op];
  const isInLayer = op?.kind === 'activation' && belongsToLayer(op, session);
  if (op && op.kind !== 'loss' && !isInLayer) state.flowingLayer = step.layer;
  return state;
}

/**
 * Store what a step computes.
 *
 * @param {PassState} state
 * @param {Step} step
 * @param {Trace} trace
 * @param {SessionInfo} session
 * @returns {number[]} the layers it is computed for
 */
function applyStep(state, step, trace, session) {
  const op = trace.ops[step.op];
  if (step.phase === 'update') return [];
  if (!op) {
    setNumbers(state, -1, 'value', trace.features, 0, trace.features.length);
    return [-1];
  }
  if (step.quantity === 'gradients') return [];
  if (step.quantity === 'values') return applyForwardStep(state, step.layer, op, session);
  if (op.kind === 'recurrent' && step.quantity === 'adjoints') {
    const width = op.outputs.length * session.layers[step.layer].units;
    setNumbers(state, step.layer, 'adjoint', flat(op.output_adjoints), 0, width);
    return [step.layer];
  }
  return sourcesOf(trace, session, step.op).map(({ layer, adjoints, first, width }) => {
    setNumbers(state, layer, 'adjoint', adjoints, first, width);
    return layer;
  });
}

/**
 * @param {PassState} state
 * @param {number} layer
 * @param {Op} op
 * @param {SessionInfo} session
 * @returns {number[]}
 */
function applyForwardStep(state, layer, op, session) {
  if (op.kind === 'loss') {
    state.loss = op.value;
    setNumbers(state, layer, 'value', op.prediction, 0, op.prediction.length);
    return [layer];
  }
  if (op.kind === 'fork' || op.kind === 'patches') return [];
  const first = op.kind === 'concat' ? op.first : 0;
  setNumbers(state, layer, 'value', flat(op.outputs), first, widthOf(session, layer));
  return [layer];
}

/**
 * Layers that an op passes adjoints to: those it reads, or its own layer for that layer's activation.
 *
 * @param {Trace} trace
 * @param {SessionInfo} session
 * @param {number} index of the op
 * @returns {{layer: number, adjoints: Numbers, first: number, width: number}[]} adjoints of units from `first` on, out
 * of
 *   `width`
 */
export function sourcesOf(trace, session, index) {
  const op = trace.ops[index];
  const layer = layerOf(op, session);
  const { sources } = session.layers[layer];
  const source = (/** @type {number} */ of, /** @type {any} */ adjoints, first = 0) => ({
    layer: of,
    adjoints: flat(adjoints),
    first,
    width: widthOf(session, of),
  });
  const named = (/** @type {number} */ number) => session.layers.findIndex(({ name }) => name === sources[number]);
  if (op.kind === 'table') return [];
  if (op.kind === 'loss' || (op.kind === 'activation' && belongsToLayer(op, session))) {
    return [source(layer, op.input_adjoints)];
  }
  if (op.kind === 'add') return [source(named(0), op.input_adjoints), source(named(1), op.branch_adjoints)];
  if (op.kind === 'concat') return [source(named(ordinalOf(trace, index)), op.input_adjoints)];
  if (op.kind === 'fork') return [source(layerBeforeForks(trace, session, index), op.input_adjoints)];
  const inner = flatLayersOf(session.spec.network.layers)[layer];
  return [source(named(0), op.input_adjoints, inner?.first ?? 0)];
}

/**
 * Number of earlier ops of the same kind in the same layer.
 *
 * @param {Trace} trace
 * @param {number} index
 */
function ordinalOf({ ops }, index) {
  return ops.slice(0, index).filter(({ kind, layer }) => kind === ops[index].kind && layer === ops[index].layer).length;
}

/**
 * Layer whose output is forked: the one of the op before the forks.
 *
 * @param {Trace} trace
 * @param {SessionInfo} session
 * @param {number} index
 */
function layerBeforeForks({ ops }, session, index) {
  const first = ops.findIndex(({ kind, layer }) => kind === 'fork' && layer === ops[index].layer);
  return first === 0 ? -1 : layerOf(ops[first - 1], session);
}

/**
 * Number of outputs of a layer, over all time steps or positions.
 *
 * @param {SessionInfo} session
 * @param {number} layer
 */
export function widthOf({ layers, inputs }, layer) {
  return layer < 0 ? inputs.length : layers[layer].shape.reduce((product, size) => product * size, 1);
}

/**
 * @param {PassState} state
 * @param {number} layer
 * @param {LayerNumbers['kind']} kind
 * @param {Numbers} numbers
 * @param {number} first index of the first number in the layer
 * @param {number} width of the layer
 */
function setNumbers(state, layer, kind, numbers, first, width) {
  const old = state.layers.get(layer);
  const whole =
    numbers.length >= width || old?.kind !== kind
      ? new Array(Math.max(width, numbers.length)).fill(null)
      : [...old.numbers];
  numbers.forEach((number, index) => {
    whole[first + index] = number;
  });
  state.layers.set(layer, { kind, numbers: whole });
}

/**
 * Flatten nested lists.
 *
 * @param {any} numbers
 * @returns {Numbers}
 */
export const flat = (numbers) => (numbers ?? []).flat(Infinity);

/**
 * Number of a unit at a time step or position, within those of the layer.
 *
 * @param {LayerNumbers} layerNumbers
 * @param {number} unit
 * @param {number} units of the layer
 * @param {number} t
 */
export function numberOf({ numbers }, unit, units, t) {
  const last = Math.floor(numbers.length / units) - 1;
  return numbers[Math.max(0, Math.min(t, last)) * units + unit] ?? null;
}

/**
 * Number on every connection: in the layer of the step, a term of the sum, a gradient or an update; elsewhere the
 * weight.
 *
 * @param {Trace} trace
 * @param {SessionInfo} session
 * @param {Step} step
 * @param {Link[]} links
 * @returns {number[]} NaN if unknown
 */
export function linkNumbers(trace, session, step, links) {
  const dense = new Map(trace.ops.flatMap((op) => (op.kind === 'dense' ? [[layerOf(op, session), op]] : [])));
  return links.map(({ layer, from, unit }) => {
    const op = dense.get(layer);
    const { weights } = op ?? {};
    if (!op || !weights) return NaN;
    const of = (/** @type {any} */ matrix) => matrix?.[from]?.[unit] ?? NaN;
    if (step.quantity === 'update') return of(weights.update);
    if (step.layer !== layer || trace.ops[step.op] !== op) return of(weights.values);
    if (step.quantity === 'values') return of(op.terms);
    if (step.quantity === 'gradients') return of(weights.gradient);
    return of(weights.values) * (op.output_adjoints?.[unit] ?? NaN);
  });
}
