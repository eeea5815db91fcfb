/**
 * The flat vector of parameters, read by layer. A dense layer has W (n_in, n_out), row by row, then b. A layer with
 * gates has their columns side by side: (n_in, gates · n_out). Offsets of missing parameters are NaN.
 *
 * @import {LayerShape, ParameterBlock, Parameters} from '../protocol/types.d.ts'
 */

/**
 * Number of weights of a unit on each input: one, or one for each gate.
 *
 * @param {LayerShape} layer
 */
export const gatesOf = ({ blocks, units }) =>
  (blocks.find(({ name }) => name === 'weights')?.shape[1] ?? units) / units;

/**
 * Index of the weight from input `from` to a unit; for a unit with gates, that of one gate.
 *
 * @param {LayerShape} layer
 * @param {number} from
 * @param {number} unit
 * @param {number} [gate]
 */
export function weightIndex(layer, from, unit, gate = 0) {
  const { weights_offset, units } = layer;
  return (weights_offset ?? NaN) + (from * gatesOf(layer) + gate) * units + unit;
}

/**
 * Weights into one unit, in the order of its inputs; the weights of its gates on one input are adjacent.
 *
 * @param {LayerShape} layer
 * @param {number} unit
 * @param {Float32Array} vector
 */
export const weightsInto = (layer, unit, vector) => blockInto(layer, 'weights', unit, vector) ?? new Float32Array();

/**
 * Numbers of a unit in a two-dimensional block (rows, gates · n_out), row by row; null if the layer has no such block.
 *
 * @param {LayerShape} layer
 * @param {string} name of the block
 * @param {number} unit
 * @param {Float32Array} vector
 */
export function blockInto({ blocks, units }, name, unit, vector) {
  const block = blocks.find((each) => each.name === name);
  if (!block) return null;
  const [rows, width] = block.shape;
  const gates = width / units;
  return Float32Array.from({ length: rows * gates }, (_, index) => vector[block.offset + index * units + unit]);
}

/**
 * Index of the bias of a unit; NaN if it has none, or one for each gate.
 *
 * @param {LayerShape} layer
 * @param {number} unit
 */
export const biasIndex = (layer, unit) => (gatesOf(layer) === 1 ? (layer.biases_offset ?? NaN) + unit : NaN);

/**
 * Convert the vector to the nested lists of the API.
 *
 * @param {LayerShape[]} layers
 * @param {Float32Array} vector
 * @returns {Parameters}
 */
export function toLayers(layers, vector) {
  return {
    layers: layers
      .filter(({ blocks }) => blocks.length > 0)
      .map(({ name, blocks }) => ({ name, ...nestedBlocks(blocks, vector) })),
  };
}

/**
 * @param {ParameterBlock[]} blocks
 * @param {Float32Array} vector
 */
function nestedBlocks(blocks, vector) {
  const {
    weights = null,
    biases = null,
    ...others
  } = Object.fromEntries(blocks.map((block) => [block.name, arrayOf(block, vector)]));
  return { weights, biases, blocks: Object.keys(others).length > 0 ? others : null };
}

/**
 * @param {ParameterBlock} block
 * @param {Float32Array} vector
 * @returns {any} a list, or a list of rows
 */
function arrayOf({ offset, shape }, vector) {
  const [height, width] = shape.length > 1 ? shape : [1, shape[0]];
  const rows = Array.from({ length: height }, (_, row) =>
    Array.from(vector.subarray(offset + row * width, offset + (row + 1) * width)),
  );
  return shape.length > 1 ? rows : rows[0];
}
