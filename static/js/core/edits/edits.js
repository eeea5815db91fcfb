/**
 * The changes a learner can make to a run, each as a merge patch; those of its data and of its layers have files of
 * their own. `reset` is told where the change alters the shape of the parameters or poses another problem, and the run
 * must start anew; everything else applies while training.
 *
 * @import {Patch} from '../../protocol/model.js'
 * @import {RunSpec} from '../../protocol/types.d.ts'
 *
 * @typedef {{patch: Patch, reset: boolean}} SpecChange
 */

import { isDense } from './architecture.js';
import { fitted, vectorOf } from './fitting.js';

/** @param {Patch} patch @returns {SpecChange} */
export const live = (patch) => ({ patch, reset: false });

/** @param {Patch} patch @returns {SpecChange} */
export const anew = (patch) => ({ patch, reset: true });

/** The same activation in every hidden layer. @param {RunSpec} spec @param {string} activation */
export const setActivation = ({ network: { layers } }, activation) =>
  live({ network: { layers: layers.map((layer) => (isDense(layer) ? { ...layer, activation } : layer)) } });

/**
 * The activation all hidden layers share; an empty string where they differ or there is none.
 *
 * @param {RunSpec} spec
 */
export function sharedActivation({ network: { layers } }) {
  const names = new Set(layers.filter(isDense).map(({ activation }) => activation));
  return names.size === 1 ? [...names][0] : '';
}

/**
 * Switches a feature on or off; null when it is the last one on, since a network needs an input.
 *
 * @param {RunSpec} spec
 * @param {string} name
 * @param {string[]} order every feature, in the order they are fed
 * @returns {SpecChange | null}
 */
export function toggleFeature({ features, network }, name, order) {
  const on = new Set(/** @type {string[]} */ (features ?? []));
  if (!on.delete(name)) on.add(name);
  if (on.size === 0) return null;
  const layers = fitted(network.layers, vectorOf(on.size));
  return anew({ features: order.filter((feature) => on.has(feature)), network: { layers } });
}

/** Another run in the place of the present one. @param {RunSpec} spec */
export const useRun = (spec) => anew(spec);

/** @param {number} rate */
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

/** A hyper-parameter of the optimizer. @param {string} name @param {number} value */
export const setHyperparameter = (name, value) => live({ optimizer: { [name]: value } });

/** Another schedule of the learning rate, with its own defaults. @param {string} name */
export const setSchedule = (name) => live({ schedule: { name } });

/** A number of the schedule. @param {string} name @param {number} value */
export const setScheduleNumber = (name, value) => live({ schedule: { [name]: value } });

/** How gradients are cut, or parameters. @param {'clipping' | 'projection'} part @param {{name?: string, limit?: number}} patch */
export const setCut = (part, patch) => live({ [part]: patch });

/** Another loss; the output's activation follows it. @param {string} loss */
export const setLoss = (loss) => live({ loss, network: { output_activation: null } });

/** @param {string} name */
export const setRegularization = (name) => live({ regularization: { name } });

/** @param {number} rate */
export const setRegularizationRate = (rate) => live({ regularization: { rate } });

/** @param {number | 'all'} size */
export const setBatchSize = (size) => live({ batch_size: size });

/** Weights are drawn when a run starts, so this starts it. @param {string} name */
export const setInitializer = (name) => anew({ network: { initializer: { name, scale: null } } });

/** A number that the way to draw weights takes, or the bias it begins with. @param {{scale?: number, bias?: number}} patch */
export const setInitialization = (patch) => anew({ network: { initializer: patch } });
