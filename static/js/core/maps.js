/**
 * The maps of a frame: the map of each unit, the maps that are shown large, and the values that their colours span.
 *
 * @import {Frame, MapStack, SessionInfo} from '../protocol/model.js'
 * @import {Catalog} from '../protocol/types.d.ts'
 * @import {Focus, State} from './model.js'
 *
 * @typedef {object} UnitMap one unit over the plane; value = zero + scale · byte, row 0 at the top
 * @property {number} size
 * @property {Uint8Array} values (size, size)
 * @property {number} zero
 * @property {number} scale
 *
 * @typedef {{middle: number, reach: number}} Domain the value drawn in the neutral colour, and the distance
 *   from it to the full colours
 */

import { DRAWN_UNITS, drawnUnits } from './selectors.js';

/**
 * The map of one unit in a frame.
 *
 * @param {SessionInfo} session
 * @param {Frame} frame
 * @param {number} layer
 * @param {number} unit
 */
export function mapOf(session, frame, layer, unit) {
  if (layer === session.layers.length - 1) return mapAt(frame.outputMaps, unit);
  let index = unit;
  for (let before = 0; before < layer; before++) index += drawnUnits(session.layers[before]);
  return unit < DRAWN_UNITS ? mapAt(frame.neuronMaps, index) : null;
}

/**
 * @param {MapStack | null} stack
 * @param {number} index
 * @returns {UnitMap | null}
 */
function mapAt(stack, index) {
  if (!stack || index >= stack.count) return null;
  const { size, values, scales } = stack;
  return {
    size,
    values: values.subarray(index * size * size, (index + 1) * size * size),
    zero: scales[2 * index],
    scale: scales[2 * index + 1],
  };
}

/**
 * Largest magnitude that a quantised map can hold.
 *
 * @param {Pick<UnitMap, 'zero' | 'scale'>} map
 */
export const magnitude = ({ zero, scale }) => Math.max(Math.abs(zero), Math.abs(zero + 255 * scale));

/**
 * Values that the colours of a unit's map span. An output has the scale of the data, so that the map and its points
 * share colours. Bounded hidden activations have a fixed span, so that colours can be compared between frames; other
 * maps span their own values.
 *
 * @param {Catalog | null} catalog
 * @param {SessionInfo} session
 * @param {number} layer
 * @param {UnitMap} map
 * @returns {Domain}
 */
export function domainOf(catalog, { layers }, layer, map) {
  const { activation } = layers[layer];
  if (layer === layers.length - 1) return outputDomain(catalog, activation);
  const bounds = boundsOf(catalog, activation);
  return { middle: 0, reach: bounds ? Math.max(...bounds.map(Math.abs)) : Math.max(1, magnitude(map)) };
}

/**
 * Values that the colours of an output's map span: the range of its activation, or -1 to 1 if it is unbounded.
 *
 * @param {Catalog | null} catalog
 * @param {string} activation
 * @returns {Domain}
 */
export function outputDomain(catalog, activation) {
  const [low, high] = boundsOf(catalog, activation) ?? [-1, 1];
  return { middle: (low + high) / 2, reach: (high - low) / 2 };
}

/**
 * Bounds of an activation; null if it is unbounded, and for softmax, which is not a function of one number.
 *
 * @param {Catalog | null} catalog
 * @param {string} activation
 */
function boundsOf(catalog, activation) {
  const [low, high] = catalog?.activations.find(({ name }) => name === activation)?.range ?? [null, null];
  return low !== null && high !== null ? [low, high] : null;
}

/**
 * The focused hidden unit, which is shown large in place of the output.
 *
 * @param {State} state
 */
export function shownUnit({ session, look: { focus } }) {
  return session && focus?.kind === 'unit' && focus.layer < session.layers.length - 1 ? focus : null;
}

/**
 * The maps that the plane shows: that of the focused hidden unit, else those of the outputs; empty before a frame.
 *
 * @param {SessionInfo | null} session
 * @param {Frame | null} frame
 * @param {Focus | null} unit
 */
export function shownMaps(session, frame, unit) {
  if (!session || !frame) return [];
  const output = session.layers.length - 1;
  const maps = unit
    ? [mapOf(session, frame, unit.layer, unit.unit)]
    : Array.from({ length: session.layers[output].units }, (_, index) => mapOf(session, frame, output, index));
  return maps.filter((map) => map !== null);
}

/**
 * Values that the colours of the plane span.
 *
 * @param {Catalog | null} catalog
 * @param {SessionInfo | null} session
 * @param {Frame | null} frame
 * @param {Focus | null} unit
 * @returns {Domain}
 */
export function shownDomain(catalog, session, frame, unit) {
  const [map] = shownMaps(session, frame, unit);
  if (!session || !map) return { middle: 0, reach: 1 };
  return domainOf(catalog, session, unit?.layer ?? session.layers.length - 1, map);
}

/**
 * Decision threshold of a unit: the middle of its activation's range, 0 if it is unbounded.
 *
 * @param {Catalog | null} catalog
 * @param {SessionInfo | null} session
 * @param {Focus | null} unit null: the output
 */
export const decisionLevel = (catalog, session, unit) =>
  outputDomain(catalog, session?.layers.at(unit?.layer ?? -1)?.activation ?? '').middle;
