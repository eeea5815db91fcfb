/**
 * The layer that an op of the tape belongs to.
 *
 * @import {SessionInfo} from '../../protocol/model.js'
 * @import {Op, Trace} from './types.js'
 */

/**
 * Index of the layer of an op.
 *
 * @param {Op} op
 * @param {SessionInfo} session
 */
export const layerOf = (op, { layers }) => layers.findIndex(({ name }) => name === op.layer);

/**
 * True if the op is the activation of a layer with other ops, rather than an activation layer.
 *
 * @param {Op} op
 * @param {SessionInfo} session
 */
export const belongsToLayer = (op, session) => session.layers[layerOf(op, session)]?.kind !== 'activation';

/**
 * True if a trace has the layers and inputs of the session.
 *
 * @param {Trace} trace
 * @param {SessionInfo} session
 */
export function isOfNetwork({ ops, features }, { layers, inputs }) {
  const byName = new Map(layers.map((layer) => [layer.name, layer]));
  return (
    features.length === inputs.length &&
    ops.every((op) => (op.kind === 'dense' ? op.outputs.length === byName.get(op.layer)?.units : byName.has(op.layer)))
  );
}
