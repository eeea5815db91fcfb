/**
 * What views derive from the state, each a pure function of it.
 *
 * @import {SessionInfo, Task, View} from '../protocol/model.js'
 * @import {InlineSpec, LayerShape} from '../protocol/types.d.ts'
 * @import {Focus, State} from './model.js'
 *
 * @typedef {[[number, number], [number, number]]} Plane
 */

/** Neurons drawn of a layer; the others are counted. */
export const DRAWN_UNITS = 8;

const OUTPUT_MAP = 96;
const NEURON_MAP = 32;
const SHOWN_NEURON_MAP = 64;

/** The plane of generated points, and of every thumbnail. @type {Plane} */
export const USUAL_PLANE = [
  [-6, 6],
  [-6, 6],
];

/** True where the data lie in a plane, and maps over it can be drawn. @param {State} state */
export const isPlanar = ({ session }) => session === null || session.domain !== null;

/** True where the inputs are the pixels of an image. @param {State} state */
export const hasImage = ({ session }) => session !== null && session.data.image !== null;

/** The plane that is drawn: where the axes of x1 and of x2 begin and end. @param {State} state @returns {Plane} */
export const planeOf = ({ session }) => session?.domain ?? USUAL_PLANE;

/**
 * What this page needs in a frame: small maps of the neurons, larger ones while one of them is shown large, and how
 * classes are confused where that is shown.
 *
 * @param {State} state
 * @returns {View}
 */
export function viewOf(state) {
  const { focus, chart } = state.look;
  return {
    resolution: OUTPUT_MAP,
    neuron_resolution: focus?.kind === 'unit' ? SHOWN_NEURON_MAP : NEURON_MAP,
    neurons_per_layer: DRAWN_UNITS,
    confusion: chart === 'confusion' || !(isPlanar(state) || hasImage(state)),
  };
}

/** The task of the run's data; null before there is a session. @param {State} state @returns {Task | null} */
export function taskOf({ catalog, spec, data, session }) {
  if (!spec) return null;
  if (spec.data.name === 'inline') return /** @type {InlineSpec} */ (spec.data).task ?? data?.task ?? null;
  const sets = catalog ? [...catalog.data_sets, ...catalog.real_sets] : [];
  return sets.find(({ name }) => name === spec.data.name)?.task ?? session?.data.task ?? null;
}

/** Names of the classes, as the data have them or by number. @param {State} state */
export function classNamesOf({ session, data }) {
  const named = session?.data.class_names;
  return Array.from({ length: data?.classes ?? 0 }, (_, index) => named?.[index] ?? `class ${index + 1}`);
}

/** A target as one number: the class, or the first of the values. @param {number | number[]} target */
export const targetOf = (target) => (Array.isArray(target) ? target[0] : target);

/** True when the run can be driven. @param {State} state */
export const isLive = ({ connection, session }) => connection.phase === 'open' && session !== null;

/** What a layer's sources name the network's own inputs by. */
export const INPUTS = 'inputs';

/** How many neurons of a layer are drawn. @param {LayerShape} layer */
export const drawnUnits = ({ units }) => Math.min(units, DRAWN_UNITS);

/** A layer's name in plain words: dense ones are counted, the others by their kind. @param {SessionInfo} session @param {number} index */
export function layerTitle({ layers }, index) {
  if (index === layers.length - 1) return 'Output';
  const { kind, name } = layers[index];
  const number = name.slice(kind.length + 1);
  if (kind === 'dense') return `Hidden layer ${number}`;
  const words = kind.replaceAll('_', ' ');
  return `${words[0].toUpperCase()}${words.slice(1)} ${number}`;
}

/** A unit's name in plain words. @param {SessionInfo} session @param {number} layer @param {number} unit */
export function unitTitle(session, layer, unit) {
  const kind = layer === session.layers.length - 1 ? 'unit' : 'neuron';
  return `${layerTitle(session, layer)}, ${kind} ${unit + 1}`;
}

/** Kinds whose parameters only stretch and shift what the layer before them makes. */
const NORMS = new Set(['layer_norm', 'batch_norm']);

/**
 * The layers that have weights, by their index: those that stacks of other kinds have as well.
 *
 * @param {SessionInfo} session
 */
export const weightLayers = ({ layers }) =>
  layers.flatMap(({ kind, weights_offset: offset }, index) => (offset === null || NORMS.has(kind) ? [] : [index]));

/** What the inputs of these are, no unit before them is: the pixels of a patch, numbers of a vocabulary. */
const READS_NO_UNITS = new Set(['conv2d', 'embedding', 'one_hot']);

/**
 * True where the inputs of a layer are units of the layer before it, one by one: not where it reads patches, or all pixels
 * or steps as one vector.
 *
 * @param {SessionInfo} session
 * @param {number} index
 */
export function readsUnits({ layers }, index) {
  const { kind, sources, inputs } = layers[index];
  const source = layers.find(({ name }) => name === sources[0]);
  if (READS_NO_UNITS.has(kind)) return false;
  return !source || source.shape.length === 1 || inputs === source.units;
}

/**
 * Gives the inputs of a layer their names: a feature its label, a column its own, a neuron its number.
 *
 * @param {State} state
 * @param {number} layer
 */
export function inputNamer({ session, catalog }, layer) {
  return (/** @type {number} */ from) => {
    if (session?.layers[layer] && !readsUnits(session, layer)) return `input ${from + 1}`;
    if (session?.layers[layer]?.sources[0] !== INPUTS) return `neuron ${from + 1}`;
    const name = session?.inputs[from] ?? '';
    return catalog?.features.find((feature) => feature.name === name)?.label ?? name;
  };
}

/** @param {Focus | null} a @param {Focus | null} b */
export const sameFocus = (a, b) =>
  a === b ||
  (a !== null && b !== null && a.kind === b.kind && a.layer === b.layer && a.unit === b.unit && a.from === b.from);
