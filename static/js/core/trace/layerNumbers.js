/**
 * The numbers of layers in a pass: what each op adds to them, forward and backward.
 *
 * @import {SessionInfo} from '../../protocol/model.js'
 * @import {Op, Trace} from './types.js'
 *
 * @typedef {(number | null)[]} Numbers
 *
 * @typedef {object} LayerNumbers newest numbers of a layer
 * @property {'value' | 'adjoint'} kind
 * @property {Numbers} numbers of all units, for one time step or position after the other
 * @property {string} [symbol] letter of the numbers
 *
 * @typedef {Map<number, LayerNumbers>} NumbersByLayer by the index of the layer; -1 for the inputs
 */

import { flatLayersOf } from '../edits/architecture.js';
import { isEmbedding } from './embedding.js';
import { belongsToLayer, layerOf } from './opLayers.js';

/**
 * Store the inputs of the network.
 *
 * @param {NumbersByLayer} layers
 * @param {Trace} trace
 */
export function setInputs(layers, { features }) {
  setNumbers(layers, -1, 'value', features, 0, features.length);
}

/**
 * Store what an op computes forward. Returns the layers it computes numbers of.
 *
 * @param {NumbersByLayer} layers
 * @param {Op} op
 * @param {SessionInfo} session
 * @returns {number[]}
 */
export function setValues(layers, op, session) {
  const layer = layerOf(op, session);
  if (op.kind === 'fork' || op.kind === 'patches') return [];
  if (op.kind === 'loss') setNumbers(layers, layer, 'value', op.prediction, 0, op.prediction.length);
  else {
    const first = op.kind === 'concat' ? op.first : 0;
    setNumbers(layers, layer, 'value', flat(op.outputs), first, widthOf(session, layer));
  }
  return [layer];
}

/**
 * Store the adjoints that an op passes back. Returns the layers it computes adjoints of.
 *
 * @param {NumbersByLayer} layers
 * @param {Trace} trace
 * @param {SessionInfo} session
 * @param {number} index of the op
 * @param {boolean} [byPrediction] of a loss that includes the output activation: the derivatives by its outputs
 * @returns {number[]}
 */
export function setAdjoints(layers, trace, session, index, byPrediction = false) {
  return sourcesOf(trace, session, index, byPrediction).map(({ layer, adjoints, first, width }) => {
    setNumbers(layers, layer, 'adjoint', adjoints, first, width);
    return layer;
  });
}

/**
 * Store the adjoints of a recurrent op's states, which include their effect on later steps.
 *
 * @param {NumbersByLayer} layers
 * @param {Extract<Op, {kind: 'recurrent'}>} op
 * @param {SessionInfo} session
 * @returns {number[]}
 */
export function setStateAdjoints(layers, op, session) {
  const layer = layerOf(op, session);
  setNumbers(layers, layer, 'adjoint', flat(op.output_adjoints), 0, op.outputs.length * session.layers[layer].units);
  return [layer];
}

/**
 * Layers that an op passes adjoints to: those it reads, or its own layer for that layer's activation.
 *
 * @param {Trace} trace
 * @param {SessionInfo} session
 * @param {number} index of the op
 * @param {boolean} [byPrediction]
 * @returns {{layer: number, adjoints: Numbers, first: number, width: number}[]} adjoints of units from `first` on, out
 * of
 *   `width`
 */
export function sourcesOf(trace, session, index, byPrediction = false) {
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
  if (isEmbedding(op)) return [];
  if (op.kind === 'loss' && op.output_activation && byPrediction) return [source(layer, op.prediction_adjoints)];
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
export function ordinalOf({ ops }, index) {
  return ops.slice(0, index).filter(({ kind, layer }) => kind === ops[index].kind && layer === ops[index].layer).length;
}

/**
 * Layer whose output is forked: the one of the op before the forks.
 *
 * @param {Trace} trace
 * @param {SessionInfo} session
 * @param {number} index
 */
export function layerBeforeForks({ ops }, session, index) {
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
 * @param {NumbersByLayer} layers
 * @param {number} layer
 * @param {LayerNumbers['kind']} kind
 * @param {Numbers} numbers
 * @param {number} first index of the first number in the layer
 * @param {number} width of the layer
 */
function setNumbers(layers, layer, kind, numbers, first, width) {
  const old = layers.get(layer);
  const whole =
    numbers.length >= width || old?.kind !== kind
      ? new Array(Math.max(width, numbers.length)).fill(null)
      : [...old.numbers];
  numbers.forEach((number, index) => {
    whole[first + index] = number;
  });
  layers.set(layer, { kind, numbers: whole });
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
