/**
 * The flat vector of parameters, read by layer: W (n_in, n_out) row by row, then b.
 *
 * @import {LayerShape, Parameters} from '../protocol/types.d.ts'
 */

/**
 * Where the weight from input `from` to unit `unit` stands in the vector.
 *
 * @param {LayerShape} layer
 * @param {number} from
 * @param {number} unit
 */
export const weightIndex = ({ weights_offset, units }, from, unit) => weights_offset + from * units + unit;

/**
 * The weights into one unit, in the order of its inputs.
 *
 * @param {LayerShape} layer
 * @param {number} unit
 * @param {Float32Array} vector
 */
export const weightsInto = (layer, unit, vector) =>
  Float32Array.from({ length: layer.inputs }, (_, from) => vector[weightIndex(layer, from, unit)]);

/** @param {LayerShape} layer @param {number} unit */
export const biasIndex = ({ biases_offset }, unit) => biases_offset + unit;

/**
 * The vector as the server takes it back.
 *
 * @param {LayerShape[]} layers
 * @param {Float32Array} vector
 * @returns {Parameters}
 */
export function toLayers(layers, vector) {
  return {
    layers: layers.map((layer) => ({
      name: layer.name,
      weights: Array.from({ length: layer.inputs }, (_, from) =>
        Array.from(vector.subarray(weightIndex(layer, from, 0), weightIndex(layer, from + 1, 0))),
      ),
      biases: Array.from(vector.subarray(layer.biases_offset, layer.biases_offset + layer.units)),
    })),
  };
}
