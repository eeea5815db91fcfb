/**
 * The selected neuron or weight.
 *
 * @import {SessionInfo} from '../../protocol/model.js'
 * @import {Trace} from '../../core/trace/types.js'
 * @import {Selection, Step} from './types.js'
 */

import { positionCount } from '../../core/trace/positions.js';

/** @type {Selection} */
const NONE = { layer: -1, unit: 0, from: 0, block: 'weights', gate: 0, t: 0 };

/** Write a selection for the address: 1.0.2.weights.0.0, with - for a bias. @param {Selection} selection */
export const writeSelection = ({ layer, unit, from, block, gate, t }) =>
  [layer, unit, from ?? '-', block, gate, t].join('.');

const FORM = /^-?\d+\.\d+\.(\d+|-)\.\w+\.\d+\.\d+$/;

/** True if a selection can be read from a text. @param {string} text */
export const isSelection = (text) => FORM.test(text);

/**
 * Read a selection from the address; what cannot be read is the default.
 *
 * @param {string | undefined} text
 * @returns {Selection}
 */
export function readSelection(text) {
  const [layer, unit, from, block, gate, t] = (text ?? '').split('.');
  const counts = [unit, gate, t].map(Number);
  if (!isSelection(text ?? '')) return NONE;
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
 * Move the selection to the layer of a step, within its units and positions.
 *
 * @param {Step} step
 * @param {Selection} selection before the step
 * @param {Trace} trace
 * @param {SessionInfo} session
 * @returns {Selection}
 */
export function selectionAtStep(step, selection, trace, session) {
  const { layers } = session;
  const index = step.phase === 'update' ? Math.max(0, Math.min(selection.layer, layers.length - 1)) : step.layer;
  const layer = layers[index];
  if (!layer) return { ...selection, layer: -1, unit: 0, from: 0, gate: 0 };
  const isSameLayer = selection.layer === index;
  const within = { ...selection, layer: index, unit: isSameLayer ? Math.min(selection.unit, layer.units - 1) : 0 };
  if (!isSameLayer) Object.assign(within, { from: 0, block: 'weights', gate: 0 });
  const positions = positionCount(trace.ops[step.op], layer.units);
  const [height, width] = layer.shape;
  const isImage = layer.shape.length > 2;
  const centre = Math.floor(height / 2) * width + Math.floor(width / 2); // the edges of an image are often blank
  const t = isImage && !isSameLayer ? centre : selection.t;
  return { ...within, t: step.t ?? Math.min(t, positions - 1) };
}
