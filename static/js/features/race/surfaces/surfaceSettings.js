/**
 * Settings of a classic function, their form in the address, and the request to the server.
 *
 * @import {Catalog, CatalogSurface, Descent, OptimizerSpecInput, SurfaceRequest} from '../../../protocol/types.d.ts'
 * @import {Racer} from '../racers.js'
 *
 * @typedef {object} SurfaceChoice
 * @property {string} surface
 * @property {Record<string, number>} numbers all parameters of the function
 * @property {[number, number]} start
 * @property {number} steps
 */

import { entryOf } from '../racers.js';

const DIGITS = 4; // of a start in the address
export const MAX_STEPS = 10_000;

/**
 * Catalog entry of a function; the first one for an unknown name.
 *
 * @param {Catalog} catalog
 * @param {string | undefined} name
 */
export const surfaceOf = ({ surfaces }, name) => surfaces.find((each) => each.name === name) ?? surfaces[0];

/**
 * Default settings of a function.
 *
 * @param {CatalogSurface} surface
 * @returns {SurfaceChoice}
 */
export const defaultChoice = ({ name, hyperparameters, start, steps }) => ({
  surface: name,
  numbers: Object.fromEntries(hyperparameters.map((number) => [number.name, number.default])),
  start,
  steps,
});

/**
 * Read settings from the address. Invalid settings get their defaults.
 *
 * @param {Record<string, string>} choices
 * @param {Catalog} catalog
 * @returns {SurfaceChoice}
 */
export function readSurface(choices, catalog) {
  const surface = surfaceOf(catalog, choices.surface);
  const choice = defaultChoice(surface);
  for (const { name, low, high } of surface.hyperparameters) {
    const value = Number(choices[name] ?? NaN);
    if (value >= low && value <= high) choice.numbers[name] = value;
  }
  const start = (choices.start ?? '').split(',').map(Number);
  if (start.length === 2 && start.every(Number.isFinite))
    choice.start = keptWithin(surface, /** @type {[number, number]} */ (start));
  const steps = Number(choices.steps ?? NaN);
  if (Number.isInteger(steps) && steps >= 1 && steps <= MAX_STEPS) choice.steps = steps;
  return choice;
}

/**
 * Write settings as choices of the address.
 *
 * @param {SurfaceChoice} choice
 * @param {Catalog} catalog
 * @returns {Record<string, string | null>}
 */
export function writeSurface({ surface, numbers, start, steps }, catalog) {
  const others = catalog.surfaces.flatMap(({ hyperparameters }) => hyperparameters.map(({ name }) => [name, null]));
  const own = Object.entries(numbers).map(([name, value]) => [name, String(value)]);
  return {
    surface,
    ...Object.fromEntries(others),
    ...Object.fromEntries(own),
    start: start.map(short).join(','),
    steps: String(steps),
  };
}

/** @param {number} value */
const short = (value) => Number(value.toPrecision(DIGITS));

/**
 * The nearest point in the window of the function.
 *
 * @param {CatalogSurface} surface
 * @param {[number, number]} point
 * @returns {[number, number]}
 */
export function keptWithin({ window, dimensions }, point) {
  const [x, y] = point.map((value, axis) => short(Math.min(window[axis][1], Math.max(window[axis][0], value))));
  return [x, dimensions === 1 ? 0 : y];
}

/**
 * Hyperparameters of a racer on a function: the function's settings for the optimizer, overridden by the racer's. The
 * learning rate is scaled by the ratio of the racer's to the optimizer's default.
 *
 * @param {Racer} racer
 * @param {CatalogSurface} surface
 * @param {Catalog} catalog
 * @returns {Record<string, number>}
 */
export function numbersOn({ optimizer, numbers }, { settings }, catalog) {
  const usual = entryOf(catalog, optimizer).learning_rate;
  const here = { learning_rate: usual, ...settings[optimizer] };
  const rate = Number(((here.learning_rate * numbers.learning_rate) / usual).toPrecision(6));
  return { ...here, ...numbers, learning_rate: Math.min(rate, 1e3) };
}

/**
 * @param {SurfaceChoice} choice
 * @param {Racer[]} racers
 * @param {Catalog} catalog
 * @param {number | null} resolution of the grid; null for no grid
 * @returns {SurfaceRequest}
 */
export function requestOf({ surface, numbers, start, steps }, racers, catalog, resolution) {
  const entry = surfaceOf(catalog, surface);
  const optimizers = racers.map((racer) => ({ name: racer.optimizer, ...numbersOn(racer, entry, catalog) }));
  return { surface, numbers, start, steps, resolution, optimizers: /** @type {OptimizerSpecInput[]} */ (optimizers) };
}

/**
 * Number of recorded points up to a step.
 *
 * @param {Pick<Descent, 'step'>} descent
 * @param {number} at
 */
export function reached({ step }, at) {
  let [low, high] = [0, step.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (step[middle] <= at) low = middle + 1;
    else high = middle;
  }
  return low;
}
