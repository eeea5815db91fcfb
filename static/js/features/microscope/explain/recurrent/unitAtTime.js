/**
 * Helpers of the explanations of recurrent layers.
 *
 * @import {RecurrentTrace} from '../../../../protocol/types.d.ts'
 *
 * @typedef {object} UnitAtTime a unit of a recurrent layer at a time step
 * @property {RecurrentTrace} op
 * @property {number} t time step, from 0
 * @property {number} j unit
 * @property {number} last time step
 */

/**
 * A symbol with the index of a time step.
 *
 * @param {string} symbol
 * @param {number} t
 */
export const timed = (symbol, t) => `${symbol}_{${t + 1}}`;

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
