/**
 * Changes of a run's spec, each as a merge patch; changes of its data are in dataEdits.js.
 *
 * @import {Patch} from '../../protocol/model.js'
 * @import {RunSpec} from '../../protocol/types.d.ts'
 * @import {SpecChange} from '../model.js'
 */

import { isDense } from './architecture.js';

/**
 * A change that applies while training.
 *
 * @param {Patch} patch
 * @returns {SpecChange}
 */
export const live = (patch) => ({ patch, reset: false });

/**
 * A change that starts a new run, with hidden layers adapted to it.
 *
 * @param {Patch} patch
 * @returns {SpecChange}
 */
export const restart = (patch) => ({ patch, reset: true, adapt: true });

/**
 * Replace the present run by another.
 *
 * @param {RunSpec} spec
 * @returns {SpecChange}
 */
export const useRun = (spec) => ({ patch: spec, reset: true });

/**
 * Set the activation of every dense hidden layer.
 *
 * @param {RunSpec} spec
 * @param {string} activation
 */
export const setActivation = ({ network: { layers } }, activation) =>
  live({ network: { layers: layers.map((layer) => (isDense(layer) ? { ...layer, activation } : layer)) } });

/**
 * The activation that all dense hidden layers share; empty if they differ or there are none.
 *
 * @param {RunSpec} spec
 */
export function sharedActivation({ network: { layers } }) {
  const names = new Set(layers.filter(isDense).map(({ activation }) => activation));
  return names.size === 1 ? [...names][0] : '';
}

/**
 * Switch a feature on or off; null for the last one that is on, since a network needs an input.
 *
 * @param {RunSpec} spec
 * @param {string} name
 * @param {string[]} order names of all features, in the order of the inputs
 * @returns {SpecChange | null}
 */
export function toggleFeature({ features }, name, order) {
  const on = new Set(/** @type {string[]} */ (features ?? []));
  if (!on.delete(name)) on.add(name);
  if (on.size === 0) return null;
  return restart({ features: order.filter((feature) => on.has(feature)) });
}

/**
 * Set the learning rate.
 *
 * @param {number} rate
 */
export const setLearningRate = (rate) => live({ optimizer: { learning_rate: rate } });

/**
 * Another optimizer with its own defaults, learning rate included.
 *
 * @param {RunSpec} spec
 * @param {{name: string, learning_rate: number}} chosen an optimizer of the catalog
 */
export function setOptimizer({ optimizer }, { name, learning_rate }) {
  const own = Object.keys(optimizer);
  return live({ optimizer: { ...Object.fromEntries(own.map((key) => [key, null])), name, learning_rate } });
}

/**
 * Set a hyper-parameter of the optimizer.
 *
 * @param {string} name
 * @param {number} value
 */
export const setHyperparameter = (name, value) => live({ optimizer: { [name]: value } });

/**
 * Choose a learning-rate schedule, with its defaults.
 *
 * @param {string} name
 */
export const setSchedule = (name) => live({ schedule: { name } });

/**
 * Set a number of the schedule.
 *
 * @param {string} name
 * @param {number} value
 */
export const setScheduleNumber = (name, value) => live({ schedule: { [name]: value } });

/**
 * Set the limit of gradients (clipping) or of parameters (projection).
 *
 * @param {'clipping' | 'projection'} kind
 * @param {{name?: string, limit?: number}} patch
 */
export const setLimit = (kind, patch) => live({ [kind]: patch });

/**
 * Choose a loss; the output's activation follows from it.
 *
 * @param {string} loss
 */
export const setLoss = (loss) => live({ loss, network: { output_activation: null } });

/**
 * Choose a regularization.
 *
 * @param {string} name
 */
export const setRegularization = (name) => live({ regularization: { name } });

/**
 * Set the regularization rate.
 *
 * @param {number} rate
 */
export const setRegularizationRate = (rate) => live({ regularization: { rate } });

/**
 * Set the batch size.
 *
 * @param {number | 'all'} size
 */
export const setBatchSize = (size) => live({ batch_size: size });

/**
 * Choose the initializer of the weights.
 *
 * @param {string} name
 */
export const setInitializer = (name) => restart({ network: { initializer: { name, scale: null } } });

/**
 * Set the scale of the initializer, or the initial bias.
 *
 * @param {{scale?: number, bias?: number}} patch
 */
export const setInitialization = (patch) => restart({ network: { initializer: patch } });
