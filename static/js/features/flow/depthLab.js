/**
 * Settings of the depth lab: stacks of the same depth and width, with the same seed and data, that differ in
 * architecture and initialization.
 *
 * @import {Catalog, RunSpec, RunSpecInput} from '../../protocol/types.d.ts'
 * @import {LayerSpec} from '../../core/edits/architecture.js'
 *
 * @typedef {object} Lab
 * @property {number} depth number of layers with weights, including the output
 * @property {number} width
 * @property {string} activation
 * @property {string} data
 * @property {string[]} stacks names of STACKS
 * @property {string[]} weights names of WEIGHTS
 */

import { withLayerNorm, withResidualBlocks } from './remedies.js';

export const DEPTH = { low: 3, high: 64 };
export const WIDTHS = [4, 8, 16, 32, 64];

/** Maximum number of stacks; more lines in a chart are hard to distinguish. */
export const MAX_STACKS = 6;

/** @type {Record<string, {label: string, title: string, build: (layers: LayerSpec[]) => LayerSpec[]}>} */
export const STACKS = {
  plain: { label: 'Plain', title: 'Dense layers only', build: (layers) => layers },
  residual: {
    label: 'Residual',
    title: 'A skip connection around every two layers; branches scaled by 1/√L',
    build: withScaledBlocks,
  },
  normalised: { label: 'Layer norm', title: 'Layer norm after every layer', build: withLayerNorm },
  both: {
    label: 'Residual, norm',
    title: 'Residual blocks with layer norm at the start of each branch',
    build: (layers) => withLayerNorm(withResidualBlocks(layers)),
  },
};

/** LeCun's uniform initialization is U(−√(3/n), √(3/n)); this scale makes it U(−1/√n, 1/√n). */
const STANDARD = 1 / Math.sqrt(3);

/** @type {Record<string, {label: string, title: string, initializer: {name: string, scale?: number}}>} */
export const WEIGHTS = {
  standard: {
    label: 'Standard',
    title: 'U(−1/√n, 1/√n): variance 1/(3n)',
    initializer: { name: 'lecun_uniform', scale: STANDARD },
  },
  glorot: {
    label: 'Glorot',
    title: 'Variance 2/(n + m), for n inputs and m outputs',
    initializer: { name: 'glorot_uniform' },
  },
  he: { label: 'He', title: 'Variance 2/n, for rectifiers', initializer: { name: 'he_normal' } },
  orthogonal: {
    label: 'Orthogonal',
    title: 'Orthogonal matrices, which preserve norms',
    initializer: { name: 'orthogonal' },
  },
};

/** @type {Lab} */
export const DEFAULT_LAB = {
  depth: 20,
  width: 16,
  activation: 'relu',
  data: 'circle',
  stacks: ['plain', 'residual', 'both'],
  weights: ['glorot'],
};

/**
 * Specs of the stacks, one per architecture and initialization.
 *
 * @param {Lab} lab
 * @param {RunSpec} base gives seed, optimizer and batch size
 * @returns {{label: string, spec: RunSpecInput}[]}
 */
export function stacksOf(lab, base) {
  const pairs = lab.stacks.flatMap((stack) => lab.weights.map((weights) => ({ stack, weights })));
  return pairs.slice(0, MAX_STACKS).map(({ stack, weights }) => ({
    label:
      [lab.stacks.length > 1 && STACKS[stack].label, lab.weights.length > 1 && WEIGHTS[weights].label]
        .filter(Boolean)
        .join(', ') || STACKS[stack].label,
    spec: /** @type {RunSpecInput} */ ({
      seed: base.seed,
      data: { name: lab.data },
      network: { layers: STACKS[stack].build(denseLayers(lab)), initializer: WEIGHTS[weights].initializer },
      optimizer: base.optimizer,
      batch_size: base.batch_size,
    }),
  }));
}

/**
 * @param {Lab} lab
 * @returns {LayerSpec[]}
 */
const denseLayers = ({ depth, width, activation }) =>
  Array.from({ length: depth - 1 }, () => /** @type {LayerSpec} */ ({ kind: 'dense', units: width, activation }));

/**
 * Residual blocks with branches scaled by 1/√L.
 *
 * @param {LayerSpec[]} layers
 * @returns {LayerSpec[]}
 */
function withScaledBlocks(layers) {
  return withResidualBlocks(layers).map((layer) =>
    layer.kind === 'residual' ? { ...layer, scale: /** @type {const} */ ('1/sqrt(L)') } : layer,
  );
}

/**
 * Read the lab from the address. Missing and invalid settings get their defaults.
 *
 * @param {Record<string, string>} choices
 * @returns {Lab}
 */
export function labOf(choices) {
  const names = (/** @type {string | undefined} */ text, /** @type {Record<string, unknown>} */ known) => {
    const given = new Set((text ?? '').split('.'));
    const chosen = Object.keys(known).filter((name) => given.has(name));
    return chosen.length > 0 ? chosen : null;
  };
  const depth = Math.round(Number(choices.depth));
  return {
    depth: depth >= DEPTH.low && depth <= DEPTH.high ? depth : DEFAULT_LAB.depth,
    width: WIDTHS.includes(Number(choices.width)) ? Number(choices.width) : DEFAULT_LAB.width,
    activation: choices.activation ?? DEFAULT_LAB.activation,
    data: choices.data ?? DEFAULT_LAB.data,
    stacks: names(choices.stacks, STACKS) ?? DEFAULT_LAB.stacks,
    weights: names(choices.weights, WEIGHTS) ?? DEFAULT_LAB.weights,
  };
}

/** Data sets to choose from. @param {Catalog} catalog */
export const dataSetsOf = ({ data_sets, real_sets }) => [...data_sets, ...real_sets];

/** What the address can name of the catalog. @param {Catalog} catalog */
export const expectedIn = (catalog) => ({
  activation: catalog.activations.map(({ name }) => name),
  data: dataSetsOf(catalog).map(({ name }) => name),
});

/**
 * A lab with the default activation or data set in place of one that is not in the catalog.
 *
 * @param {Lab} lab
 * @param {ReturnType<typeof expectedIn>} known
 * @returns {Lab}
 */
export const withKnownNames = (lab, { activation, data }) => ({
  ...lab,
  activation: activation.includes(lab.activation) ? lab.activation : DEFAULT_LAB.activation,
  data: data.includes(lab.data) ? lab.data : DEFAULT_LAB.data,
});

/** Write the lab as choices of the address. @param {Lab} lab */
export const choicesOf = ({ depth, width, activation, data, stacks, weights }) => ({
  depth: String(depth),
  width: String(width),
  activation,
  data,
  stacks: stacks.join('.'),
  weights: weights.join('.'),
});
