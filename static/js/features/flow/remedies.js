/**
 * Remedies for gradients that vanish, explode or start too large. Each makes another spec of the same run, with the
 * same
 * rows and seed.
 *
 * @import {Catalog, RunSpec} from '../../protocol/types.d.ts'
 * @import {LayerSpec} from '../../core/edits/architecture.js'
 *
 * @typedef {keyof typeof REMEDIES} RemedyName
 * @typedef {{label: string, title: string, apply: (spec: RunSpec, catalog: Catalog | null) => RunSpec}} Remedy
 */

import { isDense } from '../../core/edits/architecture.js';
import { withStandardInputs, withStandardTargets } from './standardize.js';

export const REMEDIES = /** @satisfies {Record<string, Remedy>} */ ({
  relu: {
    label: 'ReLU',
    title: 'ReLU in the hidden layers, with slope 1 for every active neuron, and He initialization',
    apply: (spec) => withInitializer(withActivation(spec, 'relu'), 'he_normal'),
  },
  leaky: {
    label: 'Leaky ReLU',
    title: 'Leaky ReLU in the hidden layers: a small slope below zero, so no neuron is dead',
    apply: (spec) => withInitializer(withActivation(spec, 'leaky_relu'), 'he_normal'),
  },
  weights: {
    label: 'Matching weights',
    title: "Initial weights that keep the signal's scale: He for rectifiers, Glorot for other activations",
    apply: (spec, catalog) => withInitializer(spec, hasRectifiers(spec, catalog) ? 'he_normal' : 'glorot_uniform'),
  },
  residual: {
    label: 'Residual blocks',
    title: 'A skip connection around every two layers of equal width, which passes the gradient on unchanged',
    apply: (spec) => withLayers(spec, withResidualBlocks(spec.network.layers)),
  },
  norm: {
    label: 'Layer norm',
    title: 'Layer norm after every hidden layer: outputs with mean 0 and standard deviation 1',
    apply: (spec) => withLayers(spec, withLayerNorm(spec.network.layers)),
  },
  targets: {
    label: 'Scaled targets',
    title: 'Targets with mean 0 and standard deviation 1; the losses of the two runs cannot be compared',
    apply: withStandardTargets,
  },
  inputs: {
    label: 'Scaled inputs',
    title: 'Inputs with mean 0 and standard deviation 1',
    apply: withStandardInputs,
  },
  clip: {
    label: 'Clipping',
    title: 'Gradient clipping: before the update, the gradient is scaled down to length 1 if it is longer',
    apply: (spec) => ({ ...spec, clipping: { ...spec.clipping, name: 'norm', limit: 1 } }),
  },
  rate: {
    label: 'A tenth of the rate',
    title: 'A tenth of the learning rate',
    apply: (spec) => withRate(spec, 0.1),
  },
  faster: {
    label: 'Ten times the rate',
    title: 'Ten times the learning rate',
    apply: (spec) => withRate(spec, 10),
  },
});

/**
 * Filter remedies, keeping those that change this run.
 *
 * @param {RunSpec} spec
 * @param {RemedyName[]} names
 * @param {Catalog | null} catalog
 */
export const effective = (spec, names, catalog) =>
  names.filter((name) => JSON.stringify(REMEDIES[name].apply(spec, catalog)) !== JSON.stringify(spec));

/**
 * @param {RunSpec} spec
 * @param {LayerSpec[]} layers
 * @returns {RunSpec}
 */
const withLayers = (spec, layers) => ({ ...spec, network: { ...spec.network, layers } });

/**
 * @param {RunSpec} spec
 * @param {'he_normal' | 'glorot_uniform'} name
 * @returns {RunSpec}
 */
function withInitializer(spec, name) {
  if (spec.network.initializer.name === name) return spec;
  const { bias, bias_name } = spec.network.initializer;
  return { ...spec, network: { ...spec.network, initializer: { name, scale: 1, bias, bias_name } } };
}

/**
 * @param {RunSpec} spec
 * @param {'relu' | 'leaky_relu'} activation
 */
const withActivation = (spec, activation) =>
  withLayers(
    spec,
    spec.network.layers.map((layer) => (isDense(layer) ? { ...layer, activation } : layer)),
  );

/**
 * @param {RunSpec} spec
 * @param {number} factor
 * @returns {RunSpec}
 */
function withRate(spec, factor) {
  const learning_rate = Number((spec.optimizer.learning_rate * factor).toPrecision(3));
  return /** @type {RunSpec} */ ({ ...spec, optimizer: { ...spec.optimizer, learning_rate } });
}

/**
 * @param {RunSpec} spec
 * @param {Catalog | null} catalog
 */
function hasRectifiers({ network: { layers } }, catalog) {
  const rectifiers = catalog?.activations.filter(({ family }) => family === 'rectifier').map(({ name }) => name) ?? [];
  return layers.filter(isDense).some(({ activation }) => rectifiers.includes(activation));
}

/**
 * Put every two dense layers that are as wide as the layer before them in a residual block.
 *
 * @param {LayerSpec[]} layers
 * @returns {LayerSpec[]}
 */
export function withResidualBlocks(layers) {
  /** @type {LayerSpec[]} */
  const result = [];
  for (let at = 0; at < layers.length; ) {
    const [before, first, second] = [layers[at - 1], layers[at], layers[at + 1]];
    const width = before && isDense(before) ? before.units : null;
    if (isDense(first) && second && isDense(second) && first.units === width && second.units === width) {
      const inner = [first, { ...second, activation: 'linear' }];
      result.push(/** @type {LayerSpec} */ ({ kind: 'residual', layers: inner }));
      at += 2;
    } else {
      result.push(first);
      at += 1;
    }
  }
  return result;
}

/** Fewest units of a layer that is normalized: of two units, layer norm keeps only their order. */
const MIN_UNITS = 3;

/**
 * Add layer norm after each dense layer and at the start of every residual branch.
 *
 * @param {LayerSpec[]} layers
 * @returns {LayerSpec[]}
 */
export function withLayerNorm(layers) {
  const norm = /** @type {LayerSpec} */ ({ kind: 'layer_norm' });
  return layers.flatMap((layer, at) => {
    if (layer.kind === 'residual') {
      if (layer.layers[0].kind === 'layer_norm') return [layer];
      return [/** @type {LayerSpec} */ ({ ...layer, layers: [norm, ...layer.layers] })];
    }
    const isFollowed = ['layer_norm', 'residual'].includes(layers[at + 1]?.kind);
    return isDense(layer) && layer.units >= MIN_UNITS && !isFollowed ? [layer, norm] : [layer];
  });
}
