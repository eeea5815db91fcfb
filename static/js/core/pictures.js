/**
 * Pictures of what no plane can show: the weights of a unit as cells in the order of what it reads, and what it says of
 * the image on the pad.
 *
 * @import {SessionInfo} from '../protocol/model.js'
 * @import {LayerShape} from '../protocol/types.d.ts'
 * @import {Seen} from './model.js'
 *
 * @typedef {{values: number[] | Float32Array, columns: number}} Picture cells row by row, NaN where there is none
 */

import { blockInto, gatesOf, weightsInto } from './parameters.js';
import { INPUTS } from './selectors.js';

const STACKED = 12; // weights that still have room one below the other

/**
 * The weights into a unit: as the pixels lie that it reads, channel beside channel; of a unit with gates one column for
 * each, and under those on the inputs the ones on the states before; else in one column where they are few, or a square.
 *
 * @param {SessionInfo} session
 * @param {number} layer
 * @param {number} unit
 * @param {Float32Array} vector
 * @returns {Picture}
 */
export function weightPicture({ data, layers }, layer, unit, vector) {
  const shape = layers[layer];
  const weights = weightsInto(shape, unit, vector);
  const image = imageOf(data.image, layers, shape);
  if (image) return mosaic(weights, image);
  const recurrent = blockInto(shape, 'recurrent', unit, vector);
  if (recurrent) {
    const gates = gatesOf(shape);
    return { values: [...weights, ...new Array(gates).fill(NaN), ...recurrent], columns: gates };
  }
  return { values: weights, columns: weights.length > STACKED ? Math.ceil(Math.sqrt(weights.length)) : 1 };
}

/**
 * Height, width and channels of what the weights of a unit see; null where that is no picture.
 *
 * @param {number[] | null} image of the data
 * @param {LayerShape[]} layers
 * @param {LayerShape} layer
 */
function imageOf(image, layers, { kind, sources, inputs }) {
  const source = sources[0] === INPUTS ? image : layers.find(({ name }) => name === sources[0])?.shape;
  if (source?.length !== 3) return null;
  const [height, width, channels] = source;
  if (kind !== 'conv2d') return inputs === height * width * channels ? source : null;
  const side = Math.sqrt(inputs / channels);
  return [side, side, channels];
}

/** Channels, which stand together for every pixel, as pictures side by side. @param {ArrayLike<number>} values @param {number[]} image @returns {Picture} */
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
 * What a unit says of the image on the pad: at every place of a picture, or once.
 *
 * @param {LayerShape} layer
 * @param {number} unit
 * @param {Seen} seen
 * @returns {Picture | null}
 */
export function seenPicture({ name, shape }, unit, { activations }) {
  const values = activations[name];
  if (!values) return null;
  const [columns, channels] = shape.length === 3 ? shape.slice(1) : [1, shape[0]];
  const own = Float32Array.from(
    { length: values.length / channels },
    (_, place) => values[place * channels + unit] ?? NaN,
  );
  return { values: own, columns };
}
