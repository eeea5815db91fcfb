/**
 * Changes of the hidden layers, each as a merge patch. Layers of other shapes start a new run, and the server adapts
 * the layers that depend on them.
 *
 * @import {LayerSpec} from '../../../core/edits/architecture.js'
 * @import {SpecChange} from '../../../core/model.js'
 * @import {RunSpec} from '../../../protocol/types.d.ts'
 */

import { withLayerAt } from '../../../core/edits/architecture.js';
import { live, restart } from '../../../core/edits/edits.js';

/** @param {LayerSpec[]} layers */
const withLayers = (layers) => restart({ network: { layers } });

/**
 * Insert a layer.
 *
 * @param {RunSpec} spec
 * @param {number} at index of the new layer
 * @param {LayerSpec} layer
 */
export const addLayer = ({ network: { layers } }, at, layer) => withLayers(layers.toSpliced(at, 0, layer));

/**
 * Remove a layer.
 *
 * @param {RunSpec} spec
 * @param {number} at
 */
export const removeLayer = ({ network: { layers } }, at) => withLayers(layers.toSpliced(at, 1));

/**
 * Replace a layer by another.
 *
 * @param {RunSpec} spec
 * @param {number} at
 * @param {LayerSpec} layer
 */
export const replaceLayer = ({ network: { layers } }, at, layer) => withLayers(layers.with(at, layer));

/**
 * Change a layer in a way that needs new weights.
 *
 * @param {RunSpec} spec
 * @param {number} index of the layer, see flatLayersOf
 * @param {(layer: LayerSpec) => LayerSpec} change
 */
export const remakeLayer = ({ network: { layers } }, index, change) => withLayers(withLayerAt(layers, index, change));

/**
 * Change the number of units of a layer.
 *
 * @param {RunSpec} spec
 * @param {number} index of the layer, see flatLayersOf
 * @param {number} units
 */
export const setUnits = (spec, index, units) =>
  remakeLayer(spec, index, (layer) => /** @type {LayerSpec} */ ({ ...layer, [unitsName(layer)]: units }));

/**
 * Name of the option for a layer's number of units; empty if it has none.
 *
 * @param {LayerSpec} layer
 */
export const unitsName = (layer) => ('filters' in layer ? 'filters' : 'units' in layer ? 'units' : '');

/**
 * Change settings of a layer that keep its weights: its activation, its rate.
 *
 * @param {RunSpec} spec
 * @param {number} index of the layer, see flatLayersOf
 * @param {Record<string, unknown>} change
 * @returns {SpecChange}
 */
export const setLayer = ({ network: { layers } }, index, change) =>
  live({
    network: { layers: withLayerAt(layers, index, (layer) => /** @type {LayerSpec} */ ({ ...layer, ...change })) },
  });
