/**
 * The changes a learner can make to the hidden layers, each as a merge patch: other layers start a new run, what keeps
 * their parameters applies while training.
 *
 * @import {CatalogLayer, DenseSpec, RunSpec} from '../../protocol/types.d.ts'
 * @import {LayerSpec} from './architecture.js'
 * @import {SpecChange} from './edits.js'
 * @import {Form} from './fitting.js'
 */

import { isDense, layerOf, withPart } from './architecture.js';
import { fits, fitted, formAt } from './fitting.js';

const NEW_LAYER_UNITS = 4;
const WIDEST = 64; // units that a new layer takes over from what it reads

/**
 * Other hidden layers, with what follows from them.
 *
 * @param {LayerSpec[]} layers
 * @param {Form} form of the data
 * @returns {SpecChange | null} null where they do not fit each other, or the data
 */
function withLayers(layers, form) {
  const wanted = fitted(layers, form);
  return fits(wanted, form) ? { patch: { network: { layers: wanted } }, reset: true } : null;
}

/**
 * Inserts a hidden layer like the dense one before it; where none fits, like what comes before or after.
 *
 * @param {RunSpec} spec
 * @param {number} at index of the new layer
 * @param {Form} form of the data
 */
export function addLayer({ network: { layers } }, at, form) {
  const like = layers.slice(0, at).findLast(isDense) ?? layers.find(isDense);
  /** @type {DenseSpec} */
  const dense = {
    kind: 'dense',
    units: like?.units ?? NEW_LAYER_UNITS,
    activation: like?.activation ?? 'tanh',
    bias: like?.bias ?? true,
    frozen: false,
  };
  const likes = [dense, layers[at - 1], layers[at]].filter((layer) => layer !== undefined);
  return first(likes, (layer) => withLayers(layers.toSpliced(at, 0, layer), form));
}

/** @param {LayerSpec[]} layers @param {(layer: LayerSpec) => SpecChange | null} change */
const first = (layers, change) =>
  layers.reduce((/** @type {SpecChange | null} */ found, layer) => found ?? change(layer), null);

/** @param {RunSpec} spec @param {number} at @param {Form} form of the data */
export const removeLayer = ({ network: { layers } }, at, form) => withLayers(layers.toSpliced(at, 1), form);

/**
 * Makes another kind of a hidden layer, as wide as what it reads unless that is very wide.
 *
 * @param {RunSpec} spec
 * @param {number} at
 * @param {CatalogLayer} kind
 * @param {Form} form of the data
 * @param {number} [vocabulary] how many whole numbers the data hold
 */
export function setKind({ network: { layers } }, at, kind, form, vocabulary) {
  const { width, image, steps, perStep } = formAt(layers, at, form);
  const isUnits = width <= WIDEST && !image && (perStep || !steps);
  return withLayers(layers.with(at, layerOf(kind, isUnits ? width : NaN, vocabulary)), form);
}

/**
 * Changes a part in a way that needs new weights.
 *
 * @param {RunSpec} spec
 * @param {number} index of the part, see partsOf
 * @param {(layer: LayerSpec) => LayerSpec} change
 * @param {Form} form of the data
 */
export const remakePart = ({ network: { layers } }, index, change, form) =>
  withLayers(withPart(layers, index, change), form);

/**
 * @param {RunSpec} spec
 * @param {number} index of the part, see partsOf
 * @param {number} units
 * @param {Form} form of the data
 */
export const setUnits = (spec, index, units, form) =>
  remakePart(spec, index, (layer) => /** @type {LayerSpec} */ ({ ...layer, [unitsName(layer)]: units }), form);

/** What a layer's width is called; an empty word where it is not its own. @param {LayerSpec} layer */
export const unitsName = (layer) => ('filters' in layer ? 'filters' : 'units' in layer ? 'units' : '');

/**
 * Changes what keeps a part's shape: its activation, its rate.
 *
 * @param {RunSpec} spec
 * @param {number} index of the part
 * @param {Record<string, unknown>} change
 * @returns {SpecChange}
 */
export const setPart = ({ network: { layers } }, index, change) => ({
  patch: {
    network: { layers: withPart(layers, index, (layer) => /** @type {LayerSpec} */ ({ ...layer, ...change })) },
  },
  reset: false,
});
