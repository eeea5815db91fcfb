/**
 * The layer that an op of the tape belongs to.
 *
 * @import {SessionInfo} from '../../protocol/model.js'
 * @import {Op} from './types.js'
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
