/**
 * Settings of the memory lab, and their form in the query of the address.
 *
 * @import {DivergenceReport} from '../../protocol/types.d.ts'
 * @import {Expected} from '../../core/address/unknownChoices.js'
 *
 * @typedef {object} Settings
 * @property {string} task a name of TASKS
 * @property {number} length of the sequences, in the unit of the task
 * @property {number} units
 * @property {number} rate
 * @property {boolean} clip clip gradients by their norm
 * @property {number} cut maximum number of steps that the gradient goes back; 0: all
 * @property {number} radius spectral radius of the initial recurrent weights
 * @property {string[]} cells names of CELLS, in order
 * @property {number} sample index of the sequence shown
 * @property {number | null} at selected time step; null: the last
 * @property {boolean} mean show mean gradients of several sequences, rather than those of the sequence shown
 * @property {string} prompt
 * @property {number} temperature
 */

import { CELLS } from './cells.js';
import { TASKS } from './tasks.js';

export const RANGES = {
  units: { low: 1, high: 64 },
  rate: { low: 1e-5, high: 10 },
  cut: { low: 0, high: 150 },
  radius: { low: 0.1, high: 2 },
  temperature: { low: 0.05, high: 3 },
  prompt: 200, // characters
};

const SAMPLES = { low: 0, high: 99_999 };
const TIMES = { low: 0, high: 1023 };

const DEFAULT_CELLS = ['rnn', 'lstm', 'gru'];

/**
 * Default settings of a task.
 *
 * @param {string} task
 * @returns {Settings}
 */
export const defaultSettings = (task) => ({
  task,
  ...TASKS[task].defaults,
  clip: true,
  cut: 0,
  radius: 1,
  cells: DEFAULT_CELLS,
  sample: 0,
  at: null,
  mean: false,
  prompt: '',
  temperature: 0.7,
});

/**
 * Read settings from a query. Missing and invalid ones get their defaults.
 *
 * @param {Record<string, string>} query
 * @returns {Settings}
 */
export function readSettings(query) {
  const task = Object.hasOwn(TASKS, query.task ?? '') ? query.task : 'adding';
  const defaults = defaultSettings(task);
  const cells = Object.keys(CELLS).filter((name) => (query.cells ?? '').split(' ').includes(name));
  const at = integerIn(query.at, TIMES, -1);
  return {
    task,
    length: integerIn(query.length, TASKS[task].range, defaults.length),
    units: integerIn(query.units, RANGES.units, defaults.units),
    rate: numberIn(query.rate, RANGES.rate, defaults.rate),
    clip: query.clip !== 'off',
    cut: integerIn(query.cut, RANGES.cut, defaults.cut),
    radius: numberIn(query.radius, RANGES.radius, defaults.radius),
    cells: cells.length > 0 ? cells : defaults.cells,
    sample: integerIn(query.sample, SAMPLES, 0),
    at: at < 0 ? null : at,
    mean: query.mean === 'on',
    prompt: (query.prompt ?? '').slice(0, RANGES.prompt),
    temperature: numberIn(query.temperature, RANGES.temperature, defaults.temperature),
  };
}

/**
 * What a query can name, for a task.
 *
 * @param {string} task
 * @returns {Record<string, Expected>}
 */
export const expectedIn = (task) => ({
  task: Object.keys(TASKS),
  length: TASKS[task].range,
  units: RANGES.units,
  rate: RANGES.rate,
  cut: RANGES.cut,
  radius: RANGES.radius,
  clip: ['on', 'off'],
  mean: ['on', 'off'],
  cells: Object.keys(CELLS),
  sample: SAMPLES,
  at: TIMES,
  temperature: RANGES.temperature,
});

/**
 * Learning rate to restart with after a divergence: the one that the server has tried successfully, otherwise a tenth.
 *
 * @param {number} rate
 * @param {Pick<DivergenceReport, 'learning_rate'> | null} divergence
 */
export function lowerRate(rate, divergence) {
  const lower = divergence?.learning_rate ?? Number((rate / 10).toPrecision(3));
  return Math.max(RANGES.rate.low, lower);
}

/**
 * Write settings as a query, without those that have their defaults.
 *
 * @param {Settings} settings
 * @returns {Record<string, string | null>}
 */
export function writeSettings(settings) {
  const defaults = defaultSettings(settings.task);
  const unlessDefault = (/** @type {keyof Settings} */ name) =>
    settings[name] === defaults[name] ? null : String(settings[name]);
  return {
    task: settings.task === 'adding' ? null : settings.task,
    length: unlessDefault('length'),
    units: unlessDefault('units'),
    rate: unlessDefault('rate'),
    clip: settings.clip ? null : 'off',
    cut: unlessDefault('cut'),
    radius: unlessDefault('radius'),
    cells: settings.cells.join(' ') === DEFAULT_CELLS.join(' ') ? null : settings.cells.join(' '),
    sample: unlessDefault('sample'),
    at: unlessDefault('at'),
    mean: settings.mean ? 'on' : null,
    prompt: unlessDefault('prompt'),
    temperature: unlessDefault('temperature'),
  };
}

/**
 * Add or remove a cell; the last one stays.
 *
 * @param {string[]} cells
 * @param {string} name
 */
export function toggleCell(cells, name) {
  const next = Object.keys(CELLS).filter((each) => cells.includes(each) !== (each === name));
  return next.length > 0 ? next : cells;
}

/**
 * @param {string | undefined} text
 * @param {{low: number, high: number}} range
 * @param {number} otherwise
 */
function numberIn(text, { low, high }, otherwise) {
  const number = Number(text || NaN);
  return number >= low && number <= high ? number : otherwise;
}

/**
 * @param {string | undefined} text
 * @param {{low: number, high: number}} range
 * @param {number} otherwise
 */
function integerIn(text, range, otherwise) {
  const number = numberIn(text, range, otherwise);
  return Number.isInteger(number) ? number : otherwise;
}
