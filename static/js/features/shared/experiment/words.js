/**
 * Experiments in words.
 *
 * @import {Catalog} from '../../../protocol/types.d.ts'
 * @import {Experiment, ExperimentEvent, ExperimentMetric, Varied} from '../../../protocol/room.js'
 */

import { formatAccuracy, formatCount, formatSetting, formatShort } from '../../../draw/format.js';

/**
 * What can vary: as a label, and the list of its names in the catalog.
 *
 * @type {Record<Varied, {label: string, names?: 'optimizers' | 'activations' | 'initializers'}>}
 */
export const VARIED = {
  learning_rate: { label: 'Learning rate' },
  seed: { label: 'Seed' },
  optimizer: { label: 'Optimizer', names: 'optimizers' },
  layers: { label: 'Hidden layers' },
  units: { label: 'Neurons in each hidden layer' },
  activation: { label: 'Activation', names: 'activations' },
  initializer: { label: 'Initial weights', names: 'initializers' },
  batch_size: { label: 'Batch size' },
};

/** @type {Record<ExperimentMetric, string>} */
export const METRICS = { test_loss: 'Test loss', train_loss: 'Training loss', accuracy: 'Test accuracy' };

/**
 * A value as it is shown.
 *
 * @param {Varied} vary
 * @param {string | number} value
 * @param {Catalog | null} catalog
 */
export function valueLabel(vary, value, catalog) {
  if (typeof value === 'number') return formatSetting(value);
  const { names } = VARIED[vary];
  return (names && catalog?.[names].find(({ name }) => name === value)?.label) || value;
}

/**
 * A result as it is shown.
 *
 * @param {ExperimentMetric} metric
 * @param {number} value
 */
export const resultLabel = (metric, value) => (metric === 'accuracy' ? formatAccuracy(value) : formatShort(value));

/**
 * Title of an experiment: the teacher's words, or what it compares.
 *
 * @param {Pick<Experiment, 'text' | 'vary' | 'metric'>} experiment
 */
export const titleOf = ({ text, vary, metric }) => text || `${METRICS[metric]} by ${lowerFirst(VARIED[vary].label)}`;

/**
 * Progress of an experiment, in a sentence.
 *
 * @param {Experiment} experiment
 * @param {ExperimentEvent | null} progress
 */
export function statusOf({ id, state, trials, members, epochs }, progress) {
  if (state === 'dealt') {
    const server = trials - members;
    const others = server > 0 ? `; the server trains ${members > 0 ? 'the other' : 'all'} ${server}` : '';
    const have = members === 1 ? '1 member has a run' : `${members} members have a run each`;
    return `${have}${others}. Waiting for the start.`;
  }
  const states = progress?.id === id ? [...progress.states] : [];
  const ended = states.filter((each) => each === 'f' || each === 'x').length;
  const count = `${formatCount(ended)} of ${formatCount(trials)} runs have finished`;
  return state === 'running' ? `${count} ${formatCount(epochs)} epochs.` : `${count}.`;
}

/** @param {string} text */
export const lowerFirst = (text) => text.charAt(0).toLowerCase() + text.slice(1);
