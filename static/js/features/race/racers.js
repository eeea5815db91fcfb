/**
 * The racers of an optimizer race: optimizers with hyperparameters, their labels, and their form in the address.
 *
 * @import {Catalog, CatalogOptimizer, RunSpec} from '../../protocol/types.d.ts'
 * @import {Entry} from '../../core/group/group.js'
 *
 * @typedef {object} Racer
 * @property {string} optimizer
 * @property {Record<string, number>} numbers the learning rate, and hyperparameters that differ from the defaults
 *
 * @typedef {{label: string, text: string, racers: (catalog: Catalog) => Racer[]}} Preset
 */

import { labelOfNumber } from '../../core/selectors.js';

/** Maximum number of racers; more lines cannot be distinguished. */
export const MAX_RACERS = 12;

const RATE = 'learning_rate';

/**
 * Catalog entry of an optimizer.
 *
 * @param {Catalog} catalog
 * @param {string} optimizer
 */
export const entryOf = ({ optimizers }, optimizer) =>
  /** @type {CatalogOptimizer} */ (optimizers.find(({ name }) => name === optimizer));

/**
 * Symbol of a hyperparameter.
 *
 * @param {CatalogOptimizer} entry
 * @param {string} number
 */
function symbolOf({ hyperparameters }, number) {
  const known = hyperparameters.find(({ name }) => name === number);
  return known ? labelOfNumber(known) : 'η';
}

/**
 * An optimizer with its default learning rate.
 *
 * @param {Catalog} catalog
 * @param {string} optimizer
 * @returns {Racer}
 */
const defaultRacer = (catalog, optimizer) => ({
  optimizer,
  numbers: { [RATE]: entryOf(catalog, optimizer).learning_rate },
});

/** @param {string[]} names */
const defaults = (names) => (/** @type {Catalog} */ catalog) => names.map((name) => defaultRacer(catalog, name));

/** @type {Record<string, Preset>} */
export const PRESETS = {
  momentum_to_adam: {
    label: 'Momentum to Adam',
    text: 'Two ideas: momentum, and a step size for each weight. Adam combines them.',
    racers: defaults(['sgd', 'momentum', 'adagrad', 'rmsprop', 'adam']),
  },
  after_adam: {
    label: 'Adam and its successors',
    text: 'What came after Adam: AMSGrad, AdamW, Lion and Muon, against plain momentum.',
    racers: defaults(['momentum', 'adam', 'amsgrad', 'adamw', 'lion', 'muon']),
  },
  rates: {
    label: 'One optimizer, six rates',
    text: 'Gradient descent alone, from a learning rate too small to one too large.',
    racers: () => [0.003, 0.01, 0.03, 0.1, 0.3, 3].map((rate) => ({ optimizer: 'sgd', numbers: { [RATE]: rate } })),
  },
  all: {
    label: 'Every optimizer',
    text: 'All optimizers, each with its default learning rate.',
    racers: (catalog) => defaults(catalog.optimizers.map(({ name }) => name).slice(0, MAX_RACERS))(catalog),
  },
};

export const DEFAULT_PRESET = 'momentum_to_adam';

/**
 * Read racers from the address: `sgd:0.03,adam:0.01:beta1=0.8`. Unknown optimizers are left out; if none is left, the
 * default racers are used.
 *
 * @param {string | undefined} text
 * @param {Catalog} catalog
 * @returns {Racer[]}
 */
export function readRacers(text, catalog) {
  const racers = (text ?? '').split(',').flatMap((racer) => readRacer(racer, catalog) ?? []);
  return racers.length > 0 ? racers.slice(0, MAX_RACERS) : PRESETS[DEFAULT_PRESET].racers(catalog);
}

/** Names of the optimizers in the address, joined by commas. @param {string | undefined} text */
export const optimizersIn = (text = '') => text.replace(/:[^,]*/g, '');

/**
 * @param {string} text
 * @param {Catalog} catalog
 * @returns {Racer | null}
 */
function readRacer(text, catalog) {
  const [optimizer, rate, ...others] = text.split(':');
  const entry = entryOf(catalog, optimizer);
  if (!entry) return null;
  /** @type {Record<string, number>} */
  const numbers = { [RATE]: within(Number(rate), 1e-9, 1e3) ?? entry.learning_rate };
  for (const [name, value] of others.map((setting) => setting.split('='))) {
    const known = entry.hyperparameters.find((each) => each.name === name);
    const number = known ? within(Number(value), known.low, known.high) : null;
    if (number !== null) numbers[name] = number;
  }
  return { optimizer, numbers };
}

/**
 * @param {number} value
 * @param {number} low
 * @param {number} high
 */
const within = (value, low, high) => (value >= low && value <= high ? value : null);

/** @param {Racer[]} racers */
export const writeRacers = (racers) =>
  racers
    .map(({ optimizer, numbers: { [RATE]: rate, ...others } }) =>
      [optimizer, rate, ...Object.entries(others).map(([name, value]) => `${name}=${value}`)].join(':'),
    )
    .join(',');

/**
 * Name of the preset with these racers, or null.
 *
 * @param {Racer[]} racers
 * @param {Catalog} catalog
 */
export const presetOf = (racers, catalog) =>
  Object.keys(PRESETS).find((name) => writeRacers(PRESETS[name].racers(catalog)) === writeRacers(racers)) ?? null;

/**
 * Labels of the racers: the optimizer, and if it races several times, the hyperparameters that differ.
 *
 * @param {Racer[]} racers
 * @param {Catalog} catalog
 */
export function labelsOf(racers, catalog) {
  const labels = racers.map((racer) => {
    const same = racers.filter(({ optimizer }) => optimizer === racer.optimizer);
    const names = [...new Set(same.flatMap(({ numbers }) => Object.keys(numbers)))];
    const differing = names.filter((name) => new Set(same.map(({ numbers }) => numbers[name])).size > 1);
    const shown = differing.filter((name) => racer.numbers[name] !== undefined);
    const entry = entryOf(catalog, racer.optimizer);
    return [entry.label, ...shown.map((name) => `${symbolOf(entry, name)} ${racer.numbers[name]}`)].join(' ');
  });
  return labels.map((label, index) => {
    const before = labels.slice(0, index).filter((other) => other === label).length;
    return before > 0 ? `${label} (${before + 1})` : label;
  });
}

/**
 * Add a racer. An optimizer that races already gets a third of its smallest learning rate.
 *
 * @param {Racer[]} racers
 * @param {string} optimizer
 * @param {Catalog} catalog
 */
export function withRacer(racers, optimizer, catalog) {
  const racer = defaultRacer(catalog, optimizer);
  const rates = racers.filter((other) => other.optimizer === optimizer).map(({ numbers }) => numbers[RATE]);
  if (rates.includes(racer.numbers[RATE])) racer.numbers[RATE] = Number((Math.min(...rates) / 3).toPrecision(2));
  return [...racers, racer].slice(0, MAX_RACERS);
}

/**
 * @param {Racer[]} racers
 * @param {number} index
 */
export const withoutRacer = (racers, index) => racers.filter((_, each) => each !== index);

/**
 * Change a hyperparameter of a racer.
 *
 * @param {Racer[]} racers
 * @param {number} index
 * @param {string} name
 * @param {number} value
 */
export const withNumber = (racers, index, name, value) =>
  racers.map((racer, each) => (each === index ? { ...racer, numbers: { ...racer.numbers, [name]: value } } : racer));

/**
 * Entries of the group: the same run for all racers, except for the optimizer.
 *
 * @param {Racer[]} racers
 * @param {RunSpec} spec
 * @param {Catalog} catalog
 * @returns {Entry[]}
 */
export function entriesOf(racers, spec, catalog) {
  const labels = labelsOf(racers, catalog);
  return racers.map(({ optimizer, numbers }, index) => ({
    label: labels[index],
    spec: { ...spec, optimizer: /** @type {RunSpec['optimizer']} */ ({ name: optimizer, ...numbers }) },
  }));
}

/**
 * Ranks by loss, 1 for the lowest; null without a loss.
 *
 * @param {(number | null)[]} losses
 */
export const ranksOf = (losses) =>
  losses.map((loss) => (loss === null ? null : 1 + losses.filter((other) => other !== null && other < loss).length));
