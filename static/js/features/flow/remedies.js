/**
 * What helps gradients, each as another spec of the same run: same data, same seed.
 *
 * @import {RunSpec} from '../../protocol/types.d.ts'
 * @import {LayerSpec} from '../../core/edits/architecture.js'
 *
 * @typedef {'relu' | 'leaky' | 'weights' | 'residual' | 'norm' | 'clip' | 'rate' | 'faster'} RemedyName
 * @typedef {{label: string, title: string, apply: (spec: RunSpec) => RunSpec}} Remedy
 */

import { isDense } from '../../core/edits/architecture.js';

const RECTIFIERS = new Set(['relu', 'leaky_relu', 'elu', 'gelu', 'silu', 'softplus']);

/** @type {Record<RemedyName, Remedy>} */
export const REMEDIES = {
  relu: {
    label: 'ReLU',
    title: "Rectifiers in the hidden layers, whose slope is 1 wherever they are on, with He's weights",
    apply: (spec) => withInitializer(withActivation(spec, 'relu'), 'he_normal'),
  },
  leaky: {
    label: 'Leaky ReLU',
    title: 'Rectifiers that let a little through where they are off, so none stays dead',
    apply: (spec) => withInitializer(withActivation(spec, 'leaky_relu'), 'he_normal'),
  },
  weights: {
    label: 'Matching weights',
    title: "First weights that keep the signal's size: He's for rectifiers, Glorot's for the others",
    apply: (spec) =>
      withInitializer(spec, activationsOf(spec).some((name) => RECTIFIERS.has(name)) ? 'he_normal' : 'glorot_uniform'),
  },
  residual: {
    label: 'Residual blocks',
    title: 'A way around every two layers of one width, which the gradient takes unchanged',
    apply: (spec) => withLayers(spec, inBlocks(spec.network.layers)),
  },
  norm: {
    label: 'Layer norm',
    title: 'Every hidden layer followed by a norm, which gives its outputs mean 0 and deviation 1',
    apply: (spec) => withLayers(spec, normalised(spec.network.layers)),
  },
  clip: {
    label: 'Clipping',
    title: 'Gradients longer than 1 are cut to that length before the update',
    apply: (spec) => ({ ...spec, clipping: { ...spec.clipping, name: 'norm', limit: 1 } }),
  },
  rate: {
    label: 'A tenth of the rate',
    title: 'Steps a tenth as long',
    apply: (spec) => withRate(spec, 0.1),
  },
  faster: {
    label: 'Ten times the rate',
    title: 'Steps ten times as long',
    apply: (spec) => withRate(spec, 10),
  },
};

/**
 * Those of the remedies that change this run.
 *
 * @param {RunSpec} spec
 * @param {RemedyName[]} names
 */
export const effective = (spec, names) =>
  names.filter((name) => JSON.stringify(REMEDIES[name].apply(spec)) !== JSON.stringify(spec));

/** @param {RunSpec} spec @param {LayerSpec[]} layers @returns {RunSpec} */
const withLayers = (spec, layers) => ({ ...spec, network: { ...spec.network, layers } });

/** @param {RunSpec} spec @param {'he_normal' | 'glorot_uniform'} name @returns {RunSpec} */
function withInitializer(spec, name) {
  if (spec.network.initializer.name === name) return spec;
  const { bias, bias_name } = spec.network.initializer;
  return { ...spec, network: { ...spec.network, initializer: { name, scale: 1, bias, bias_name } } };
}

/** @param {RunSpec} spec @param {'relu' | 'leaky_relu'} activation */
const withActivation = (spec, activation) =>
  withLayers(
    spec,
    spec.network.layers.map((layer) => (isDense(layer) ? { ...layer, activation } : layer)),
  );

/** @param {RunSpec} spec @param {number} factor @returns {RunSpec} */
function withRate(spec, factor) {
  const learning_rate = Number((spec.optimizer.learning_rate * factor).toPrecision(3));
  return /** @type {RunSpec} */ ({ ...spec, optimizer: { ...spec.optimizer, learning_rate } });
}

/** @param {RunSpec} spec */
const activationsOf = ({ network: { layers } }) => layers.filter(isDense).map(({ activation }) => activation);

/**
 * The layers with every two dense ones, as wide as what comes before them, in a residual block.
 *
 * @param {LayerSpec[]} layers
 * @returns {LayerSpec[]}
 */
export function inBlocks(layers) {
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

/** Units of the narrowest layer that is normalised: of two, a norm leaves nothing but which one is larger. */
const LEAST_UNITS = 3;

/**
 * The layers with a norm after each dense one, and at the beginning of every branch of a residual block.
 *
 * @param {LayerSpec[]} layers
 * @returns {LayerSpec[]}
 */
export function normalised(layers) {
  const norm = /** @type {LayerSpec} */ ({ kind: 'layer_norm' });
  return layers.flatMap((layer, at) => {
    if (layer.kind === 'residual') {
      if (layer.layers[0].kind === 'layer_norm') return [layer];
      return [/** @type {LayerSpec} */ ({ ...layer, layers: [norm, ...layer.layers] })];
    }
    const isFollowed = ['layer_norm', 'residual'].includes(layers[at + 1]?.kind);
    return isDense(layer) && layer.units >= LEAST_UNITS && !isFollowed ? [layer, norm] : [layer];
  });
}
