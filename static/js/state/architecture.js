/**
 * The hidden layers of a spec, blocks and all: read flat, in the order of the session's layers, and changed in place.
 *
 * @import {CatalogLayer, NetworkSpec} from '../protocol/types.d.ts'
 *
 * @typedef {NetworkSpec['layers'][number]} LayerSpec
 *
 * @typedef {object} Part a layer, on its own or inside of a block; a block comes after what is in it
 * @property {LayerSpec} layer
 * @property {number} at index, among the spec's layers, of the one it is or belongs to
 * @property {'residual' | 'parallel' | null} block the block it is inside of
 * @property {number} first the first it reads of its source's units
 */

/** @param {LayerSpec} layer @returns {layer is Extract<LayerSpec, {kind: 'dense'}>} */
export const isDense = (layer) => layer.kind === 'dense';

/** Kinds as wide as sequences and pictures are, whatever their own units. */
const OF_FORM = new Set(['embedding', 'one_hot', 'conv2d', 'max_pool']);

/**
 * The layers that go with any data: not those that read time steps, whole numbers, pictures or columns by their number.
 *
 * @param {LayerSpec[]} layers
 * @param {CatalogLayer[]} kinds
 */
export function portable(layers, kinds) {
  const any = new Set(kinds.filter(({ reads }) => reads === 'any').map(({ name }) => name));
  return layers.filter(
    (layer) => any.has(layer.kind) && !(layer.kind === 'parallel' && layer.branches.some(({ inputs }) => inputs)),
  );
}

/** @param {LayerSpec[]} layers @returns {Part[]} */
export function partsOf(layers) {
  return layers.flatMap((layer, at) => {
    /** @type {Part} */
    const whole = { layer, at, block: null, first: 0 };
    if (layer.kind === 'residual') return [...layer.layers.map((inner) => inside(inner, at, 'residual', 0)), whole];
    if (layer.kind !== 'parallel') return [whole];
    const branches = layer.branches.flatMap((branch) =>
      branch.layers.map((inner, row) => inside(inner, at, 'parallel', row === 0 ? (branch.inputs?.[0] ?? 0) : 0)),
    );
    return [...branches, whole];
  });
}

/** @param {LayerSpec} layer @param {number} at @param {'residual' | 'parallel'} block @param {number} first @returns {Part} */
const inside = (layer, at, block, first) => ({ layer, at, block, first });

/**
 * The layers with one of their parts changed; `index` counts as partsOf does.
 *
 * @param {LayerSpec[]} layers
 * @param {number} index
 * @param {(layer: LayerSpec) => LayerSpec} change
 * @returns {LayerSpec[]}
 */
export function withPart(layers, index, change) {
  let count = -1;
  const next = (/** @type {any} */ layer) => (++count === index ? change(layer) : layer);
  return layers.map((layer) => {
    if (layer.kind === 'residual') return next({ ...layer, layers: layer.layers.map(next) });
    if (layer.kind !== 'parallel') return next(layer);
    return next({ ...layer, branches: layer.branches.map((branch) => ({ ...branch, layers: branch.layers.map(next) })) });
  });
}

/**
 * The layers with every residual block as wide as what comes before it; one after sequences or pictures, whose size the
 * spec does not tell, stays as it is.
 *
 * @param {LayerSpec[]} layers
 * @param {number} inputs of the network
 * @returns {LayerSpec[]}
 */
export function fitted(layers, inputs) {
  let width = inputs;
  let isSequence = false;
  return layers.map((layer) => {
    if ('return_sequences' in layer) isSequence = layer.return_sequences;
    if (isDense(layer) || 'return_sequences' in layer) width = isSequence ? NaN : layer.units;
    if (OF_FORM.has(layer.kind)) width = NaN;
    if (Number.isNaN(width)) return layer;
    if (layer.kind === 'parallel') width = layer.branches.reduce((sum, branch) => sum + endOf(branch, width), 0);
    if (layer.kind !== 'residual') return layer;
    const last = layer.layers.findLastIndex(isDense);
    const inner = layer.layers.map((each, row) => (row === last ? { ...each, units: width } : each));
    return /** @type {LayerSpec} */ ({ ...layer, layers: inner });
  });
}

/** @param {{inputs: [number, number] | null, layers: LayerSpec[]}} branch @param {number} width of what it reads */
function endOf({ inputs, layers }, width) {
  const last = layers.findLast(isDense);
  return last?.units ?? (inputs ? inputs[1] - inputs[0] : width);
}

/**
 * A layer of a kind, by the catalog's example, as wide as said.
 *
 * @param {string} kind
 * @param {Record<string, any>} example
 * @param {number} width
 * @returns {LayerSpec}
 */
export function layerOf(kind, example, width) {
  const widened = JSON.parse(JSON.stringify(example), (key, value) => (key === 'units' ? width : value));
  return { kind, ...widened };
}
