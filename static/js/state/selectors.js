/**
 * What views derive from the state, each a pure function of it.
 *
 * @import {Frame, MapStack, SessionInfo, Task, View} from '../protocol/model.js'
 * @import {LayerShape} from '../protocol/types.d.ts'
 * @import {Focus, State} from './model.js'
 */

/** Neurons drawn of a layer; the others are counted. */
export const DRAWN_UNITS = 8;

const MAP_SIZE = 64;
const NEURON_MAP_SIZE = 32;

/** Edge of the plane that is drawn: both inputs run from -EDGE to EDGE. */
export const EDGE = 6;

const BOUNDED = new Set(['tanh', 'sigmoid', 'sin', 'softmax']);

/** The maps this page needs: small ones for the neurons, larger while one of them is shown large. @param {State} state @returns {View} */
export function viewOf({ look: { focus } }) {
  return {
    resolution: MAP_SIZE,
    neuron_resolution: focus?.kind === 'unit' ? MAP_SIZE : NEURON_MAP_SIZE,
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
 */
export function mapAt(stack, index) {
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
 * The values a layer's maps span on the colour scale: the one drawn neutral and the reach to either side. Activations with
 * bounds have a fixed reach, so that colours compare from frame to frame; the others reach as far as the map does.
 *
 * @param {string} activation
 * @param {number} magnitude the map's largest
 */
export function domainOf(activation, magnitude) {
  return { middle: 0, reach: BOUNDED.has(activation) ? 1 : Math.max(1, magnitude) };
}

/** The same for an output: on the scale of the data, so that the map and its points share their colours. @param {string} activation */
export const outputDomain = (activation) =>
  activation === 'sigmoid' ? { middle: 0.5, reach: 0.5 } : { middle: 0, reach: 1 };

/** The value at which the output decides between two classes. @param {string} activation */
export const decisionLevel = (activation) => (activation === 'sigmoid' ? 0.5 : 0);

/** @param {Focus | null} a @param {Focus | null} b */
export const sameFocus = (a, b) =>
  a === b ||
  (a !== null && b !== null && a.kind === b.kind && a.layer === b.layer && a.unit === b.unit && a.from === b.from);
