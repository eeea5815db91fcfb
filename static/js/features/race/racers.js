/**
 * The racers: which optimizers start, each with its numbers; how they are written into an address, named and told apart.
 *
 * @import {Catalog, CatalogOptimizer, RunSpec} from '../../protocol/types.d.ts'
 * @import {Entry} from '../../core/group/group.js'
 *
 * @typedef {object} Racer
 * @property {string} optimizer
 * @property {Record<string, number>} numbers the learning rate, and those that differ from the optimizer's usual ones
 *
 * @typedef {{label: string, text: string, racers: (catalog: Catalog) => Racer[]}} Preset
 */

import { labelOfNumber } from '../../core/selectors.js';

/** At most so many: more lines cannot be told apart. */
export const MOST = 12;

const RATE = 'learning_rate';

/** The entry of a racer's optimizer. @param {Catalog} catalog @param {string} optimizer */
export const entryOf = ({ optimizers }, optimizer) =>
  /** @type {CatalogOptimizer} */ (optimizers.find(({ name }) => name === optimizer));

/** The label of a racer's number. @param {CatalogOptimizer} entry @param {string} number */
function symbolOf({ hyperparameters }, number) {
  const known = hyperparameters.find(({ name }) => name === number);
  return known ? labelOfNumber(known) : 'η';
}

/** An optimizer with the learning rate that is usual for it. @param {Catalog} catalog @param {string} optimizer @returns {Racer} */
const usualRacer = (catalog, optimizer) => ({
  optimizer,
  numbers: { [RATE]: entryOf(catalog, optimizer).learning_rate },
});

/** @param {string[]} names */
const usual = (names) => (/** @type {Catalog} */ catalog) => names.map((name) => usualRacer(catalog, name));

/** @type {Record<string, Preset>} */
export const PRESETS = {
  momentum_to_adam: {
    label: 'Momentum to Adam',
    text: 'Two ideas apart and together: momentum, a step size for every weight, and both in Adam.',
    racers: usual(['sgd', 'momentum', 'adagrad', 'rmsprop', 'adam']),
  },
  after_adam: {
    label: 'Adam and its heirs',
    text: 'What came after Adam: AMSGrad, AdamW, Lion and Muon, against plain momentum.',
    racers: usual(['momentum', 'adam', 'amsgrad', 'adamw', 'lion', 'muon']),
  },
  rates: {
    label: 'One optimizer, six rates',
    text: 'Gradient descent alone, from a learning rate too small to one too large.',
    racers: () => [0.003, 0.01, 0.03, 0.1, 0.3, 3].map((rate) => ({ optimizer: 'sgd', numbers: { [RATE]: rate } })),
  },
  all: {
    label: 'Every optimizer',
    text: 'All that there are, each with its usual learning rate.',
    racers: (catalog) => usual(catalog.optimizers.map(({ name }) => name).slice(0, MOST))(catalog),
  },
};

export const DEFAULT_PRESET = 'momentum_to_adam';

/**
 * The racers of an address, `sgd:0.03,adam:0.01:beta1=0.8`; what the catalog does not know is left out, and where nothing
 * is left the default ones start.
 *
 * @param {string | undefined} text
 * @param {Catalog} catalog
 * @returns {Racer[]}
 */
export function readRacers(text, catalog) {
  const racers = (text ?? '').split(',').flatMap((part) => readRacer(part, catalog) ?? []);
  return racers.length > 0 ? racers.slice(0, MOST) : PRESETS[DEFAULT_PRESET].racers(catalog);
}

/** @param {string} text @param {Catalog} catalog @returns {Racer | null} */
function readRacer(text, catalog) {
  const [optimizer, rate, ...others] = text.split(':');
  const entry = entryOf(catalog, optimizer);
  if (!entry) return null;
  /** @type {Record<string, number>} */
  const numbers = { [RATE]: within(Number(rate), 1e-9, 1e3) ?? entry.learning_rate };
  for (const [name, value] of others.map((part) => part.split('='))) {
    const known = entry.hyperparameters.find((each) => each.name === name);
    const number = known ? within(Number(value), known.low, known.high) : null;
    if (number !== null) numbers[name] = number;
  }
  return { optimizer, numbers };
}

/** @param {number} value @param {number} low @param {number} high */
const within = (value, low, high) => (value >= low && value <= high ? value : null);

/** @param {Racer[]} racers */
export const writeRacers = (racers) =>
  racers
    .map(({ optimizer, numbers: { [RATE]: rate, ...others } }) =>
      [optimizer, rate, ...Object.entries(others).map(([name, value]) => `${name}=${value}`)].join(':'),
    )
    .join(',');

/** The preset that these racers are; null where they are none. @param {Racer[]} racers @param {Catalog} catalog */
export const presetOf = (racers, catalog) =>
  Object.keys(PRESETS).find((name) => writeRacers(PRESETS[name].racers(catalog)) === writeRacers(racers)) ?? null;

/**
 * What each is called: its optimizer; where that starts several times, with the numbers in which they differ.
 *
 * @param {Racer[]} racers
 * @param {Catalog} catalog
 */
export function labelsOf(racers, catalog) {
  const labels = racers.map((racer) => {
    const same = racers.filter(({ optimizer }) => optimizer === racer.optimizer);
    const names = [...new Set(same.flatMap(({ numbers }) => Object.keys(numbers)))];
    const differing = names.filter((name) => new Set(same.map(({ numbers }) => numbers[name])).size > 1);
    const told = differing.filter((name) => racer.numbers[name] !== undefined);
    const entry = entryOf(catalog, racer.optimizer);
    return [entry.label, ...told.map((name) => `${symbolOf(entry, name)} ${racer.numbers[name]}`)].join(' ');
  });
  return labels.map((label, index) => {
    const before = labels.slice(0, index).filter((other) => other === label).length;
    return before > 0 ? `${label} (${before + 1})` : label;
  });
}

/**
 * One more racer: an optimizer that is there already starts with a third of its smallest rate.
 *
 * @param {Racer[]} racers
 * @param {string} optimizer
 * @param {Catalog} catalog
 */
export function withRacer(racers, optimizer, catalog) {
  const racer = usualRacer(catalog, optimizer);
  const rates = racers.filter((other) => other.optimizer === optimizer).map(({ numbers }) => numbers[RATE]);
  if (rates.includes(racer.numbers[RATE])) racer.numbers[RATE] = Number((Math.min(...rates) / 3).toPrecision(2));
  return [...racers, racer].slice(0, MOST);
}

/** @param {Racer[]} racers @param {number} index */
export const withoutRacer = (racers, index) => racers.filter((_, each) => each !== index);

/** Another number for one of them. @param {Racer[]} racers @param {number} index @param {string} name @param {number} value */
export const withNumber = (racers, index, name, value) =>
  racers.map((racer, each) => (each === index ? { ...racer, numbers: { ...racer.numbers, [name]: value } } : racer));

/**
 * The same run for all of them, but for the optimizer.
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
 * The places in a race by loss, 1 the lowest; those without one come last and have none.
 *
 * @param {(number | null)[]} losses
 */
export const ranksOf = (losses) =>
  losses.map((loss) => (loss === null ? null : 1 + losses.filter((other) => other !== null && other < loss).length));
