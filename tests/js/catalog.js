/** A small catalog for the tests, in the form of the server's. */

/** @import {Catalog, CatalogActivation, CatalogLayer} from '../../static/js/protocol/types.d.ts' */

/**
 * @param {string} name
 * @param {CatalogLayer['reads']} reads
 * @param {Record<string, any>} example
 * @param {Partial<CatalogLayer>} [more]
 */
const kind = (name, reads, example, more = {}) => {
  const options = Object.entries(example)
    .filter(([, value]) => typeof value !== 'object')
    .map(([key, value]) => ({ name: key, default: value, choices: [] }));
  return {
    name,
    label: name,
    reads,
    formula: '',
    source: '',
    gates: [],
    connects: 'units',
    inputs: 'units',
    unit: 'neuron',
    normalizes: false,
    options,
    example: { kind: name, ...example },
    ...more,
  };
};

const dense = { kind: 'dense', units: 4, activation: 'relu' };

const layers = [
  kind('dense', 'any', { units: 4, activation: 'tanh' }, { connects: 'weights' }),
  kind('activation', 'any', { activation: 'relu' }),
  kind('layer_norm', 'any', {}, { label: 'Layer norm', normalizes: true }),
  kind('dropout', 'any', { rate: 0.2 }),
  kind('residual', 'any', { layers: [dense, dense] }),
  kind('parallel', 'any', {
    branches: [
      { inputs: null, layers: [dense] },
      { inputs: null, layers: [dense] },
    ],
  }),
  kind('rnn', 'steps', { units: 4, return_sequences: false }, { connects: 'all' }),
  kind('lstm', 'steps', { units: 4, return_sequences: false }, { label: 'LSTM', connects: 'all' }),
  kind('embedding', 'numbers', { units: 4, vocabulary: 10 }, { connects: 'all', inputs: 'symbols' }),
  kind(
    'conv2d',
    'image',
    { filters: 4, size: 3, padding: 'same', activation: 'relu' },
    { label: 'Convolution', connects: 'all', inputs: 'patch', unit: 'filter' },
  ),
  kind('max_pool', 'image', { size: 2 }, { unit: 'channel' }),
];

/**
 * @param {string} name
 * @param {CatalogActivation['family']} family
 * @param {CatalogActivation['range']} range
 * @param {number} [largest_slope]
 */
const activation = (name, family, range, largest_slope = 1) => ({ name, label: name, family, range, largest_slope });

const activations = [
  activation('linear', 'identity', [null, null]),
  activation('tanh', 'squashing', [-1, 1]),
  activation('sigmoid', 'squashing', [0, 1], 0.25),
  activation('relu', 'rectifier', [0, null]),
  activation('sin', 'periodic', [-1, 1]),
];

const sequence = (/** @type {string} */ name, /** @type {number} */ targets) => ({
  name,
  task: 'binary',
  steps: 8,
  source: 'a paper',
  preview: { inputs: [[0]], targets: Array.from({ length: targets }, () => 0) },
});

export const CATALOG = /** @type {Catalog} */ (
  /** @type {unknown} */ ({
    layers,
    activations,
    data_sets: ['circle', 'xor', 'spirals3'].map((name) => ({ name })),
    real_sets: [
      { name: 'digits', input_names: new Array(64).fill('x'), image: [8, 8, 1] },
      { name: 'iris', input_names: new Array(4).fill('x'), image: null },
    ],
    pattern_sets: [{ name: 'symmetry', bits: 6, output_names: null }],
    sequence_sets: [sequence('parity', 1), sequence('copy', 8)],
  })
);

/**
 * @param {string} name
 * @returns {CatalogLayer}
 */
export const kindOf = (name) => /** @type {CatalogLayer} */ (CATALOG.layers.find((entry) => entry.name === name));
