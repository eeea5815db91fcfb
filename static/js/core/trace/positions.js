/**
 * Time steps of a sequence and positions in an image.
 *
 * @import {LayerShape} from '../../protocol/types.d.ts'
 * @import {Op} from './types.js'
 */

import { isEmbedding } from './embedding.js';
import { flat } from './layerNumbers.js';

/**
 * Name of a time step or position of a layer: "time 3", "row 5, column 5".
 *
 * @param {Pick<LayerShape, 'shape'>} layer
 * @param {number} t from 0
 */
export const positionText = ({ shape }, t) =>
  shape.length > 2 ? `row ${Math.floor(t / shape[1]) + 1}, column ${(t % shape[1]) + 1}` : `time ${t + 1}`;

/**
 * Number of time steps or positions of an op; 1 for ops without any.
 *
 * @param {Op | undefined} op
 * @param {number} units of its layer
 */
export function positionCount(op, units) {
  if (op === undefined) return 1;
  if (op.kind === 'recurrent' || op.kind === 'per_step' || isEmbedding(op) || op.kind === 'patches')
    return op.outputs.length;
  if (op.kind === 'loss') return op.step_values?.length ?? 1;
  return Math.max(1, Math.floor(flat(op.outputs).length / units));
}
