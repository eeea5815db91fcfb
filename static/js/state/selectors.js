/**
 * What views derive from the state, each a pure function of it.
 *
 * @import {SessionInfo, Task, View} from '../protocol/model.js'
 * @import {LayerShape} from '../protocol/types.d.ts'
 * @import {Focus, State} from './model.js'
 */

/** Neurons drawn of a layer; the others are counted. */
export const DRAWN_UNITS = 8;

const OUTPUT_MAP = 96;
const NEURON_MAP = 32;
const SHOWN_NEURON_MAP = 64;

/** Edge of the plane that is drawn: both inputs run from -EDGE to EDGE. */
export const EDGE = 6;

/**
 * The maps this page needs: small ones for the neurons, larger while one of them is shown large.
 *
 * @param {State} state
 * @returns {View}
 */
export function viewOf({ look: { focus } }) {
  return {
    resolution: OUTPUT_MAP,
    neuron_resolution: focus?.kind === 'unit' ? SHOWN_NEURON_MAP : NEURON_MAP,
    neurons_per_layer: DRAWN_UNITS,
  };
}

/** The task of the run's data; null before there is a session. @param {State} state @returns {Task | null} */
export function taskOf({ catalog, spec, data }) {
  if (!spec) return null;
  return catalog?.data_sets.find(({ name }) => name === spec.data.name)?.task ?? data?.task ?? null;
}

/** A target as one number: the class, or the first of the values. @param {number | number[]} target */
export const targetOf = (target) => (Array.isArray(target) ? target[0] : target);

/** True when the run can be driven. @param {State} state */
export const isLive = ({ connection, session }) => connection.phase === 'open' && session !== null;

/** How many neurons of a layer are drawn. @param {LayerShape} layer */
export const drawnUnits = ({ units }) => Math.min(units, DRAWN_UNITS);

/** A layer's name in plain words. @param {SessionInfo} session @param {number} index */
export function layerTitle({ layers }, index) {
  return index === layers.length - 1 ? 'Output' : `Hidden layer ${index + 1}`;
}

/** A unit's name in plain words. @param {SessionInfo} session @param {number} layer @param {number} unit */
export function unitTitle(session, layer, unit) {
  const kind = layer === session.layers.length - 1 ? 'unit' : 'neuron';
  return `${layerTitle(session, layer)}, ${kind} ${unit + 1}`;
}

/** @param {Focus | null} a @param {Focus | null} b */
export const sameFocus = (a, b) =>
  a === b ||
  (a !== null && b !== null && a.kind === b.kind && a.layer === b.layer && a.unit === b.unit && a.from === b.from);
