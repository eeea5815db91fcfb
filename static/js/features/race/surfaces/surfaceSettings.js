/**
 * What is chosen of a classic function, and what the server is asked for it.
 *
 * @import {Catalog, CatalogSurface, Descent, OptimizerSpecInput, SurfaceRequest} from '../../../protocol/types.d.ts'
 * @import {Racer} from '../racers.js'
 *
 * @typedef {object} SurfaceChoice
 * @property {string} surface
 * @property {Record<string, number>} numbers the surface's own, complete
 * @property {[number, number]} start
 * @property {number} steps
 */

import { entryOf } from '../racers.js';

const DIGITS = 4; // of a start and of a number, in the address
export const MOST_STEPS = 10_000;

/** The entry of a surface; the first where there is none of this name. @param {Catalog} catalog @param {string | undefined} name */
export const surfaceOf = ({ surfaces }, name) => surfaces.find((each) => each.name === name) ?? surfaces[0];

/** A surface as one meets it first. @param {CatalogSurface} surface @returns {SurfaceChoice} */
export const usualChoice = ({ name, hyperparameters, start, steps }) => ({
  surface: name,
  numbers: Object.fromEntries(hyperparameters.map((number) => [number.name, number.default])),
  start,
  steps,
});

/**
 * The choice in an address; what is no number, or out of range, is as usual.
 *
 * @param {Record<string, string>} choices
 * @param {Catalog} catalog
 * @returns {SurfaceChoice}
 */
export function readSurface(choices, catalog) {
  const surface = surfaceOf(catalog, choices.surface);
  const choice = usualChoice(surface);
  for (const { name, low, high } of surface.hyperparameters) {
    const value = Number(choices[name] ?? NaN);
    if (value >= low && value <= high) choice.numbers[name] = value;
  }
  const start = (choices.start ?? '').split(',').map(Number);
  if (start.length === 2 && start.every(Number.isFinite))
    choice.start = keptWithin(surface, /** @type {[number, number]} */ (start));
  const steps = Number(choices.steps ?? NaN);
  if (Number.isInteger(steps) && steps >= 1 && steps <= MOST_STEPS) choice.steps = steps;
  return choice;
}

/** @param {SurfaceChoice} choice @param {Catalog} catalog @returns {Record<string, string | null>} */
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

/** The nearest point of what is drawn. @param {CatalogSurface} surface @param {[number, number]} point @returns {[number, number]} */
export function keptWithin({ window, dimensions }, point) {
  const [x, y] = point.map((value, axis) => short(Math.min(window[axis][1], Math.max(window[axis][0], value))));
  return [x, dimensions === 1 ? 0 : y];
}

/**
 * The numbers that a racer runs with here: the surface's settings for its optimizer, with the racer's own numbers; its rate
 * is as many times the surface's as it is, on a network, the usual one.
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
 * @param {number | null} resolution of the grid; null: none is needed
 * @returns {SurfaceRequest}
 */
export function requestOf({ surface, numbers, start, steps }, racers, catalog, resolution) {
  const entry = surfaceOf(catalog, surface);
  const optimizers = racers.map((racer) => ({ name: racer.optimizer, ...numbersOn(racer, entry, catalog) }));
  return { surface, numbers, start, steps, resolution, optimizers: /** @type {OptimizerSpecInput[]} */ (optimizers) };
}

/**
 * How many points of a way have been reached by a step.
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
