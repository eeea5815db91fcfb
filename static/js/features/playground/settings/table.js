/**
 * The settings of a run, with the choices of the server's catalog.
 *
 * @import {ComponentType} from 'preact'
 * @import {Task} from '../../../protocol/model.js'
 * @import {Catalog, RunSpec} from '../../../protocol/types.d.ts'
 * @import {App} from '../../../core/app.js'
 * @import {SpecChange} from '../../../core/model.js'
 *
 * @typedef {{value: string | number, label: string, title?: string}} Option
 *
 * @typedef {object} Setting
 * @property {string} label
 * @property {string} part of the page, as a lesson may leave it out
 * @property {string} lock the parts of a run that it changes, as the teacher of a workshop may lock them
 * @property {string} title what it sets, in one line
 * @property {(spec: RunSpec, task: Task) => string | number} value
 * @property {(catalog: Catalog, spec: RunSpec, task: Task) => Option[]} options
 * @property {(chosen: string, spec: RunSpec, catalog: Catalog, task: Task) => SpecChange | null} change
 * @property {(spec: RunSpec) => boolean} [applies] false: it would change nothing now
 * @property {boolean} [restarts] another choice starts a new run
 * @property {(spec: RunSpec, label: string) => string} [brief] the value in a summary; default: the label of its option
 * @property {ComponentType<{app: App}>} [more] a button beside the label, with what there is to set beyond the choice
 */

import { formatSetting } from '../../../draw/format.js';
import { isDense } from '../../../core/edits/architecture.js';
import { chooseData } from '../../../core/edits/dataEdits.js';
import * as edits from '../../../core/edits/edits.js';
import { InitializerDetails, OptimizerDetails } from './details.js';

const LEARNING_RATES = [1e-5, 1e-4, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10];
const PENALTY_RATES = [0, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10];
const BATCH_SIZES = [1, 2, 5, 10, 20, 30, 50, 100];
const NO_ONE = { value: '', label: 'mixed' }; // shown if layers have different activations
const NO_LAYER = { value: '', label: 'no dense layer' };

/** @type {{value: Task, label: string, title: string}[]} */
const TASKS = [
  { value: 'binary', label: 'Two classes', title: 'Separate two classes' },
  { value: 'multiclass', label: 'Several classes', title: 'Separate three or more classes' },
  { value: 'regression', label: 'Regression', title: 'Predict a value for every sample' },
];

/** What the data are for; shown beside them. @type {Setting} */
export const PROBLEM = {
  label: 'Problem',
  part: 'problem',
  lock: 'data',
  title: 'What the network should learn; a change starts a new run',
  restarts: true,
  value: (_, task) => task,
  options: () => TASKS,
  change(chosen, spec, catalog, task) {
    const first = catalog.data_sets.find((set) => set.task === chosen);
    return first ? chooseData(spec, first, task) : null;
  },
};

/** What everyone uses. @type {Setting[]} */
export const BASIC = [
  {
    label: 'Learning rate',
    part: 'learning-rate',
    lock: 'learning_rate',
    title: 'How far one update goes down the gradient; applies while training',
    value: ({ optimizer }) => optimizer.learning_rate,
    options: (_, { optimizer }) => withPresent(LEARNING_RATES, optimizer.learning_rate),
    change: (chosen) => edits.setLearningRate(Number(chosen)),
  },
  {
    label: 'Activation',
    part: 'activation',
    lock: 'activation',
    title: 'The function of the neurons of every dense layer; applies while training',
    value: (spec) => edits.sharedActivation(spec),
    options({ activations }, spec) {
      if (edits.sharedActivation(spec)) return named(activations);
      return [spec.network.layers.some(isDense) ? NO_ONE : NO_LAYER, ...named(activations)];
    },
    change: (chosen, spec) => (chosen ? edits.setActivation(spec, chosen) : null),
    applies: ({ network }) => network.layers.some(isDense),
  },
];

/** What is folded. @type {Setting[]} */
export const MORE = [
  {
    label: 'Batch size',
    part: 'batch-size',
    lock: 'batch_size',
    title: 'How many samples one update averages over; applies while training',
    value: ({ batch_size }) => batch_size,
    options: (_, { batch_size: size }) => [
      ...withPresent(BATCH_SIZES, size === 'all' ? BATCH_SIZES[0] : size),
      { value: 'all', label: 'all' },
    ],
    change: (chosen) => edits.setBatchSize(chosen === 'all' ? chosen : Number(chosen)),
    brief: (_, label) => `batch size ${label}`,
  },
  {
    label: 'Optimizer',
    part: 'optimizer',
    lock: 'optimizer learning_rate', // another optimizer comes with a rate of its own
    title: 'The rule that turns gradients into updates; applies while training',
    value: ({ optimizer }) => optimizer.name,
    options: ({ optimizers }) => named(optimizers),
    change(chosen, spec, { optimizers }) {
      const entry = optimizers.find(({ name }) => name === chosen);
      return entry ? edits.setOptimizer(spec, entry) : null;
    },
    more: OptimizerDetails,
  },
  {
    label: 'Loss',
    part: 'loss',
    lock: 'loss',
    title: 'The function that training minimizes; it determines the output activation',
    value: ({ loss }) => loss ?? '',
    options: ({ losses }, _, task) => named(losses.filter(({ tasks }) => tasks.length === 0 || tasks.includes(task))),
    change: (chosen) => edits.setLoss(chosen),
  },
  {
    label: 'Regularization',
    part: 'regularization',
    lock: 'regularization',
    title: 'A penalty on large weights: L1 on their absolute values, L2 on their squares; applies while training',
    value: ({ regularization }) => regularization.name,
    options: ({ regularizations }) => named(regularizations),
    change: (chosen) => edits.setRegularization(chosen),
  },
  {
    label: 'Penalty rate',
    part: 'regularization',
    lock: 'regularization',
    title: 'How much the penalty counts relative to the loss; applies while training',
    value: ({ regularization }) => regularization.rate,
    options: (_, { regularization }) => withPresent(PENALTY_RATES, regularization.rate),
    change: (chosen) => edits.setRegularizationRate(Number(chosen)),
    brief: (_, label) => `penalty rate ${label}`,
    applies: ({ regularization }) => regularization.name !== 'none',
  },
  {
    label: 'Initial weights',
    part: 'initial-weights',
    lock: 'weights',
    title: 'How the weights are drawn before training; a change starts a new run',
    restarts: true,
    value: ({ network }) => network.initializer.name,
    options: ({ initializers }) => named(initializers),
    change: (chosen) => edits.setInitializer(chosen),
    more: InitializerDetails,
  },
];

/**
 * @param {{name: string, label: string, formula?: string}[]} entries
 * @returns {Option[]}
 */
const named = (entries) => entries.map(({ name, label, formula }) => ({ value: name, label, title: formula }));

/**
 * The usual values, with the present one inserted if it is not among them.
 *
 * @param {number[]} usual
 * @param {number} present
 * @returns {Option[]}
 */
function withPresent(usual, present) {
  const values = [...new Set([...usual, present])].sort((a, b) => a - b);
  return values.map((value) => ({ value, label: formatSetting(value) }));
}
