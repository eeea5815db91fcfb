/**
 * Thumbnails of samples that are not points: a sequence as rows of bars, patterns as rows of bits.
 *
 * @import {Ramp} from './palette.js'
 *
 * @typedef {{width: number, height: number, ramp: Ramp, line: string}} Look size in CSS pixels, colours of the values
 *   and of the line under each row
 */

import { colourOf } from './palette.js';

const GAP = 0.12; // above the bars of a row
const FAINTEST = 0.35; // of the ramp, so that small values are visible
const PARTING = 6; // CSS pixels between input and target

/**
 * Draw a sequence: steps from left to right, one row for each number of a step. Bars below zero hang down.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {number[][]} steps (steps, numbers of a step)
 * @param {number[]} targets one for each step, or none
 * @param {Look} look
 */
export function drawSequence(context, steps, targets, look) {
  context.clearRect(0, 0, look.width, look.height);
  const rows = steps[0].map((_, row) => steps.map((numbers) => numbers[row]));
  const count = rows.length + (targets.length > 0 ? 1 : 0);
  const parting = targets.length > 0 ? PARTING : 0;
  const height = (look.height - parting) / count;
  rows.forEach((values, row) => drawBars(context, values, row * height, height, look));
  if (targets.length > 0) drawBars(context, targets, rows.length * height + parting, height, look);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {number[]} values
 * @param {number} top
 * @param {number} height
 * @param {Look} look
 */
function drawBars(context, values, top, height, { width, ramp, line }) {
  const high = Math.max(0, ...values);
  const low = Math.min(0, ...values);
  const room = height * (1 - GAP);
  const zero = top + height - (low < 0 ? room * (low / (low - high)) : 0);
  const step = width / values.length;
  const reach = Math.max(high, -low) || 1;
  values.forEach((value, index) => {
    const share = value / reach;
    context.fillStyle = colourOf(ramp, Math.sign(share) * (FAINTEST + (1 - FAINTEST) * Math.abs(share)));
    const size = (room * value) / (high - low || 1);
    context.fillRect(index * step, zero - Math.max(0, size), Math.max(1, step - (step > 3 ? 1 : 0)), Math.abs(size));
  });
  context.fillStyle = line;
  context.fillRect(0, Math.min(Math.round(zero), top + height - 1), width, 1);
}

/**
 * Draw patterns, one row each: the bits of the input, then those of the target.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {number[][]} inputs
 * @param {number[][]} targets
 * @param {Look} look
 */
export function drawBits(context, inputs, targets, { width, height, ramp, line }) {
  context.clearRect(0, 0, width, height);
  const across = inputs[0].length + targets[0].length;
  const [cellWidth, cellHeight] = [(width - PARTING) / across, height / inputs.length];
  const [left, top] = [cellWidth, cellHeight].map((side) => (side > 3 ? 1 : 0)); // a gap if there is room
  inputs.forEach((bits, row) => {
    [...bits, ...targets[row]].forEach((bit, column) => {
      const x = column * cellWidth + (column < bits.length ? 0 : PARTING);
      context.fillStyle = bit > 0 ? colourOf(ramp, 1) : line;
      context.fillRect(x, row * cellHeight, cellWidth - left, cellHeight - top);
    });
  });
}
