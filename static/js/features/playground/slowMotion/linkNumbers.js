/**
 * What flows along the connections at a stage: a number for each connection, and the pulses that move.
 *
 * @import {SessionInfo} from '../../../protocol/model.js'
 * @import {Pass, PassNumbers, Stage} from '../../../core/slowMotion/pass.js'
 * @import {Trace} from '../../../core/trace/types.js'
 * @import {Link, Topology} from '../../shared/topology.js'
 *
 * @typedef {'weight' | 'term' | 'gradient'} LinkQuantity a term of the sum, w·x; the gradient ∂L/∂w of the sample
 * @typedef {{quantity: LinkQuantity, value: number, isActive: boolean}} LinkNumber value: NaN if unknown
 *
 * @typedef {object} Pulse
 * @property {number} route index among the links, then the wires, then the skip connections
 * @property {number} value w·x on the way forward, w·δ on the way back
 */

import { layerOf } from '../../../core/trace/opLayers.js';
import { numberOf } from '../../../core/trace/layerNumbers.js';

const MOST_PULSES = 24;
const VISIBLE_CHANGE = 1; // magnitude of a change of weight that the eye sees as another width
const MOST_MAGNIFIED = 1000;

/**
 * The number on every connection: a term of the sum once values have passed, a gradient once it has come back, else the
 * weight.
 *
 * @param {Pass} pass
 * @param {Stage} stage
 * @param {Link[]} links
 * @returns {LinkNumber[]}
 */
export function linkNumbersAt({ trace, session }, { phase, layer }, links) {
  const read = parameterReader(trace, session);
  return links.map((link) => {
    if (phase === 'backward' && link.layer >= layer) {
      return { quantity: 'gradient', value: read(link, 'gradient'), isActive: link.layer === layer };
    }
    const hasPassed = phase !== 'input' && phase !== 'update' && (phase !== 'forward' || link.layer <= layer);
    if (hasPassed) {
      return { quantity: 'term', value: read(link, 'terms'), isActive: phase === 'forward' && link.layer === layer };
    }
    return { quantity: 'weight', value: read(link, 'values'), isActive: phase === 'update' };
  });
}

/**
 * Create a function that reads a number of a connection in a trace: NaN if its layer's parameters are not traced.
 *
 * @param {Trace} trace
 * @param {SessionInfo} session
 */
function parameterReader(trace, session) {
  /** @type {Map<number, any>} */
  const ops = new Map(trace.ops.flatMap((op) => ('weights' in op && op.weights ? [[layerOf(op, session), op]] : [])));
  return (/** @type {Link} */ { layer, parameter }, /** @type {'values' | 'gradient' | 'terms'} */ field) => {
    const op = ops.get(layer);
    const rows = field === 'terms' ? (op?.terms ?? op?.weights.values) : op?.weights[field];
    const index = parameter - (session.layers[layer].weights_offset ?? NaN);
    const width = rows?.[0]?.length ?? 1;
    return rows?.[Math.floor(index / width)]?.[index % width] ?? NaN;
  };
}

/**
 * The pulses of a stage, the largest first if there are too many: into the layer on the way forward, out of the next
 * layers on the way back.
 *
 * @param {Pass} pass
 * @param {Stage} stage
 * @param {PassNumbers} numbers
 * @param {Topology} topology
 * @returns {Pulse[]}
 */
export function pulsesAt(pass, { phase, layer }, { values, adjoints }, topology) {
  if (phase !== 'forward' && phase !== 'backward') return [];
  const { session, trace } = pass;
  const read = parameterReader(trace, session);
  const { links, wires, skips } = topology;
  const routes = [...links, ...wires, ...skips.map((skip) => ({ ...skip, row: 0, unit: 0 }))];
  const isForward = phase === 'forward';
  const fed = topology.inputs.flatMap(({ on }, row) => (on ? [row] : []));
  const numberAt = (/** @type {PassNumbers['values']} */ map, /** @type {number} */ of, /** @type {number} */ unit) => {
    const known = map.get(of);
    const units = of < 0 ? session.inputs.length : session.layers[of].units;
    return known ? numberOf(known, unit, units, Infinity) : null;
  };
  return routes
    .flatMap((route, index) => {
      if (isForward ? route.layer !== layer : route.column !== layer + 1) return [];
      const link = index < links.length ? links[index] : null;
      const source = route.column === 0 ? fed.indexOf(route.row) : route.row;
      const number = isForward
        ? numberAt(values, route.column - 1, source)
        : numberAt(adjoints, route.layer, route.unit);
      const factor = link ? read(link, 'values') : 1;
      return [{ route: index, value: (number ?? 0) * (Number.isNaN(factor) ? 1 : factor) }];
    })
    .sort((a, b) => Math.abs(b.value) - Math.abs(a.value))
    .slice(0, MOST_PULSES);
}

/**
 * How many times larger than they are changes of weights have to be drawn, so that the largest is seen: 1, 2, 5, 10, …
 *
 * @param {number[]} changes
 */
export function magnificationOf(changes) {
  const largest = Math.max(0, ...changes.map((change) => Math.abs(change) || 0));
  if (largest === 0) return 1;
  const needed = Math.min(MOST_MAGNIFIED, VISIBLE_CHANGE / largest);
  if (needed <= 1) return 1;
  const power = 10 ** Math.floor(Math.log10(needed));
  return power * ([1, 2, 5].findLast((digit) => digit * power <= needed) ?? 1);
}

/**
 * A weight with its change of magnitude drawn larger. It keeps its sign, and does not go below zero.
 *
 * @param {number} before
 * @param {number} after
 * @param {number} magnification
 */
export function magnified(before, after, magnification) {
  const change = Math.abs(after) - Math.abs(before);
  return Math.sign(after) * Math.max(0, Math.abs(before) + magnification * change);
}
