/**
 * The curves between the nodes of a network.
 *
 * @import {Placement} from '../../draw/layout.js'
 * @import {Link, Topology, Wire} from './topology.js'
 */

import { linkPath, skipPath } from '../../draw/layout.js';

/**
 * Curves of the weights.
 *
 * @param {Topology} topology
 * @param {Placement} placement
 */
export const curvesOf = ({ links }, { columns }) => links.map((link) => curveOf(link, columns));

/**
 * Curves of connections without weights, and of skip connections.
 *
 * @param {Topology} topology
 * @param {Placement} placement
 */
export function othersOf({ wires, skips }, { columns }) {
  return [
    ...wires.map((wire) => curveOf(wire, columns)),
    ...skips.map(({ column, layer }) => skipPath(columns.slice(column, layer + 2))),
  ];
}

/**
 * @param {Wire | Link} wire
 * @param {Placement['columns']} columns
 */
function curveOf(wire, columns) {
  const { x0, y0, x1, y1 } = endsOf(wire, columns);
  return linkPath(x0, y0, x1, y1);
}

/**
 * Where a connection begins and ends.
 *
 * @param {Wire | Link} wire
 * @param {Placement['columns']} columns
 */
export function endsOf({ layer, column, row, unit }, columns) {
  const [from, to] = [columns[column], columns[layer + 1]];
  return { x0: from.x + from.half, y0: from.ys[row], x1: to.x - to.half, y1: to.ys[unit] };
}
