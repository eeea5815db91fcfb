/**
 * Pure functions that derive data for views from the state.
 *
 * @import {Frame, SessionInfo, Task, FrameView} from '../protocol/model.js'
 * @import {InlineSpec, LayerShape} from '../protocol/types.d.ts'
 * @import {Focus, State} from './model.js'
 *
 * @typedef {[[number, number], [number, number]]} Plane
 */

/** Most neurons of a layer that are drawn; the others are counted. */
export const DRAWN_UNITS = 8;

const OUTPUT_MAP = 96;
const NEURON_MAP = 32;
const SHOWN_NEURON_MAP = 64;

/** The plane of generated points and of every thumbnail. @type {Plane} */
export const USUAL_PLANE = [
  [-6, 6],
  [-6, 6],
];

/**
 * True for two-input data, which can be drawn as a map.
 *
 * @param {State} state
 */
export const isPlanar = ({ session }) => session === null || session.domain !== null;

/**
 * True if the inputs are the pixels of an image.
 *
 * @param {State} state
 */
export const hasImage = ({ session }) => session !== null && session.data.image !== null;

/**
 * The plane that is drawn: ranges of x1 and x2.
 *
 * @param {State} state
 * @returns {Plane}
 */
export const planeOf = ({ session }) => session?.domain ?? USUAL_PLANE;

/**
 * Contents of the frames for this page: small maps of the neurons, larger ones while a neuron is shown large, and the
 * confusion matrix while it is shown.
 *
 * @param {State} state
 * @returns {FrameView}
 */
export function frameViewOf(state) {
  const { focus, chart } = state.look;
  return {
    resolution: OUTPUT_MAP,
    neuron_resolution: focus?.kind === 'unit' ? SHOWN_NEURON_MAP : NEURON_MAP,
    neurons_per_layer: DRAWN_UNITS,
    confusion: chart === 'confusion' || !(isPlanar(state) || hasImage(state)),
  };
}

/**
 * The task of the run's data; null before there is a session.
 *
 * @param {State} state
 * @returns {Task | null}
 */
export function taskOf({ catalog, spec, data, session }) {
  if (!spec) return null;
  if (spec.data.name === 'inline')
    return /** @type {InlineSpec} */ (spec.data).task ?? data?.task ?? session?.data.task ?? null;
  if (spec.data.name === 'text') return 'multiclass';
  if (catalog?.pattern_sets.some(({ name }) => name === spec.data.name)) return 'regression';
  const sets = catalog ? [...catalog.data_sets, ...catalog.real_sets, ...catalog.sequence_sets] : [];
  return sets.find(({ name }) => name === spec.data.name)?.task ?? session?.data.task ?? null;
}

/**
 * Names of the classes, from the data or by number.
 *
 * @param {State} state
 */
export function classNamesOf({ session, data }) {
  const named = session?.data.class_names;
  return Array.from({ length: data?.classes ?? 0 }, (_, index) => named?.[index] ?? `class ${index + 1}`);
}

/**
 * A target as one number: the class, or the first value.
 *
 * @param {number | number[]} target
 */
export const targetOf = (target) => (Array.isArray(target) ? target[0] : target);

/**
 * True if the run accepts commands.
 *
 * @param {State} state
 */
export const isLive = ({ connection, session, readOnly }) =>
  connection.phase === 'open' && session !== null && !readOnly;

/**
 * True if the run may train.
 *
 * @param {State} state
 */
export const canTrain = (state) => isLive(state) && !state.held;

/**
 * True if the run plays, at any speed.
 *
 * @param {State} state
 */
export const isPlaying = ({ playing, slowMotion }) => playing || slowMotion === 'playing';

/** Name of the network's inputs among the sources of a layer. */
export const INPUTS = 'inputs';

/**
 * Number of neurons of a layer that are drawn.
 *
 * @param {LayerShape} layer
 */
export const drawnUnits = ({ units }) => Math.min(units, DRAWN_UNITS);

/** @typedef {Pick<State, 'session' | 'catalog'>} Named the parts of the state that determine names */

/**
 * Convert the engine's name of a layer to plain words: dense layers are numbered as hidden layers, others have their
 * label in the catalog.
 *
 * @param {State['catalog']} catalog
 * @param {string} name such as `conv2d_1`
 */
export function titleOf(catalog, name) {
  if (name === 'output') return 'Output';
  const [, kind, number] = /** @type {RegExpExecArray} */ (/^(.*)_(\d+)$/.exec(name));
  const label = catalog?.layers.find((entry) => entry.name === kind)?.label ?? kind;
  return kind === 'dense' ? `Hidden layer ${number}` : `${label} ${number}`;
}

/**
 * @param {Named} state
 * @param {number} index of a layer
 */
export const layerTitle = ({ session, catalog }, index) =>
  session?.layers[index] ? titleOf(catalog, session.layers[index].name) : '';

/**
 * A title in lower case for the middle of a sentence; initials stay upper case.
 *
 * @param {string} title
 */
export const inSentence = (title) => (/^[A-Z][a-z]/.test(title) ? title[0].toLowerCase() + title.slice(1) : title);

/**
 * Names of the outputs, or null.
 *
 * @param {Named} state
 * @returns {string[] | null}
 */
export function outputNamesOf({ session, catalog }) {
  if (!session) return null;
  const names = catalog?.pattern_sets.find(({ name }) => name === session.spec.data.name)?.output_names;
  return names ?? (session.data.task === 'multiclass' ? session.data.class_names : null);
}

/**
 * The catalog's entry for the kind of a layer; undefined before the catalog is here.
 *
 * @param {State['catalog']} catalog
 * @param {{kind: string} | undefined} layer
 */
export const kindOf = (catalog, layer) => catalog?.layers.find(({ name }) => name === layer?.kind);

/**
 * Name of a unit in plain words.
 *
 * @param {Named} state
 * @param {number} layer
 * @param {number} unit
 */
export function unitTitle(state, layer, unit) {
  const isOutput = layer === (state.session?.layers.length ?? 0) - 1;
  const name = isOutput ? outputNamesOf(state)?.[unit] : null;
  const word = isOutput ? 'unit' : (kindOf(state.catalog, state.session?.layers[layer])?.unit ?? 'neuron');
  return `${layerTitle(state, layer)}, ${name ?? `${word} ${unit + 1}`}`;
}

/**
 * Number of inputs that are drawn: those of one time step if the network is recurrent, else all.
 *
 * @param {SessionInfo} session
 */
export function inputsOfStep({ inputs, layers, data }) {
  const readers = layers.filter(({ sources }) => sources.includes(INPUTS));
  const isThroughSteps = readers.every(
    ({ shape, blocks }) => shape.length === 2 || blocks.some(({ name }) => name === 'recurrent'),
  );
  return data.steps !== null && isThroughSteps ? inputs.length / data.steps : inputs.length;
}

const SUBSCRIPTS = '₀₁₂₃₄₅₆₇₈₉';

/**
 * Name of an input: the character of its column for a text, x₁₂ for x12.
 *
 * @param {SessionInfo} session
 * @param {number} index
 */
export function inputName({ inputs, data, spec }, index) {
  const letters = spec.data.name === 'text' ? (data.class_names ?? []) : [];
  return inputs.length === letters.length * (data.steps ?? 1)
    ? letters[index % letters.length]
    : (inputs[index] ?? '').replace(/^x\d+$/, indexed);
}

/**
 * Write digits as subscripts: x12 becomes x₁₂.
 *
 * @param {string} name
 */
const indexed = (name) => name.replace(/\d/g, (digit) => SUBSCRIPTS[Number(digit)]);

/**
 * Indices of the layers with weights, without those that only normalize.
 *
 * @param {Named} state
 */
export const weightLayers = ({ session, catalog }) =>
  (session?.layers ?? []).flatMap((layer, index) =>
    layer.weights_offset === null || kindOf(catalog, layer)?.normalizes ? [] : [index],
  );

/**
 * True if the inputs of a layer are the units of the layer before it, one by one: not patches, symbols, or all pixels
 * or time steps as one vector.
 *
 * @param {Named} state
 * @param {number} index
 */
export function readsUnits({ session, catalog }, index) {
  const layer = session?.layers[index];
  if (!session || !layer) return false;
  const source = session.layers.find(({ name }) => name === layer.sources[0]);
  if ((kindOf(catalog, layer)?.inputs ?? 'units') !== 'units') return false;
  return !source || source.shape.length === 1 || layer.inputs === source.units;
}

/**
 * Create a function that names the inputs of a layer: a feature by its label, a column by its name, a neuron by its
 * number.
 *
 * @param {State} state
 * @param {number} layer
 */
export function inputNamer({ session, catalog }, layer) {
  const shape = session?.layers[layer];
  const source = shape && session.layers.find(({ name }) => name === shape.sources[0])?.shape;
  const channels = source?.[2] ?? session?.data.image?.[2] ?? 1;
  const side = Math.sqrt((shape?.inputs ?? 0) / channels);
  return (/** @type {number} */ from) => {
    if (kindOf(catalog, shape)?.inputs === 'patch') {
      const pixel = Math.floor(from / channels);
      const place = `${Math.floor(pixel / side) + 1}, ${(pixel % side) + 1}`;
      return channels > 1 ? `map ${(from % channels) + 1} at ${place}` : `pixel ${place}`;
    }
    if (shape && !readsUnits({ session, catalog }, layer)) return `input ${from + 1}`;
    if (shape?.sources[0] !== INPUTS) return `neuron ${from + 1}`;
    const name = session ? inputName(session, from) : '';
    const feature = session?.spec.features && catalog?.features.find((each) => each.name === name);
    return feature ? feature.label : name;
  };
}

/**
 * @param {Focus | null} a
 * @param {Focus | null} b
 */
export const sameFocus = (a, b) =>
  a === b ||
  (a !== null && b !== null && a.kind === b.kind && a.layer === b.layer && a.unit === b.unit && a.from === b.from);

/**
 * Epochs done, including the fraction of the present one; without it if a change of the batch size makes it unknown.
 *
 * @param {Pick<State, 'session'>} state
 * @param {Pick<Frame, 'step' | 'epoch'>} at
 */
export function epochsDone({ session }, { step, epoch }) {
  const steps = session?.steps_per_epoch ?? 1;
  return Math.floor(step / steps) === epoch ? step / steps : epoch;
}

/**
 * The label of a hyperparameter: its symbol in formulas, or its name in words.
 *
 * @param {{name: string, symbol: string}} number
 */
export const labelOfNumber = ({ name, symbol }) => symbol || name.replaceAll('_', ' ');
