/**
 * Statistics of a run's layers in a frame.
 *
 * @import {Frame, SessionInfo} from '../../protocol/model.js'
 * @import {CatalogActivation} from '../../protocol/types.d.ts'
 * @import {Named} from '../../core/selectors.js'
 *
 * @typedef {object} LayerStatistics
 * @property {string} title
 * @property {string} activation
 * @property {CatalogActivation['family'] | null} family of the activation; null for softmax
 * @property {number} largestSlope of the activation
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
  return frame.layers.map((statistics, index) => {
    const { activation, units } = session.layers[index];
    const entry = names.catalog?.activations.find(({ name }) => name === activation);
    return {
      title: layerTitle(names, index),
      activation,
      family: entry?.family ?? null,
      largestSlope: entry?.largest_slope ?? 1,
      units,
      norm: statistics.gradient_norm ?? NaN,
      mean: statistics.activation.mean ?? NaN,
      std: statistics.activation.std ?? NaN,
      saturated: statistics.activation.saturated ?? 0,
      dead: statistics.activation.dead ?? 0,
      updateRatio: statistics.update_ratio ?? null,
    };
  });
}
