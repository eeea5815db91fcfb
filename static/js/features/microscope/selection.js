/**
 * The neuron or weight that is looked at.
 *
 * @import {SessionInfo} from '../../protocol/model.js'
 * @import {Place, Step, Trace} from './types.js'
 */

import { timesOf } from './explain/sequenceAndImage.js';

/** @type {Place} */
const NOWHERE = { layer: -1, unit: 0, from: 0, block: 'weights', gate: 0, t: 0 };

/** A place as one word: 1.0.2.weights.0.0, with - for a bias. @param {Place} place */
export const writePlace = ({ layer, unit, from, block, gate, t }) =>
  [layer, unit, from ?? '-', block, gate, t].join('.');

/** @param {string | undefined} word @returns {Place} */
export function readPlace(word) {
  const [layer, unit, from, block, gate, t] = (word ?? '').split('.');
  const counts = [unit, gate, t].map(Number);
  const isRead =
    block !== undefined &&
    counts.every((count) => Number.isInteger(count) && count >= 0) &&
    Number.isInteger(Number(layer));
  if (!isRead) return NOWHERE;
  return {
    layer: Number(layer),
    unit: counts[0],
    from: /^\d+$/.test(from) ? Number(from) : null,
    block,
    gate: counts[1],
    t: counts[2],
  };
}

/**
 * The place at a step: in its layer, and within what that has.
 *
 * @param {Step} step
 * @param {Place} place as it was
 * @param {Trace} trace
 * @param {SessionInfo} session
 * @returns {Place}
 */
export function placeOf(step, place, trace, session) {
  const index = step.phase === 'update' ? Math.max(0, Math.min(place.layer, session.layers.length - 1)) : step.layer;
  const layer = session.layers[index];
  if (!layer) return { ...place, layer: -1, unit: 0, from: 0, gate: 0 };
  const stays = place.layer === index;
  const within = { ...place, layer: index, unit: stays ? Math.min(place.unit, layer.units - 1) : 0 };
  if (!stays) Object.assign(within, { from: 0, block: 'weights', gate: 0 });
  const times = timesOf(trace.ops[step.op], layer.units);
  const [height, width] = layer.shape;
  const isPicture = layer.shape.length > 2;
  const t = isPicture && !stays ? Math.floor(height / 2) * width + Math.floor(width / 2) : place.t; // its middle: edges are blank
  return { ...within, t: step.t ?? Math.min(t, times - 1) };
}
