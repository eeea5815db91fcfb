/**
 * Helpers of the explanations of recurrent layers.
 *
 * @import {RecurrentTrace} from '../../../../protocol/types.d.ts'
 *
 * @typedef {object} UnitAtTime a unit of a recurrent layer at a time step
 * @property {RecurrentTrace} op
 * @property {number} layer index among the session's layers
 * @property {(time: number) => string} input symbol of what the layer reads at a time
 * @property {number} t time step, from 0
 * @property {number} j unit
 * @property {number} last time step
 */

import { ofLayer } from '../notation.js';

/**
 * A letter of the layer at a time step; the state before the first step is that of time 0.
 *
 * @param {string} symbol
 * @param {UnitAtTime} point
 * @param {number} [t] another time step than that of the point
 */
export const timed = (symbol, { layer, t: own }, t = own) => ofLayer(symbol, layer, t);

/**
 * A matrix or vector of parameters of the layer, of one gate if it has several.
 *
 * @param {string} symbol
 * @param {UnitAtTime} point
 * @param {string} [gate]
 */
export const ofGate = (symbol, { layer }, gate = '') =>
  gate ? `${ofLayer(symbol, layer)}_{${gate}}` : ofLayer(symbol, layer);

/**
 * Value of the unit at the previous time step: 0 before the first.
 *
 * @param {(number | null)[][]} rows
 * @param {UnitAtTime} point
 */
export const before = (rows, { t, j }) => (t > 0 ? rows[t - 1][j] : 0);

/**
 * @param {UnitAtTime} point
 * @param {string} gate
 */
export const gateOf = ({ op, t, j }, gate) => op.gates[gate][t][j];

/**
 * The sum of a gate before its activation, in three parts: from the inputs, from the previous states, and the bias.
 *
 * @param {UnitAtTime} point
 * @param {string} gate
 */
export function sumsOf({ op, t, j }, gate) {
  const { weights, recurrent, biases } = op;
  const column = Object.keys(op.gates).indexOf(gate) * op.outputs[0].length + j;
  const dot = (/** @type {(number | null)[]} */ values, /** @type {any} */ matrix) =>
    matrix
      ? values.reduce((total, x, from) => (total ?? 0) + (x ?? NaN) * (matrix.values[from][column] ?? NaN), 0)
      : NaN;
  return {
    inputs: dot(op.inputs[t], weights),
    states: t > 0 ? dot(op.outputs[t - 1], recurrent) : 0,
    bias: /** @type {number | null} */ (biases?.values[column] ?? null),
  };
}
