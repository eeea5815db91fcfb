/**
 * The hidden layers of a spec as a flat list, in the order of the session's layers.
 *
 * @import {NetworkSpec} from '../../protocol/types.d.ts'
 *
 * @typedef {NetworkSpec['layers'][number]} LayerSpec
 *
 * @typedef {object} FlatLayer a layer, on its own or inside of a block; a block comes after what is in it
 * @property {LayerSpec} layer
 * @property {number} at index, among the spec's layers, of the one it is or belongs to
 * @property {'residual' | 'parallel' | null} block the block it is inside of
 * @property {number} first the first it reads of its source's units
 */

/**
 * @param {LayerSpec} layer
 * @returns {layer is Extract<LayerSpec, {kind: 'dense'}>}
 */
export const isDense = (layer) => layer.kind === 'dense';

/**
 * @param {LayerSpec[]} layers
 * @returns {FlatLayer[]}
 */
export function flatLayersOf(layers) {
  return layers.flatMap((layer, at) => {
    /** @type {FlatLayer} */
    const whole = { layer, at, block: null, first: 0 };
    if (layer.kind === 'residual') return [...layer.layers.map((inner) => inside(inner, at, 'residual', 0)), whole];
    if (layer.kind !== 'parallel') return [whole];
    const branches = layer.branches.flatMap((branch) =>
      branch.layers.map((inner, row) => inside(inner, at, 'parallel', row === 0 ? (branch.inputs?.[0] ?? 0) : 0)),
    );
    return [...branches, whole];
  });
}

/**
 * @param {LayerSpec} layer
 * @param {number} at
 * @param {'residual' | 'parallel'} block
 * @param {number} first
 * @returns {FlatLayer}
 */
const inside = (layer, at, block, first) => ({ layer, at, block, first });

/**
 * Change one layer; `index` is its index in flatLayersOf.
 *
 * @param {LayerSpec[]} layers
 * @param {number} index
 * @param {(layer: LayerSpec) => LayerSpec} change
 * @returns {LayerSpec[]}
 */
export function withLayerAt(layers, index, change) {
  let count = -1;
  const next = (/** @type {any} */ layer) => (++count === index ? change(layer) : layer);
  return layers.map((layer) => {
    if (layer.kind === 'residual') return next({ ...layer, layers: layer.layers.map(next) });
    if (layer.kind !== 'parallel') return next(layer);
    return next({
      ...layer,
      branches: layer.branches.map((branch) => ({ ...branch, layers: branch.layers.map(next) })),
    });
  });
}

/**
 * True for a block that begins with an activation.
 *
 * @param {LayerSpec} layer
 */
export const isPreActivated = (layer) => layer.kind === 'residual' && layer.layers[0].kind === 'activation';

/**
 * Add an activation before the first layer of a residual block, or remove it (He et al. 2016).
 *
 * @param {LayerSpec} block
 * @param {boolean} on
 * @returns {LayerSpec}
 */
export function preActivated(block, on) {
  if (block.kind !== 'residual' || on === isPreActivated(block)) return block;
  const activation = block.layers.find(isDense)?.activation ?? 'relu';
  const layers = on
    ? [{ kind: /** @type {const} */ ('activation'), activation }, ...block.layers]
    : block.layers.slice(1);
  return { ...block, layers };
}

/**
 * Set the number of parallel branches; new ones are like the last.
 *
 * @param {LayerSpec} layer
 * @param {number} count
 * @returns {LayerSpec}
 */
export function branched(layer, count) {
  if (layer.kind !== 'parallel') return layer;
  const { branches } = layer;
  return {
    ...layer,
    branches: Array.from({ length: count }, (_, index) => branches[index] ?? branches[branches.length - 1]),
  };
}
