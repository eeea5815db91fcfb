/**
 * The specks that move along the connections while the network trains, one into each neuron: forwards with the values,
 * backwards with the gradients.
 *
 * @import {Placement} from '../../../../draw/layout.js'
 * @import {Topology} from '../../../shared/topology.js'
 */

import { pointOnLink } from '../../../../draw/layout.js';
import { endsOf } from '../../../shared/curves.js';

const RADIUS = 2.5;
const DURATION = 1400; // ms from one end of a connection to the other
const OPACITY = 0.55;

/**
 * Connections that carry a speck: one into each neuron, from another neuron for each.
 *
 * @param {Topology} topology
 * @param {Placement} placement
 */
export function speckTracks({ units, links, wires }, { columns }) {
  return units.flat().flatMap(({ layer, unit }) => {
    const into = [...links, ...wires].filter((wire) => wire.layer === layer && wire.unit === unit);
    return into.length > 0 ? [endsOf(into[unit % into.length], columns)] : [];
  });
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {ReturnType<typeof speckTracks>} tracks
 * @param {{now: number, isBackward: boolean, colour: string}} look
 */
export function drawSpecks(context, tracks, { now, isBackward, colour }) {
  const phase = (now % DURATION) / DURATION;
  context.beginPath();
  for (const ends of tracks) {
    const [x, y] = pointOnLink(ends, isBackward ? 1 - phase : phase);
    context.moveTo(x + RADIUS, y);
    context.arc(x, y, RADIUS, 0, 2 * Math.PI);
  }
  context.globalAlpha = OPACITY;
  context.fillStyle = colour;
  context.fill();
  context.globalAlpha = 1;
}
