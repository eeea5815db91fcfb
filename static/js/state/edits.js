/**
 * The changes a learner can make to a run, each as a merge patch. `reset` is told where the change alters the shape of
 * the parameters or poses another problem, and the run must start anew; everything else applies while training.
 *
 * @import {Patch, SessionInfo, Task} from '../protocol/model.js'
 * @import {CatalogLayer, DenseSpec, InlineSpec, PointData, RunSpec} from '../protocol/types.d.ts'
 *
 * @import {LayerSpec} from './architecture.js'
 *
 * @typedef {{patch: Patch, reset: boolean}} Change
 */

import { fitted, isDense, layerOf, portable, withPart } from './architecture.js';

const NEW_LAYER_UNITS = 4;
// own data may all be trained on, generated data not: the share goes as well
const NO_OWN_DATA = {
  inputs: null,
  targets: null,
  test_inputs: null,
  test_targets: null,
  task: null,
  train_fraction: null,
  standardize: null,
  input_names: null,
  class_names: null,
  domain: null,
  steps: null,
  targets_per_step: null,
  image: null,
};

/** Output and loss that follow from the task. */
const OF_THE_TASK = { loss: null, network: { output_activation: null } };

/**
 * What changes beside the data: layers that are tied to the present ones go.
 *
 * @param {RunSpec} spec
 * @param {CatalogLayer[]} kinds
 * @param {boolean} isOtherTask
 * @returns {Patch}
 */
function forOtherData({ network: { layers } }, kinds, isOtherTask) {
  /** @type {Patch} */
  const patch = isOtherTask ? OF_THE_TASK : {};
  const kept = portable(layers, kinds);
  return kept.length === layers.length ? patch : { ...patch, network: { ...patch.network, layers: kept } };
}

/** @param {Patch} patch @returns {Change} */
const live = (patch) => ({ patch, reset: false });

/** @param {Patch} patch @returns {Change} */
const anew = (patch) => ({ patch, reset: true });

/**
 * Other hidden layers; residual blocks follow in width.
 *
 * @param {LayerSpec[]} layers
 * @param {number} inputs of the network
 */
const withLayers = (layers, inputs) => anew({ network: { layers: fitted(layers, inputs) } });

/**
 * Inserts a hidden layer like its neighbour.
 *
 * @param {RunSpec} spec
 * @param {number} at index of the new layer
 * @param {number} inputs of the network
 */
export function addLayer({ network: { layers } }, at, inputs) {
  const like = layers.slice(0, at).findLast(isDense) ?? layers.find(isDense);
  /** @type {DenseSpec} */
  const layer = { kind: 'dense', units: like?.units ?? NEW_LAYER_UNITS, activation: like?.activation ?? 'tanh', frozen: false, bias: like?.bias ?? true };
  return withLayers(layers.toSpliced(at, 0, layer), inputs);
}

/** @param {RunSpec} spec @param {number} at @param {number} inputs of the network */
export const removeLayer = ({ network: { layers } }, at, inputs) => withLayers(layers.toSpliced(at, 1), inputs);

/**
 * Makes another kind of a hidden layer, as wide as what comes before it.
 *
 * @param {RunSpec} spec
 * @param {number} at
 * @param {{name: string, example: Record<string, any>}} kind
 * @param {number} inputs of the network
 */
export function setKind({ network: { layers } }, at, { name, example }, inputs) {
  const width = layers.slice(0, at).findLast(isDense)?.units ?? inputs;
  return withLayers(layers.with(at, layerOf(name, example, width)), inputs);
}

/**
 * @param {RunSpec} spec
 * @param {number} index of the part, see partsOf
 * @param {number} units
 * @param {number} inputs of the network
 */
export const setUnits = ({ network: { layers } }, index, units, inputs) =>
  withLayers(withPart(layers, index, (layer) => /** @type {LayerSpec} */ ({ ...layer, units })), inputs);

/** Changes what keeps a part's shape: its activation, its rate. @param {RunSpec} spec @param {number} index @param {Patch} change */
export const setPart = ({ network: { layers } }, index, change) =>
  live({ network: { layers: withPart(layers, index, (layer) => /** @type {LayerSpec} */ ({ ...layer, ...change })) } });

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
 * @returns {Change | null}
 */
export function toggleFeature({ features }, name, order) {
  const on = new Set(/** @type {string[]} */ (features ?? []));
  if (!on.delete(name)) on.add(name);
  return on.size === 0 ? null : anew({ features: order.filter((feature) => on.has(feature)) });
}

/**
 * Picks another data set. Where the task changes, output and loss become that task's own; features of a plane stay.
 *
 * @param {RunSpec} spec
 * @param {{name: string, task: Task, source?: string}} chosen
 * @param {Task} task the present one
 * @param {CatalogLayer[]} kinds of the catalog
 */
export function chooseData(spec, chosen, task, kinds) {
  const { data: present, features } = spec;
  const isOwn = present.name === 'inline';
  const isDrawn = !('source' in chosen); // measured rows are as many as there are
  const samples = isDrawn && 'samples' in present && chosen.task === task ? present.samples : null;
  const data = { ...(isOwn ? NO_OWN_DATA : {}), name: chosen.name, samples };
  return anew({ data, ...(isOwn && { features }), ...forOtherData(spec, kinds, chosen.task !== task) });
}

/**
 * Trains on rows of one's own from now on; output and loss become those of the new task. Two inputs are a plane, and
 * have its features to choose from.
 *
 * @param {Omit<Partial<InlineSpec>, 'name'> & {inputs: number[][]}} rows
 * @param {RunSpec} spec
 * @param {CatalogLayer[]} kinds of the catalog
 */
export const useOwnData = (rows, spec, kinds) =>
  anew({
    data: { ...NO_OWN_DATA, ...rows, name: 'inline' },
    features: rows.inputs[0].length === 2 ? ['x1', 'x2'] : null,
    ...forOtherData(spec, kinds, true),
  });

/**
 * The points as changed by hand: rows of one's own from now on, in the split and the plane they are in. A class that is
 * new needs an output of its own, and starts a new run.
 *
 * @param {RunSpec} spec
 * @param {PointData} before
 * @param {PointData} after
 * @param {SessionInfo['domain']} domain
 */
export function setPoints({ data: present, features }, before, after, domain) {
  const own = present.name === 'inline' ? present : null;
  const { task, classes, train_size: size } = after;
  const targets = after.targets.map((target) => (Array.isArray(target) ? target : [target]));
  const data = {
    ...NO_OWN_DATA,
    name: 'inline',
    task,
    domain,
    inputs: after.inputs.slice(0, size),
    targets: targets.slice(0, size),
    test_inputs: after.test_size > 0 ? after.inputs.slice(size) : null,
    test_targets: after.test_size > 0 ? targets.slice(size) : null,
    standardize: own?.standardize ?? false,
    input_names: own?.input_names ?? null,
    steps: own?.steps ?? null,
    targets_per_step: own?.targets_per_step ?? false,
    image: own?.image ?? null,
    // told with the data, names keep a class that has lost its last point
    class_names: task === 'multiclass' ? namesOf(classes ?? 0, own) : (own?.class_names ?? null),
  };
  const isSame = task === before.task && classes === before.classes;
  return isSame ? live({ data, features }) : anew({ data, features, ...OF_THE_TASK });
}

/** @param {number} count @param {InlineSpec | null} own */
const namesOf = (count, own) =>
  Array.from({ length: count }, (_, index) => own?.class_names?.[index] ?? `class ${index + 1}`);

/**
 * Draws the split of one's own rows anew, from all of them.
 *
 * @param {InlineSpec} present
 * @param {{train_fraction?: number, seed?: number}} patch the share that trains, or another draw
 */
export function splitAnew({ inputs, targets, test_inputs, test_targets }, patch) {
  if (!test_inputs || !test_targets) return live({ data: patch });
  const rows = { inputs: [...inputs, ...test_inputs], targets: [...targets, ...test_targets] };
  const train_fraction = inputs.length / rows.inputs.length;
  return live({ data: { train_fraction, ...patch, ...rows, test_inputs: null, test_targets: null } });
}

/** Another run in the place of the present one. @param {RunSpec} spec */
export const useRun = (spec) => anew(spec);

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
