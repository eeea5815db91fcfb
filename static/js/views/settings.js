/**
 * The hyper-parameters, in one strip. Choices come from the server's catalog.
 *
 * @import {Task} from '../protocol/model.js'
 * @import {App} from '../state/app.js'
 * @import {Change} from '../state/edits.js'
 */

import { html } from 'htm/preact';

import { Select } from '../controls/select.js';
import { formatSetting } from '../draw/format.js';
import * as edits from '../state/edits.js';
import { usePart } from '../state/hooks.js';
import { isLive, taskOf } from '../state/selectors.js';

const LEARNING_RATES = [1e-5, 1e-4, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10];
const PENALTY_RATES = [0, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10];
const BATCH_SIZES = [1, 2, 5, 10, 20, 30, 50, 100];

/** @type {{value: Task, label: string, title: string}[]} */
const TASKS = [
  { value: 'binary', label: 'Two classes', title: 'Tell two classes of points apart' },
  { value: 'multiclass', label: 'Several classes', title: 'Tell three or more classes of points apart' },
  { value: 'regression', label: 'Regression', title: 'Learn a value for every point' },
];

/** @param {{app: App}} props */
export function Settings({ app: { store, commands } }) {
  const catalog = usePart(store, (state) => state.catalog);
  const spec = usePart(store, (state) => state.spec);
  const task = usePart(store, taskOf);
  const disabled = !usePart(store, isLive);
  if (!catalog || !spec || !task) return null;

  /** @param {Change} change */
  const change = (change) => commands.change(change);
  const losses = catalog.losses.filter(({ tasks }) => tasks.length === 0 || tasks.includes(task));
  const shared = edits.sharedActivation(spec);

  return html`
    <${Select} ...${{ disabled }}
      label="Problem" title="What the network is to learn; another problem starts a new run"
      value=${task} options=${TASKS}
      onChoose=${(/** @type {string} */ value) => {
        const first = catalog.data_sets.find((set) => set.task === value);
        if (first) change(edits.chooseData(spec, first, task));
      }} />
    <${Select} ...${{ disabled }}
      label="Learning rate" title="How far one update goes down the gradient; applies while training"
      value=${spec.optimizer.learning_rate} options=${rates(LEARNING_RATES, spec.optimizer.learning_rate)}
      onChoose=${(/** @type {string} */ value) => change(edits.setLearningRate(Number(value)))} />
    <${Select} ...${{ disabled }}
      label="Batch size" title="How many samples one update averages over; applies while training"
      value=${spec.batch_size} options=${batchSizes(spec.batch_size)}
      onChoose=${(/** @type {string} */ value) => change(edits.setBatchSize(value === 'all' ? 'all' : Number(value)))} />
    <${Select} ...${{ disabled }}
      label="Optimizer" title="The rule that turns gradients into updates; applies while training"
      value=${spec.optimizer.name} options=${named(catalog.optimizers)}
      onChoose=${(/** @type {string} */ value) => change(edits.setOptimizer(spec, value))} />
    <${Select} ...${{ disabled: disabled || spec.network.layers.length === 0 }}
      label="Activation" title="The function of every hidden neuron; applies while training"
      value=${shared} options=${[...(shared ? [] : [{ value: '', label: 'mixed' }]), ...named(catalog.activations)]}
      onChoose=${(/** @type {string} */ value) => value && change(edits.setActivation(spec, value))} />
    <${Select} ...${{ disabled }}
      label="Loss" title="What the training makes small; the output's activation follows it"
      value=${spec.loss ?? ''} options=${named(losses)}
      onChoose=${(/** @type {string} */ value) => change(edits.setLoss(value))} />
    <${Select} ...${{ disabled }}
      label="Regularization" title="A penalty that keeps weights small: L1 by their sizes, L2 by their squares"
      value=${spec.regularization.name} options=${named(catalog.regularizations)}
      onChoose=${(/** @type {string} */ value) => change(edits.setRegularization(value))} />
    <${Select} ...${{ disabled: disabled || spec.regularization.name === 'none' }}
      label="Penalty rate" title="How much the penalty counts beside the loss"
      value=${spec.regularization.rate} options=${rates(PENALTY_RATES, spec.regularization.rate)}
      onChoose=${(/** @type {string} */ value) => change(edits.setRegularizationRate(Number(value)))} />
    <${Select} ...${{ disabled }}
      label="Initial weights" title="How the weights are drawn before training; another way starts a new run"
      value=${spec.network.initializer.name} options=${named(catalog.initializers)}
      onChoose=${(/** @type {string} */ value) => change(edits.setInitializer(value))} />
  `;
}

/** @param {{name: string, label: string, formula?: string}[]} entries */
const named = (entries) => entries.map(({ name, label, formula }) => ({ value: name, label, title: formula }));

/** The usual rates, and the present one in its place where it is another. @param {number[]} usual @param {number} present */
function rates(usual, present) {
  return [...new Set([...usual, present])]
    .sort((a, b) => a - b)
    .map((value) => ({ value, label: formatSetting(value) }));
}

/** @param {number | 'all'} present */
function batchSizes(present) {
  const sizes = present === 'all' ? BATCH_SIZES : [...new Set([...BATCH_SIZES, present])].sort((a, b) => a - b);
  return [...sizes.map((value) => ({ value, label: String(value) })), { value: 'all', label: 'all' }];
}
