/**
 * Tasks of the memory lab, and the specs of its sessions.
 *
 * @import {RunSpecInput} from '../../protocol/types.d.ts'
 * @import {Entry} from '../../core/group/group.js'
 * @import {Settings} from './settings.js'
 *
 * @typedef {object} Task
 * @property {string} label
 * @property {string} description one line
 * @property {string} lengthLabel unit of the length
 * @property {{low: number, high: number}} range of the length
 * @property {{length: number, units: number, rate: number}} defaults settings with which it learns within seconds
 * @property {boolean} each true for a target at every step, rather than one at the end
 * @property {(length: number) => Record<string, unknown>} data fields of the spec's data, beside name and samples
 * @property {number} [vocabulary] number of symbols, if the inputs are symbols
 */

import { CELLS } from './cells.js';
import { alphabetOf } from './text.js';

const SAMPLES = 600;
const BATCH = 32;
const CLIP_NORM = 1;
const SEED = 1;

/** @type {Record<string, Task>} */
export const TASKS = {
  adding: {
    label: 'Adding problem',
    description: 'Add the two marked numbers.',
    lengthLabel: 'Steps',
    range: { low: 4, high: 150 },
    defaults: { length: 50, units: 24, rate: 0.01 },
    each: false,
    data: (length) => ({ length }),
  },
  order: {
    label: 'Temporal order',
    description: 'Two symbols, each X or Y, occur among distractors. In which order?',
    lengthLabel: 'Steps',
    range: { low: 10, high: 150 },
    defaults: { length: 60, units: 16, rate: 0.01 },
    each: false,
    data: (length) => ({ length, coding: 'index' }),
    vocabulary: 6,
  },
  copy: {
    label: 'Copy memory',
    description: 'Repeat three symbols after a delay.',
    lengthLabel: 'Delay in steps',
    range: { low: 1, high: 100 },
    defaults: { length: 20, units: 32, rate: 0.01 },
    each: true,
    data: (delay) => ({ delay, kept: 3, symbols: 4, coding: 'index' }),
    vocabulary: 6,
  },
  parity: {
    label: 'Parity',
    description: 'At every step: is the number of ones so far odd?',
    lengthLabel: 'Steps',
    range: { low: 2, high: 60 },
    defaults: { length: 12, units: 16, rate: 0.01 },
    each: true,
    data: (length) => ({ length, each: true }),
  },
  sine: {
    label: 'Sine',
    description: 'At every step: what is the next value of the wave?',
    lengthLabel: 'Steps',
    range: { low: 4, high: 100 },
    defaults: { length: 30, units: 16, rate: 0.01 },
    each: true,
    data: (length) => ({ length, each: true }),
  },
  text: {
    label: 'Your own text',
    description: 'At every step: which character comes next?',
    lengthLabel: 'Characters seen',
    range: { low: 4, high: 60 },
    defaults: { length: 20, units: 32, rate: 0.01 },
    each: true,
    data: (length) => ({ length, each: true, coding: 'index', train_fraction: 0.9 }),
  },
};

/**
 * Sessions of the lab: one per cell, with the same data, seed, optimizer and batches.
 *
 * @param {Settings} settings
 * @param {string} text of the text task
 * @returns {Entry[]}
 */
export function entriesOf(settings, text) {
  return settings.cells.map((cell) => ({ label: CELLS[cell].label, spec: specOf(settings, cell, text) }));
}

/**
 * @param {Settings} settings
 * @param {string} cell
 * @param {string} text
 * @returns {RunSpecInput}
 */
function specOf(settings, cell, text) {
  const task = TASKS[settings.task];
  const isText = settings.task === 'text';
  const vocabulary = isText ? alphabetOf(text).length : task.vocabulary;
  const { kind, activation, initializer } = CELLS[cell];
  const layer = {
    kind,
    units: settings.units,
    return_sequences: task.each,
    truncate: settings.cut || null,
    recurrent_initializer: { name: initializer, spectral_radius: settings.radius },
    ...(activation && { activation }),
  };
  const first = vocabulary ? [{ kind: 'one_hot', vocabulary }] : [];
  return /** @type {RunSpecInput} */ ({
    seed: SEED,
    data: { name: settings.task, ...(isText ? { text } : { samples: SAMPLES }), ...task.data(settings.length) },
    network: { layers: [...first, layer] },
    ...(settings.task === 'parity' && { loss: 'binary_cross_entropy' }),
    optimizer: { name: 'adam', learning_rate: settings.rate },
    clipping: settings.clip ? { name: 'norm', limit: CLIP_NORM } : { name: 'none' },
    batch_size: BATCH,
  });
}
