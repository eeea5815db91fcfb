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
 * @property {NumbersByLayer} layers
 * @property {number | null} loss null before it is computed
 * @property {Values} ahead what the rest of the forward pass computes
 * @property {number[]} activeLayers layers whose numbers this step computes
 * @property {number | null} flowingLayer layer whose connections take part in this step
 *
 * @typedef {{layers: NumbersByLayer, loss: number | null}} Values
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
    layers: new Map(),
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
  /** @type {Values} */
  const values = { layers: new Map(), loss: null };
  const later = steps.slice(index + 1).filter(({ phase }) => phase === 'forward' || phase === 'loss');
  for (const step of later) applyStep(values, step, trace, session);
  return values;
}

/**
 * Store what a step computes.
 *
 * @param {Values} state
 * @param {Step} step
 * @param {Trace} trace
 * @param {SessionInfo} session
 * @returns {number[]} the layers it is computed for
 */
function applyStep(state, step, trace, session) {
  const op = trace.ops[step.op];
  if (step.phase === 'update' || step.quantity === 'gradients') return [];
  if (!op) {
    setInputs(state.layers, trace);
    return [-1];
  }
  if (op.kind === 'loss' && step.quantity === 'values') state.loss = op.value;
  if (step.quantity === 'values') return setValues(state.layers, op, session);
  if (op.kind === 'recurrent' && step.quantity === 'adjoints') return setStateAdjoints(state.layers, op, session);
  return setAdjoints(state.layers, trace, session, step.op);
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
