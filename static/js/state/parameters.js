/**
 * The flat vector of parameters, read by layer: of a dense one W (n_in, n_out) row by row, then b. What a layer does not
 * have stands at NaN.
 *
 * @import {LayerShape, ParameterBlock, Parameters} from '../protocol/types.d.ts'
 */

/**
 * Where the weight from input `from` to unit `unit` stands in the vector.
 *
 * @param {LayerShape} layer
 * @param {number} from
 * @param {number} unit
 */
export const weightIndex = ({ weights_offset, units }, from, unit) => (weights_offset ?? NaN) + from * units + unit;

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
export const biasIndex = ({ biases_offset }, unit) => (biases_offset ?? NaN) + unit;

/**
 * The vector as the server takes it back.
 *
 * @param {LayerShape[]} layers
 * @param {Float32Array} vector
 * @returns {Parameters}
 */
export function toLayers(layers, vector) {
  return { layers: layers.filter(({ blocks }) => blocks.length > 0).map(({ name, blocks }) => ({ name, ...told(blocks, vector) })) };
}

/** @param {ParameterBlock[]} blocks @param {Float32Array} vector */
function told(blocks, vector) {
  const { weights = null, biases = null, ...others } = Object.fromEntries(blocks.map((block) => [block.name, arrayOf(block, vector)]));
  return { weights, biases, blocks: Object.keys(others).length > 0 ? others : null };
}

/** @param {ParameterBlock} block @param {Float32Array} vector @returns {any} a list, or a list of rows */
function arrayOf({ offset, shape }, vector) {
  const [height, width] = shape.length > 1 ? shape : [1, shape[0]];
  const rows = Array.from({ length: height }, (_, row) =>
    Array.from(vector.subarray(offset + row * width, offset + (row + 1) * width)),
  );
  return shape.length > 1 ? rows : rows[0];
}
