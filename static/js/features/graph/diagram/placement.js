/**
 * Places of the nodes and edges of a graph: in a given direction, or as it fits best in a frame.
 *
 * @import {Differentiated} from '../../../protocol/expression.js'
 * @import {GraphPlacement, Size} from '../../../draw/graphLayout.js'
 * @import {NodeLook} from './nodes.js'
 */

import { placeGraph } from '../../../draw/graphLayout.js';
import { labelSize } from './edges.js';
import { partsIn } from './fold.js';
import { nodeNames, sizeOf } from './nodes.js';

const ROOMS = [1, 0.5, 0]; // gaps between nodes, as fractions of the usual ones, tried in turn to fit a graph
const MOST_FITTED = 40; // nodes; a larger graph scrolls in any case

/** @param {Differentiated} graph */
export const hasArrays = ({ nodes }) => nodes.some(({ shape }) => shape.length > 0);

/**
 * The largest scale at which a graph fits.
 *
 * @param {Size} placement
 * @param {Size} frame
 */
export const scaleOf = (placement, frame) => Math.min(frame.width / placement.width, frame.height / placement.height);

/**
 * Layout for large text, or for large nodes: the roomiest one that fits, else the one that shows the largest part.
 * Arrays show their numbers if these fit, or if `isCompactAllowed` is false.
 *
 * @param {Differentiated} graph
 * @param {number[]} stands for each node the one that is drawn for it
 * @param {Size} frame
 * @param {number} smallest scale
 * @param {boolean} isCompactAllowed
 */
export function fittingLayout(graph, stands, frame, smallest, isCompactAllowed) {
  let best = layoutOf(graph, 'LR', { form: 'high', isCompact: false, stands });
  if (new Set(stands).size > MOST_FITTED) return best;
  const looks = hasArrays(graph) && isCompactAllowed ? [false, true] : [false];
  for (const isCompact of looks) {
    for (const room of ROOMS) {
      if (scaleOf(best, frame) >= smallest) return best;
      for (const each of layoutsOf(graph, { isCompact, stands }, room))
        if (scaleOf(each, frame) > scaleOf(best, frame)) best = each;
    }
  }
  return best;
}

/**
 * @param {Differentiated} graph
 * @param {Omit<NodeLook, 'form'>} look
 * @param {number} room
 */
const layoutsOf = (graph, look, room) => [
  layoutOf(graph, 'LR', { form: 'high', ...look }, room),
  layoutOf(graph, 'TB', { form: 'low', ...look }, room),
  ...(hasArrays(graph) ? [layoutOf(graph, 'LR', { form: 'low', ...look }, room)] : []),
];

/**
 * @param {Differentiated} graph
 * @param {'LR' | 'TB'} direction
 * @param {NodeLook} look
 * @param {number} [room]
 * @returns {GraphPlacement & {look: NodeLook}}
 */
export function layoutOf(graph, direction, look, room) {
  const { stands } = look;
  const names = nodeNames(graph);
  const drawn = graph.nodes.flatMap((_, index) => (stands[index] === index ? [index] : []));
  const places = new Map(drawn.map((index, place) => [index, place]));
  const placeOf = (/** @type {number} */ index) => places.get(stands[index]) ?? 0;
  const placement = placeGraph(
    drawn.map((index) => sizeOf(graph, index, names[index], look)),
    graph.nodes.flatMap((node, to) =>
      node.arguments.flatMap((argument, number) =>
        argument.node === null || stands[argument.node] === stands[to]
          ? []
          : [
              {
                from: placeOf(argument.node),
                to: placeOf(to),
                key: `${to}.${number}`,
                label: partsIn(stands, stands[to]) === 0 ? labelSize(argument, look) : { width: 0, height: 0 },
              },
            ],
      ),
    ),
    direction,
    room,
  );
  return { ...placement, nodes: graph.nodes.map((_, index) => placement.nodes[placeOf(index)]), look };
}
