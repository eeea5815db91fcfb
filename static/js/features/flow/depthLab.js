/**
 * The depth lab: stacks of one depth and width side by side, from the same seed and on the same data, that differ in how
 * they are built and in how their weights begin.
 *
 * @import {RunSpec, RunSpecInput} from '../../protocol/types.d.ts'
 * @import {LayerSpec} from '../../core/edits/architecture.js'
 *
 * @typedef {object} Lab
 * @property {number} depth layers with weights, the output's among them
 * @property {number} width
 * @property {string} activation
 * @property {string} data
 * @property {string[]} stacks names of STACKS
 * @property {string[]} weights names of WEIGHTS
 */

import { inBlocks, normalised } from './remedies.js';

export const DEPTH = { min: 3, max: 64 };
export const WIDTHS = [4, 8, 16, 32, 64];

/** Stacks in a lab at the most: more are not told apart. */
export const MOST_STACKS = 6;

/** @type {Record<string, {label: string, title: string, build: (layers: LayerSpec[]) => LayerSpec[]}>} */
export const STACKS = {
  plain: { label: 'Plain', title: 'Layer after layer', build: (layers) => layers },
  residual: { label: 'Residual', title: 'A way around every two layers; branches scaled by 1/√L', build: scaled },
  normalised: { label: 'Layer norm', title: 'A norm after every layer', build: normalised },
  both: {
    label: 'Residual, norm',
    title: 'Blocks with a way around, and a norm at the beginning of each branch',
    build: (layers) => normalised(inBlocks(layers)),
  },
};

/** The square root of a third makes U(−1/√n, 1/√n) of LeCun's uniform weights. */
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
    title: 'Variance 2/(n + m), between layers of n and m units',
    initializer: { name: 'glorot_uniform' },
  },
  he: { label: 'He', title: 'Variance 2/n, for rectifiers', initializer: { name: 'he_normal' } },
  orthogonal: { label: 'Orthogonal', title: 'Matrices that keep every length', initializer: { name: 'orthogonal' } },
};

/** @type {Lab} */
export const FIRST_LAB = {
  depth: 20,
  width: 16,
  activation: 'relu',
  data: 'circle',
  stacks: ['plain', 'residual', 'both'],
  weights: ['glorot'],
};

/**
 * What the lab runs.
 *
 * @param {Lab} lab
 * @param {RunSpec} base its seed, optimizer and batches are the lab's
 * @returns {{label: string, spec: RunSpecInput}[]}
 */
export function stacksOf(lab, base) {
  const pairs = lab.stacks.flatMap((stack) => lab.weights.map((weights) => ({ stack, weights })));
  return pairs.slice(0, MOST_STACKS).map(({ stack, weights }) => ({
    label:
      [lab.stacks.length > 1 && STACKS[stack].label, lab.weights.length > 1 && WEIGHTS[weights].label]
        .filter(Boolean)
        .join(', ') || STACKS[stack].label,
    spec: /** @type {RunSpecInput} */ ({
      seed: base.seed,
      data: { name: lab.data },
      network: { layers: STACKS[stack].build(plain(lab)), initializer: WEIGHTS[weights].initializer },
      optimizer: base.optimizer,
      batch_size: base.batch_size,
    }),
  }));
}

/** @param {Lab} lab @returns {LayerSpec[]} */
const plain = ({ depth, width, activation }) =>
  Array.from({ length: depth - 1 }, () => /** @type {LayerSpec} */ ({ kind: 'dense', units: width, activation }));

/** @param {LayerSpec[]} layers @returns {LayerSpec[]} */
function scaled(layers) {
  return inBlocks(layers).map((layer) =>
    layer.kind === 'residual' ? { ...layer, scale: /** @type {const} */ ('1/sqrt(L)') } : layer,
  );
}

/**
 * The lab that an address asks for; what it does not tell, or tells wrongly, is as at first.
 *
 * @param {Record<string, string>} choices
 * @returns {Lab}
 */
export function labOf(choices) {
  const names = (/** @type {string | undefined} */ text, /** @type {Record<string, unknown>} */ known) => {
    const told = new Set((text ?? '').split('.'));
    const chosen = Object.keys(known).filter((name) => told.has(name));
    return chosen.length > 0 ? chosen : null;
  };
  const depth = Math.round(Number(choices.depth));
  return {
    depth: depth >= DEPTH.min && depth <= DEPTH.max ? depth : FIRST_LAB.depth,
    width: WIDTHS.includes(Number(choices.width)) ? Number(choices.width) : FIRST_LAB.width,
    activation: choices.activation ?? FIRST_LAB.activation,
    data: choices.data ?? FIRST_LAB.data,
    stacks: names(choices.stacks, STACKS) ?? FIRST_LAB.stacks,
    weights: names(choices.weights, WEIGHTS) ?? FIRST_LAB.weights,
  };
}

/** A lab as an address tells it. @param {Lab} lab */
export const choicesOf = ({ depth, width, activation, data, stacks, weights }) => ({
  depth: String(depth),
  width: String(width),
  activation,
  data,
  stacks: stacks.join('.'),
  weights: weights.join('.'),
});
