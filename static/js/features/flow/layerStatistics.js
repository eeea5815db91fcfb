/**
 * Statistics of a run's layers in a frame.
 *
 * @import {Frame, SessionInfo} from '../../protocol/model.js'
 * @import {Named} from '../../core/selectors.js'
 *
 * @typedef {object} LayerStatistics
 * @property {string} title
 * @property {string} activation
 * @property {number} units
 * @property {number} norm of the gradient; NaN before the first step and without parameters
 * @property {number} mean of the outputs
 * @property {number} std of the outputs
 * @property {number} saturated share of the activations with almost no slope
 * @property {number} dead share of the units with almost no slope on every sample
 * @property {number | null} updateRatio norm of the last update divided by that of the parameters
 */

import { layerTitle } from '../../core/selectors.js';

/**
 * @param {Named} names
 * @param {SessionInfo} session
 * @param {Frame} frame
 * @returns {LayerStatistics[]}
 */
export function statisticsOf(names, session, frame) {
  return frame.layers.map(({ activation, gradient_norm, update_ratio }, index) => ({
    title: layerTitle(names, index),
    activation: session.layers[index].activation,
    units: session.layers[index].units,
    norm: gradient_norm ?? NaN,
    mean: activation.mean ?? NaN,
    std: activation.std ?? NaN,
    saturated: activation.saturated ?? 0,
    dead: activation.dead ?? 0,
    updateRatio: update_ratio ?? null,
  }));
}
