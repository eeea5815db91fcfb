/**
 * The choices of the memory lab, as they stand in the query of its address.
 *
 * @typedef {object} Choices
 * @property {string} task a name of TASKS
 * @property {number} length of the sequences, as the task counts it
 * @property {number} units
 * @property {number} rate
 * @property {boolean} clip whether gradients are clipped by their norm
 * @property {number} cut steps that the gradient goes back at the most; 0: all
 * @property {number} radius spectral radius of the initial recurrent weights
 * @property {string[]} cells names of CELLS, in their order
 * @property {number} sample number of the sequence that is shown
 * @property {number | null} at the step that is pointed at; null: the last
 * @property {boolean} mean gradients on average over several sequences, rather than those of the one shown
 * @property {string} prompt
 * @property {number} temperature
 */

import { CELLS, TASKS } from './tasks.js';

export const RANGES = {
  units: { low: 1, high: 64 },
  rate: { low: 1e-5, high: 10 },
  cut: { low: 0, high: 150 },
  radius: { low: 0.1, high: 2 },
  temperature: { low: 0.05, high: 3 },
  prompt: 200, // characters
};

const USUAL_CELLS = ['rnn', 'lstm', 'gru'];

/** @param {string} task @returns {Choices} where one begins with a task */
export const usualChoices = (task) => ({
  task,
  ...TASKS[task].usual,
  clip: true,
  cut: 0,
  radius: 1,
  cells: USUAL_CELLS,
  sample: 0,
  at: null,
  mean: false,
  prompt: '',
  temperature: 0.7,
});

/**
 * The choices in a query; what is missing there, or makes no sense, is as usual.
 *
 * @param {Record<string, string>} query
 * @returns {Choices}
 */
export function choicesOf(query) {
  const task = Object.hasOwn(TASKS, query.task ?? '') ? query.task : 'adding';
  const usual = usualChoices(task);
  const cells = Object.keys(CELLS).filter((name) => (query.cells ?? '').split(' ').includes(name));
  const at = wholeIn(query.at, { low: 0, high: 1023 }, -1);
  return {
    task,
    length: wholeIn(query.length, TASKS[task].range, usual.length),
    units: wholeIn(query.units, RANGES.units, usual.units),
    rate: numberIn(query.rate, RANGES.rate, usual.rate),
    clip: query.clip !== 'off',
    cut: wholeIn(query.cut, RANGES.cut, usual.cut),
    radius: numberIn(query.radius, RANGES.radius, usual.radius),
    cells: cells.length > 0 ? cells : usual.cells,
    sample: wholeIn(query.sample, { low: 0, high: 99_999 }, 0),
    at: at < 0 ? null : at,
    mean: query.mean === 'on',
    prompt: (query.prompt ?? '').slice(0, RANGES.prompt),
    temperature: numberIn(query.temperature, RANGES.temperature, usual.temperature),
  };
}

/**
 * The same as a query; what is as usual is left out.
 *
 * @param {Choices} choices
 * @returns {Record<string, string | null>}
 */
export function queryOf(choices) {
  const usual = usualChoices(choices.task);
  const unusual = (/** @type {keyof Choices} */ name) => (choices[name] === usual[name] ? null : String(choices[name]));
  return {
    task: choices.task === 'adding' ? null : choices.task,
    length: unusual('length'),
    units: unusual('units'),
    rate: unusual('rate'),
    clip: choices.clip ? null : 'off',
    cut: unusual('cut'),
    radius: unusual('radius'),
    cells: choices.cells.join(' ') === USUAL_CELLS.join(' ') ? null : choices.cells.join(' '),
    sample: unusual('sample'),
    at: unusual('at'),
    mean: choices.mean ? 'on' : null,
    prompt: unusual('prompt'),
    temperature: unusual('temperature'),
  };
}

/** @param {string[]} cells @param {string} name @returns {string[]} with a cell or without; one at least stays */
export function toggleCell(cells, name) {
  const next = Object.keys(CELLS).filter((each) => cells.includes(each) !== (each === name));
  return next.length > 0 ? next : cells;
}

/** @param {string | undefined} text @param {{low: number, high: number}} range @param {number} otherwise */
function numberIn(text, { low, high }, otherwise) {
  const number = Number(text || NaN);
  return number >= low && number <= high ? number : otherwise;
}

/** @param {string | undefined} text @param {{low: number, high: number}} range @param {number} otherwise */
function wholeIn(text, range, otherwise) {
  const number = numberIn(text, range, otherwise);
  return Number.isInteger(number) ? number : otherwise;
}
