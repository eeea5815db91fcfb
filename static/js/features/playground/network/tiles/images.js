/**
 * What the tiles of the network show: the map of a feature or a unit, its weights, or the values of a column.
 *
 * @import {State} from '../../../../core/model.js'
 * @import {UnitMap, Domain} from '../../../../core/maps.js'
 * @import {PlaneMap} from '../../../../draw/map.js'
 * @import {Frame, SessionInfo} from '../../../../protocol/model.js'
 * @import {Catalog, PointData} from '../../../../protocol/types.d.ts'
 * @import {InputNode} from '../../../shared/topology.js'
 * @import {CellImage} from './unitImages.js'
 *
 * @typedef {object} TileImage a map, or cells; a map is smooth between its pixels
 * @property {PlaneMap | UnitMap} [map]
 * @property {Domain} [domain] values that the colours of the map span
 * @property {CellImage} [cells]
 * @property {boolean} [isInk] cells from paper to ink, up to 1, instead of values scaled by the largest
 */

import { mapOfRows } from '../../../../draw/map.js';
import { domainOf, magnitude, mapOf } from '../../../../core/maps.js';
import { predictionImage, weightImage } from './unitImages.js';

/**
 * Image of an input; null for a column of custom data, which is drawn as a histogram.
 *
 * @param {InputNode} input
 * @param {Catalog | null} catalog
 * @param {PointData | null} data
 * @param {number[] | null} image shape of data that are images: rows, columns, channels
 * @returns {TileImage | null}
 */
export function inputImage(input, catalog, data, image) {
  // columns of custom data are not functions of the plane
  const preview = input.canToggle ? catalog?.features.find(({ name }) => name === input.name)?.preview : undefined;
  if (preview) {
    const map = mapOfRows(preview);
    return { map, domain: { middle: 0, reach: magnitude(map) } };
  }
  return data && image ? { cells: { values: meanOf(data.inputs), columns: image[1] }, isInk: true } : null;
}

/**
 * Image of a unit: its map, its activations for the image on the pad, or its weights; null if there is none, as in
 * frames of a large network, which have no weights.
 *
 * @param {{session: SessionInfo, frame: Frame} & Pick<State, 'catalog' | 'prediction'>} state
 * @param {number} layer
 * @param {number} unit
 * @returns {TileImage | null}
 */
export function unitImage({ session, frame, catalog, prediction }, layer, unit) {
  const map = mapOf(session, frame, layer, unit);
  if (map) return { map, domain: domainOf(catalog, session, layer, map) };
  const cells =
    session.layers[layer].weights_offset === null
      ? prediction && predictionImage(session.layers[layer], unit, prediction)
      : frame.parameters && weightImage({ session, catalog }, layer, unit, frame.parameters);
  return cells && cells.values.length > 0 ? { cells } : null;
}

/**
 * Values of an input, at every time step if there are steps.
 *
 * @param {PointData} data
 * @param {number} column
 * @param {number} perStep columns of a step
 */
export const columnValues = ({ inputs }, column, perStep) =>
  inputs.flatMap((row) => row.filter((_, index) => index % perStep === column));

/**
 * Mean of rows.
 *
 * @param {number[][]} rows
 */
function meanOf(rows) {
  const sums = new Float32Array(rows[0]?.length ?? 0);
  for (const row of rows) for (let i = 0; i < sums.length; i++) sums[i] += row[i] / rows.length;
  return sums;
}
