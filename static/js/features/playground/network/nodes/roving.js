/**
 * The nodes as one stop of the Tab key: the arrow keys move the focus among them, as in a table.
 *
 * @import {Placement} from '../../../../draw/layout.js'
 * @import {Topology} from '../../../shared/topology.js'
 */

/** Keys of the nodes by column, from top to bottom. @param {Topology} topology */
export const nodeKeys = ({ inputs, units }) => [
  inputs.map((_, row) => featureKey(row)),
  ...units.map((column) => column.map(({ layer, unit }) => unitKey(layer, unit))),
];

/** @param {number} row */
export const featureKey = (row) => `feature 0 ${row} 0`;

/**
 * @param {number} layer
 * @param {number} unit
 */
export const unitKey = (layer, unit) => `unit ${layer} ${unit} 0`;

/**
 * The node that Tab goes to: the one that had the focus last, if there still is one, else the first neuron.
 *
 * @param {string[][]} keys
 * @param {string | null} last
 */
export const tabStop = (keys, last) =>
  last !== null && keys.some((column) => column.includes(last)) ? last : keys[1][0];

/**
 * The neighbour of a node: above or below it, or the nearest one in the column beside it; null if there is none.
 *
 * @param {string[][]} keys
 * @param {Pick<Placement, 'columns'>} placement
 * @param {string} from
 * @param {string} arrow name of the pressed key
 */
export function neighbourOf(keys, { columns }, from, arrow) {
  const column = keys.findIndex((each) => each.includes(from));
  const row = keys[column]?.indexOf(from);
  if (column < 0) return null;
  if (arrow === 'ArrowUp' || arrow === 'ArrowDown') return keys[column][row + (arrow === 'ArrowUp' ? -1 : 1)] ?? null;
  if (arrow !== 'ArrowLeft' && arrow !== 'ArrowRight') return null;
  const beside = column + (arrow === 'ArrowLeft' ? -1 : 1);
  const distances = (keys[beside] ?? []).map((_, index) =>
    Math.abs(columns[beside].ys[index] - columns[column].ys[row]),
  );
  return keys[beside]?.[distances.indexOf(Math.min(...distances))] ?? null;
}
