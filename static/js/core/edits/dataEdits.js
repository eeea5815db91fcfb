/**
 * The changes a learner can make to the data, each as a merge patch, with what follows from them for the network.
 *
 * @import {Patch, SessionInfo, Task} from '../../protocol/model.js'
 * @import {Catalog, InlineSpec, PointData, RunSpec} from '../../protocol/types.d.ts'
 * @import {LayerSpec} from './architecture.js'
 * @import {Form} from './fitting.js'
 */

import { isRecurrent, isTable, layerOf } from './architecture.js';
import { anew, live } from './edits.js';
import { adapted, fitted, formOf } from './fitting.js';

const GOES_THROUGH_STEPS = 'lstm';
const RECURRENT_UNITS = 8;
const READS_NUMBERS = 'embedding';
const LENGTHS = new Set(['length', 'delay', 'kept', 'noise']); // options that leave symbols and targets what they are
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
 * What changes beside the data: layers that cannot read the new ones go, and a network that does not go through the steps
 * of sequences makes room for a layer that does.
 *
 * @param {RunSpec} spec
 * @param {Catalog} catalog
 * @param {Form} form of the new data
 * @param {boolean} isOtherTask
 * @returns {Patch}
 */
function forOtherData({ network: { layers } }, catalog, form, isOtherTask) {
  /** @type {Patch} */
  const patch = isOtherTask ? OF_THE_TASK : {};
  const kept = adapted(layers, form);
  const through =
    form.steps && !kept.some(isRecurrent) ? catalog.layers.find(({ name }) => name === GOES_THROUGH_STEPS) : null;
  const wanted = through ? fitted([layerOf(through, RECURRENT_UNITS)], form) : kept;
  return JSON.stringify(wanted) === JSON.stringify(layers)
    ? patch
    : { ...patch, network: { ...patch.network, layers: wanted } };
}

/** Changes noise, size or seed of the data. @param {Patch} patch */
export const setData = (patch) => live({ data: patch });

/**
 * Picks another data set. Where the task changes, output and loss become that task's own; features of a plane stay.
 *
 * @param {RunSpec} spec
 * @param {{name: string, task: Task, source?: string}} chosen
 * @param {Task} task the present one
 * @param {Catalog} catalog
 */
export function chooseData(spec, chosen, task, catalog) {
  const { data: present, features } = spec;
  const isOwn = present.name === 'inline';
  const isDrawn = !('source' in chosen); // measured rows are as many as there are
  const samples = isDrawn && 'samples' in present && chosen.task === task ? present.samples : null;
  const data = { ...(isOwn ? NO_OWN_DATA : {}), name: chosen.name, samples };
  const form = formOf({ data: { name: chosen.name }, features }, catalog);
  return anew({ data, ...(isOwn && { features }), ...forOtherData(spec, catalog, form, chosen.task !== task) });
}

/** Trains on a text from now on, character by character. @param {RunSpec} spec @param {string} text @param {Catalog} catalog */
export function useText(spec, text, catalog) {
  const data = { name: 'text', text };
  const known = spec.data.name === 'text' ? spec.data : {};
  const form = formOf({ data: { ...known, ...data }, features: null }, catalog);
  const beside = forOtherData(spec, catalog, form, spec.data.name !== 'text');
  const layers = withVocabulary(beside.network?.layers ?? spec.network.layers, new Set(text).size);
  const own = spec.data.name === 'inline' ? NO_OWN_DATA : {};
  return anew({ data: { ...own, ...data }, ...beside, network: { ...beside.network, layers } });
}

/** @param {LayerSpec[]} layers @param {number} vocabulary */
const withVocabulary = (layers, vocabulary) =>
  layers.map((layer) => (isTable(layer) ? { ...layer, vocabulary } : layer));

/**
 * Changes how sequences are made, or read. How long they are is all the same to layers that go through their steps; what
 * else there is to set poses another problem. Numbers of symbols get a layer that reads them.
 *
 * @param {RunSpec} spec
 * @param {string} name of the option
 * @param {string | number | boolean} value
 * @param {Catalog} catalog
 * @param {number} vocabulary how many symbols there will be
 */
export function setSequence(spec, name, value, catalog, vocabulary) {
  const { layers } = spec.network;
  const form = formOf({ data: { ...spec.data, [name]: value }, features: null }, catalog);
  const table = catalog.layers.find((kind) => kind.name === READS_NUMBERS);
  const isRead = !form.numbers || layers.some(isTable) || !table;
  const wanted = adapted(withVocabulary(isRead ? layers : [layerOf(table, NaN), ...layers], vocabulary), form);
  const patch = { data: { [name]: value }, network: { layers: wanted } };
  const isLive = LENGTHS.has(name) && goesThroughSteps(layers) && JSON.stringify(wanted) === JSON.stringify(layers);
  return isLive ? setData(patch.data) : anew(patch);
}

/** True where no layer knows how many steps there are. @param {LayerSpec[]} layers */
const goesThroughSteps = (layers) => isRecurrent(layers.filter((layer) => !isTable(layer))[0] ?? layers[0]);

/** Other bits of a task of 1986; more or fewer inputs pose another problem. @param {RunSpec} spec @param {number} bits @param {Catalog} catalog */
export function setBits(spec, bits, catalog) {
  const form = formOf({ data: { name: spec.data.name, bits }, features: null }, catalog);
  return anew({ data: { bits, held_out: null }, ...forOtherData(spec, catalog, form, false) });
}

/**
 * Trains on rows of one's own from now on; output and loss become those of the new task. Two inputs are a plane, and
 * have its features to choose from.
 *
 * @param {Omit<Partial<InlineSpec>, 'name'> & {inputs: number[][]}} rows
 * @param {RunSpec} spec
 * @param {Catalog} catalog
 */
export function useOwnData(rows, spec, catalog) {
  const data = { ...NO_OWN_DATA, ...rows, name: 'inline' };
  /** @type {RunSpec['features']} */
  const features = rows.inputs[0].length === 2 ? ['x1', 'x2'] : null;
  return anew({ data, features, ...forOtherData(spec, catalog, formOf({ data, features }, catalog), true) });
}

/**
 * A run whose table is not here, on these rows in its place.
 *
 * @param {RunSpec} run
 * @param {Omit<Partial<InlineSpec>, 'name'> & {inputs: number[][]}} rows
 */
export const completeRun = (run, rows) => anew({ ...run, data: { ...NO_OWN_DATA, ...rows, name: 'inline' } });

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
