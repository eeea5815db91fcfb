/**
 * Changes of a run's data, each as a merge patch. The server adapts the hidden layers to data that they cannot read.
 *
 * @import {Patch, SessionInfo, Task} from '../../protocol/model.js'
 * @import {InlineSpec, PointData, RunSpec} from '../../protocol/types.d.ts'
 * @import {SpecChange} from '../model.js'
 */

import { live, restart } from './edits.js';

/** Options of sequences that keep their symbols and targets, so that a recurrent network can keep its weights. */
const KEEP_PROBLEM = new Set(['length', 'delay', 'kept', 'noise']);

/**
 * Removes the fields of custom data, including the train fraction, which generated data have as well. The type makes
 * the list complete.
 *
 * @type {Record<Exclude<keyof InlineSpec, 'name' | 'seed'>, null>}
 */
const NO_CUSTOM_DATA = {
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

/** Resets the loss and the output activation to those of the task. */
const TASK_DEFAULTS = { loss: null, network: { output_activation: null } };

/**
 * Change noise, size or seed of the data.
 *
 * @param {Patch} patch
 */
export const setData = (patch) => live({ data: patch });

/**
 * Choose a data set. If the task changes, so do the loss and the output activation; features of the plane stay.
 *
 * @param {RunSpec} spec
 * @param {{name: string, task: Task, source?: string}} chosen
 * @param {Task} task of the present data
 */
export function chooseData({ data: present, features }, chosen, task) {
  const isCustom = present.name === 'inline';
  const isGenerated = !('source' in chosen); // measured data have a fixed number of rows
  const samples = isGenerated && 'samples' in present && chosen.task === task ? present.samples : null;
  return restart({
    data: { ...(isCustom ? NO_CUSTOM_DATA : {}), name: chosen.name, samples },
    ...(isCustom && { features }),
    ...(chosen.task !== task && TASK_DEFAULTS),
  });
}

/**
 * Train on a text, character by character.
 *
 * @param {RunSpec} spec
 * @param {string} text
 */
export const useText = ({ data: present }, text) =>
  restart({
    data: { ...(present.name === 'inline' ? NO_CUSTOM_DATA : {}), name: 'text', text },
    ...(present.name !== 'text' && TASK_DEFAULTS),
  });

/**
 * Set an option of sequences. The run continues if the option keeps the problem and the shapes of the parameters.
 *
 * @param {string} name
 * @param {string | number | boolean} value
 * @returns {SpecChange}
 */
export const setSequence = (name, value) => ({
  patch: { data: { [name]: value } },
  reset: KEEP_PROBLEM.has(name) ? 'if_needed' : true,
  adapt: true,
});

/**
 * Set the number of bits of a task of 1986.
 *
 * @param {number} bits
 */
export const setBits = (bits) => restart({ data: { bits, held_out: null } });

/**
 * Train on custom rows; loss and output activation become those of their task. Two inputs are a plane and get its
 * features.
 *
 * @param {Omit<Partial<InlineSpec>, 'name'> & {inputs: number[][]}} rows
 */
export const useCustomData = (rows) =>
  restart({
    data: { ...NO_CUSTOM_DATA, ...rows, name: 'inline' },
    features: rows.inputs[0].length === 2 ? ['x1', 'x2'] : null,
    ...TASK_DEFAULTS,
  });

/**
 * Start a run whose table is missing on the server on these rows instead.
 *
 * @param {RunSpec} run
 * @param {Omit<Partial<InlineSpec>, 'name'> & {inputs: number[][]}} rows
 * @returns {SpecChange}
 */
export const completeRun = (run, rows) => ({
  patch: { ...run, data: { ...NO_CUSTOM_DATA, ...rows, name: 'inline' } },
  reset: true,
});

/**
 * Train on points that were edited by hand: custom rows with the same split and plane. A new class needs another output
 * and starts a new run.
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
    ...NO_CUSTOM_DATA,
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
    // names keep a class that has lost its last point
    class_names: task === 'multiclass' ? namesOf(classes ?? 0, own) : (own?.class_names ?? null),
  };
  const isSame = task === before.task && classes === before.classes;
  return isSame ? live({ data, features }) : restart({ data, features, ...TASK_DEFAULTS });
}

/**
 * Names of the classes.
 *
 * @param {number} count
 * @param {InlineSpec | null} own
 */
const namesOf = (count, own) =>
  Array.from({ length: count }, (_, index) => own?.class_names?.[index] ?? `class ${index + 1}`);

/**
 * Draw the split of custom rows again, from all of them.
 *
 * @param {InlineSpec} present
 * @param {{train_fraction?: number, seed?: number}} patch
 */
export function splitAgain({ inputs, targets, test_inputs, test_targets }, patch) {
  if (!test_inputs || !test_targets) return live({ data: patch });
  const rows = { inputs: [...inputs, ...test_inputs], targets: [...targets, ...test_targets] };
  const train_fraction = inputs.length / rows.inputs.length;
  return live({ data: { train_fraction, ...patch, ...rows, test_inputs: null, test_targets: null } });
}
