/**
 * Images of units that have no map over a plane: the weights of a unit, or its activations for the image on the pad.
 *
 * @import {SessionInfo} from '../../../../protocol/model.js'
 * @import {Catalog, LayerShape} from '../../../../protocol/types.d.ts'
 * @import {Prediction} from '../../../../core/model.js'
 *
 * @typedef {{values: number[] | Float32Array, columns: number}} CellImage cells row by row, NaN for empty cells
 */

import { blockInto, gatesOf, weightsInto } from '../../../../core/parameters.js';
import { INPUTS, kindOf } from '../../../../core/selectors.js';

const MAX_COLUMN = 12; // weights in a single column; more are arranged in a square

/**
 * Arrange the weights into a unit as an image.
 *
 * Weights on pixels are arranged like the pixels, with channels side by side. A recurrent layer has one column for each
 * gate, with the weights on the inputs above those on the previous states. Other weights form one column or a square.
 *
 * @param {{session: SessionInfo, catalog: Catalog | null}} state
 * @param {number} layer
 * @param {number} unit
 * @param {Float32Array} vector all parameters
 * @returns {CellImage}
 */
export function weightImage({ session: { data, layers }, catalog }, layer, unit, vector) {
  const shape = layers[layer];
  const weights = weightsInto(shape, unit, vector);
  const image = imageRead(data.image, layers, shape, kindOf(catalog, shape)?.inputs === 'patch');
  if (image) return mosaic(weights, image);
  const recurrent = blockInto(shape, 'recurrent', unit, vector);
  if (recurrent) {
    const gates = gatesOf(shape);
    return { values: [...weights, ...new Array(gates).fill(NaN), ...recurrent], columns: gates };
  }
  return { values: weights, columns: weights.length > MAX_COLUMN ? Math.ceil(Math.sqrt(weights.length)) : 1 };
}

/**
 * Height, width and channels of the image or patch that a layer's units read; null if they read no image.
 *
 * @param {number[] | null} image shape of the data's images
 * @param {LayerShape[]} layers
 * @param {LayerShape} layer
 * @param {boolean} readsPatches
 */
function imageRead(image, layers, { sources, inputs }, readsPatches) {
  const source = sources[0] === INPUTS ? image : layers.find(({ name }) => name === sources[0])?.shape;
  if (source?.length !== 3) return null;
  const [height, width, channels] = source;
  if (!readsPatches) return inputs === height * width * channels ? source : null;
  const side = Math.sqrt(inputs / channels);
  return [side, side, channels];
}

/**
 * Arrange values of pixels, with their channels interleaved, as one image with the channels side by side.
 *
 * @param {ArrayLike<number>} values
 * @param {number[]} shape height, width, channels
 * @returns {CellImage}
 */
function mosaic(values, [height, width, channels]) {
  const across = Math.ceil(Math.sqrt(channels));
  const columns = across * (width + 1) - 1;
  const rows = Math.ceil(channels / across) * (height + 1) - 1;
  const cells = new Float32Array(rows * columns).fill(NaN);
  for (let index = 0; index < values.length; index++) {
    const [pixel, channel] = [Math.floor(index / channels), index % channels];
    const row = Math.floor(channel / across) * (height + 1) + Math.floor(pixel / width);
    cells[row * columns + (channel % across) * (width + 1) + (pixel % width)] = values[index];
  }
  return { values: cells, columns };
}

/**
 * Activations of a unit for the image on the pad: a feature map, or a single cell.
 *
 * @param {LayerShape} layer
 * @param {number} unit
 * @param {Prediction} prediction
 * @returns {CellImage | null}
 */
export function predictionImage({ name, shape }, unit, { activations }) {
  const values = activations[name];
  if (!values) return null;
  const [columns, channels] = shape.length === 3 ? shape.slice(1) : [1, shape[0]];
  const own = Float32Array.from(
    { length: values.length / channels },
    (_, place) => values[place * channels + unit] ?? NaN,
  );
  return { values: own, columns };
}
