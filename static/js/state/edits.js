/**
 * The changes a learner can make to a run, each as a merge patch. `reset` is told where the change alters the shape of
 * the parameters or poses another problem, and the run must start anew; everything else applies while training.
 *
 * @import {Patch, Task} from '../protocol/model.js'
 * @import {DenseSpec, RunSpec} from '../protocol/types.d.ts'
 *
 * @typedef {{patch: Patch, reset: boolean}} Change
 */

const NEW_LAYER_UNITS = 4;
// own data may all be trained on, generated data not: the share goes as well
const NO_OWN_DATA = {
  inputs: null,
  targets: null,
  test_inputs: null,
  test_targets: null,
  task: null,
  train_fraction: null,
};

/** @param {Patch} patch @returns {Change} */
const live = (patch) => ({ patch, reset: false });

/** @param {Patch} patch @returns {Change} */
const anew = (patch) => ({ patch, reset: true });

/**
 * Inserts a hidden layer like its neighbour.
 *
 * @param {RunSpec} spec
 * @param {number} at index of the new layer
 */
export function addLayer({ network: { layers } }, at) {
  const like = layers[at - 1] ?? layers[at];
  /** @type {DenseSpec} */
  const layer = { kind: 'dense', units: like?.units ?? NEW_LAYER_UNITS, activation: like?.activation ?? 'tanh' };
  return anew({ network: { layers: layers.toSpliced(at, 0, layer) } });
}

/** @param {RunSpec} spec @param {number} at */
export const removeLayer = ({ network: { layers } }, at) => anew({ network: { layers: layers.toSpliced(at, 1) } });

/** @param {RunSpec} spec @param {number} at @param {number} units */
export const setUnits = ({ network: { layers } }, at, units) =>
  anew({ network: { layers: layers.with(at, { ...layers[at], units }) } });

/** @param {RunSpec} spec @param {number} at @param {string} activation */
export const setLayerActivation = ({ network: { layers } }, at, activation) =>
  live({ network: { layers: layers.map((layer, index) => (index === at ? { ...layer, activation } : layer)) } });

/** The same activation in every hidden layer. @param {RunSpec} spec @param {string} activation */
export const setActivation = ({ network: { layers } }, activation) =>
  live({ network: { layers: layers.map((layer) => ({ ...layer, activation })) } });

/**
 * The activation all hidden layers share; an empty string where they differ or there is none.
 *
 * @param {RunSpec} spec
 */
export function sharedActivation({ network: { layers } }) {
  const names = new Set(layers.map(({ activation }) => activation));
  return names.size === 1 ? [...names][0] : '';
}

/**
 * Switches a feature on or off; null when it is the last one on, since a network needs an input.
 *
 * @param {RunSpec} spec
 * @param {string} name
 * @param {string[]} order every feature, in the order they are fed
 * @returns {Change | null}
 */
export function toggleFeature({ features }, name, order) {
  const on = new Set(/** @type {string[]} */ (features ?? []));
  if (!on.delete(name)) on.add(name);
  return on.size === 0 ? null : anew({ features: order.filter((feature) => on.has(feature)) });
}

/**
 * Picks another data set. Where the task changes, output and loss become that task's own.
 *
 * @param {RunSpec} spec
 * @param {{name: string, task: Task}} chosen
 * @param {Task} task the present one
 */
export function chooseData({ data: present }, chosen, task) {
  const samples = present.name !== 'inline' && chosen.task === task ? present.samples : null;
  const data = { ...(present.name === 'inline' ? NO_OWN_DATA : {}), name: chosen.name, samples };
  return anew(chosen.task === task ? { data } : { data, loss: null, network: { output_activation: null } });
}

/** Changes noise, size or seed of the data. @param {Patch} patch */
export const setData = (patch) => live({ data: patch });

/** @param {number} rate */
export const setLearningRate = (rate) => live({ optimizer: { learning_rate: rate } });

/**
 * Another optimizer with its own defaults, the learning rate kept.
 *
 * @param {RunSpec} spec
 * @param {string} name
 */
export function setOptimizer({ optimizer }, name) {
  const own = Object.keys(optimizer).filter((key) => key !== 'name' && key !== 'learning_rate');
  return live({ optimizer: { ...Object.fromEntries(own.map((key) => [key, null])), name } });
}

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
