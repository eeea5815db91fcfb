/**
 * State of the pass at a step: the numbers computed so far for every layer, those still to come, and the number on
 * every connection.
 *
 * @import {SessionInfo} from '../../protocol/model.js'
 * @import {Link} from '../shared/topology.js'
 * @import {NumbersByLayer} from '../../core/trace/layerNumbers.js'
 * @import {Trace} from '../../core/trace/types.js'
 * @import {Step} from './types.js'
 *
 * @typedef {object} PassState
 * @property {NumbersByLayer} values newest value of every layer
 * @property {NumbersByLayer} adjoints newest derivative of the loss by the numbers of every layer
 * @property {number | null} loss null before it is computed
 * @property {Computed} ahead what the rest of the forward pass computes
 * @property {number[]} activeLayers layers whose numbers this step computes
 * @property {number | null} flowingLayer layer whose connections take part in this step
 *
 * @typedef {Pick<PassState, 'values' | 'adjoints' | 'loss'>} Computed
 */

import { setAdjoints, setInputs, setStateAdjoints, setValues } from '../../core/trace/layerNumbers.js';
import { belongsToLayer, layerOf } from '../../core/trace/opLayers.js';

/**
 * @param {Trace} trace
 * @param {SessionInfo} session
 * @param {Step[]} steps
 * @param {number} index of the current step
 * @returns {PassState}
 */
export function passStateAt(trace, session, steps, index) {
  /** @type {PassState} */
  const state = {
    values: new Map(),
    adjoints: new Map(),
    loss: null,
    ahead: valuesAfter(trace, session, steps, index),
    activeLayers: [],
    flowingLayer: null,
  };
  for (const step of steps.slice(0, index + 1)) state.activeLayers = applyStep(state, step, trace, session);
  const step = steps[index];
  const op = trace.ops[step.op];
  const isInLayer = op?.kind === 'activation' && belongsToLayer(op, session);
  if (op && op.kind !== 'loss' && !isInLayer) state.flowingLayer = step.layer;
  return state;
}

/**
 * The values of the forward pass that are computed after a step.
 *
 * @param {Trace} trace
 * @param {SessionInfo} session
 * @param {Step[]} steps
 * @param {number} index of the step
 */
function valuesAfter(trace, session, steps, index) {
  /** @type {Computed} */
  const computed = { values: new Map(), adjoints: new Map(), loss: null };
  const later = steps.slice(index + 1).filter(({ phase }) => phase === 'forward' || phase === 'loss');
  for (const step of later) applyStep(computed, step, trace, session);
  return computed;
}

/**
 * Store what a step computes.
 *
 * @param {Computed} state
 * @param {Step} step
 * @param {Trace} trace
 * @param {SessionInfo} session
 * @returns {number[]} the layers it is computed for
 */
function applyStep(state, step, trace, session) {
  const op = trace.ops[step.op];
  if (step.phase === 'update' || step.quantity === 'gradients') return [];
  if (!op) {
    setInputs(state.values, trace);
    return named(state.values, [-1], 'x');
  }
  if (step.phase === 'loss') {
    state.loss = op.kind === 'loss' ? op.value : null;
    return named(state.values, setValues(state.values, op, session), 'ŷ');
  }
  if (step.phase === 'forward')
    return named(state.values, setValues(state.values, op, session), valueSymbol(op, session));
  if (op.kind === 'recurrent' && step.quantity === 'adjoints') {
    return named(state.adjoints, setStateAdjoints(state.adjoints, op, session), '∂h');
  }
  const layers = setAdjoints(state.adjoints, trace, session, step.op, step.quantity === 'adjoints');
  const isError = step.quantity === 'output' || (op.kind === 'activation' && belongsToLayer(op, session));
  for (const layer of layers) named(state.adjoints, [layer], isError ? 'δ' : adjointSymbol(layer, session));
  return layers;
}

/**
 * Give the numbers of layers a symbol.
 *
 * @param {NumbersByLayer} numbers
 * @param {number[]} layers
 * @param {string} symbol
 */
function named(numbers, layers, symbol) {
  for (const layer of layers) Object.assign(numbers.get(layer) ?? {}, { symbol });
  return layers;
}

/**
 * Letter of what an op computes: the sums z, the states h, or the output of a layer.
 *
 * @param {Trace['ops'][number]} op
 * @param {SessionInfo} session
 */
function valueSymbol(op, session) {
  if (op.kind === 'dense' || op.kind === 'per_step') return 'z';
  if (op.kind === 'recurrent') return 'h';
  return layerOf(op, session) === session.layers.length - 1 ? 'ŷ' : 'a';
}

/** @param {number} layer @param {SessionInfo} session */
const adjointSymbol = (layer, { layers }) => (layer < 0 ? '∂x' : layer === layers.length - 1 ? '∂ŷ' : '∂a');

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
