/**
 * A pass in slow motion: one training sample goes through the network and back, stage by stage, and the weights change.
 *
 * @import {Network, Trace} from '../trace/types.js'
 * @import {NumbersByLayer} from '../trace/layerNumbers.js'
 * @import {SessionInfo} from '../../protocol/model.js'
 *
 * @typedef {object} Stage
 * @property {'input' | 'forward' | 'loss' | 'backward' | 'update'} phase
 * @property {number} layer index among the session's layers; -1 for the inputs, the last one for loss and update
 *
 * @typedef {object} PassOfSample
 * @property {number} row of the sample among the training rows
 * @property {Trace} trace of the sample, with its own gradients
 * @property {Trace} batchTrace with the gradients and the update of the batch that the sample is in
 * @property {Float32Array | null} before parameters before the update; null if they are not streamed
 * @property {Stage[]} stages
 *
 * @typedef {Network & PassOfSample} Pass
 *
 * @typedef {{values: NumbersByLayer, adjoints: NumbersByLayer}} PassNumbers the numbers computed so far
 */

import { setAdjoints, setInputs, setStateAdjoints, setValues } from '../trace/layerNumbers.js';
import { belongsToLayer, layerOf } from '../trace/opLayers.js';

/**
 * Stages of a pass: the input, every layer forward, the loss, every layer backward, the update.
 *
 * @param {Pick<SessionInfo, 'layers'>} session
 * @returns {Stage[]}
 */
export function stagesOf({ layers }) {
  const indices = layers.map((_, index) => index);
  const last = layers.length - 1;
  return [
    { phase: 'input', layer: -1 },
    ...indices.map((layer) => /** @type {Stage} */ ({ phase: 'forward', layer })),
    { phase: 'loss', layer: last },
    ...indices.toReversed().map((layer) => /** @type {Stage} */ ({ phase: 'backward', layer })),
    { phase: 'update', layer: last },
  ];
}

/**
 * The numbers computed up to a stage. The adjoints of a layer that has its own activation are those of its
 * pre-activations, δ = ∂L/∂z.
 *
 * @param {Pick<Pass, 'trace' | 'session'>} pass
 * @param {Stage} stage
 * @returns {PassNumbers}
 */
export function numbersAt({ trace, session }, { phase, layer }) {
  /** @type {PassNumbers} */
  const numbers = { values: new Map(), adjoints: new Map() };
  const isForward = phase === 'input' || phase === 'forward';
  const end = isForward ? lastOp(trace, session, layer) : trace.ops.length - 1;
  setInputs(numbers.values, trace);
  for (const op of trace.ops.slice(0, end + 1)) setValues(numbers.values, op, session);
  if (phase === 'backward') goBack(numbers.adjoints, trace, session, layer);
  if (phase === 'update') goBack(numbers.adjoints, trace, session, 0);
  return numbers;
}

/**
 * Index of the last op of a layer; -1 for the inputs.
 *
 * @param {Trace} trace
 * @param {SessionInfo} session
 * @param {number} layer
 */
const lastOp = ({ ops }, session, layer) => ops.findLastIndex((op) => layerOf(op, session) === layer);

/**
 * Store the adjoints of every layer down to one.
 *
 * @param {NumbersByLayer} adjoints
 * @param {Trace} trace
 * @param {SessionInfo} session
 * @param {number} layer
 */
function goBack(adjoints, trace, session, layer) {
  const end = lastOp(trace, session, layer);
  trace.ops.toReversed().forEach((op, fromEnd) => {
    const index = trace.ops.length - 1 - fromEnd;
    if (index <= end && layerOf(op, session) !== layer) return;
    const isWithinLayer = op.kind === 'loss' || (op.kind === 'activation' && belongsToLayer(op, session));
    if (op.kind === 'recurrent') setStateAdjoints(adjoints, op, session);
    if (index > end || isWithinLayer) setAdjoints(adjoints, trace, session, index);
  });
}
