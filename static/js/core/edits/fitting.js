/**
 * What flows from layer to layer, as far as a spec tells it, and which layers can read it: the engine's rules, asked
 * before it is.
 *
 * @import {Catalog, NetworkSpec, RunSpec} from '../../protocol/types.d.ts'
 * @import {LayerSpec} from './architecture.js'
 *
 * @typedef {object} Form
 * @property {number} width units of a vector, of a step where there is a vector for each; NaN where the spec does not tell
 * @property {number[] | null} image height, width and channels of a picture
 * @property {boolean} steps a sequence
 * @property {boolean} perStep states, one for each step, which dense layers read one after the other
 * @property {boolean} numbers whole numbers, as they come from the data
 * @property {boolean} each the data have a target at every step
 */

import { isDense, isRecurrent } from './architecture.js';

/** @param {number} width @param {boolean} [each] @returns {Form} a vector without a form of its own */
export const vectorOf = (width, each = false) => ({
  width,
  image: null,
  steps: false,
  perStep: false,
  numbers: false,
  each,
});

/**
 * What the data of a spec feed.
 *
 * @param {{data: Record<string, any>, features: RunSpec['features']}} spec
 * @param {Catalog} catalog
 * @param {number} [inputs] of the session, for a table, of which the spec holds the name alone
 * @returns {Form}
 */
export function formOf({ data, features }, { data_sets, real_sets, sequence_sets, pattern_sets }, inputs = NaN) {
  const named = (/** @type {{name: string}} */ { name }) => name === data.name;
  const [real, sequence, pattern] = [real_sets.find(named), sequence_sets.find(named), pattern_sets.find(named)];
  if (data_sets.some(named)) return vectorOf(features?.length ?? 2);
  if (real) return { ...vectorOf((data.columns ?? real.input_names).length), image: data.columns ? null : real.image };
  if (pattern) return vectorOf(data.bits ?? pattern.bits);
  if (sequence || data.name === 'text') {
    const each = data.each ?? (sequence ? sequence.preview.targets.length > 1 : false);
    return { ...vectorOf(NaN, each), steps: true, numbers: data.coding === 'index' };
  }
  if (data.name !== 'inline' || features) return vectorOf(features?.length ?? inputs);
  return {
    ...vectorOf(data.inputs[0].length, data.targets_per_step ?? false),
    image: data.image ?? null,
    steps: (data.steps ?? null) !== null,
  };
}

/**
 * What a layer makes of what it reads; null where it cannot read it.
 *
 * @param {LayerSpec} layer
 * @param {Form} x
 * @returns {Form | null}
 */
function after(layer, x) {
  const own = { ...x, numbers: false };
  switch (layer.kind) {
    case 'dense':
      return x.perStep ? { ...own, width: layer.units } : vectorOf(layer.units, x.each);
    case 'activation':
    case 'dropout':
      return own;
    case 'layer_norm':
    case 'batch_norm':
      return x.perStep ? null : own;
    case 'residual':
      return afterAll(layer.layers, x)?.width === x.width ? own : null;
    case 'parallel':
      return afterBranches(layer.branches, x);
    case 'rnn':
    case 'lstm':
    case 'gru':
      if (!x.steps) return null;
      return { ...vectorOf(layer.units, x.each), steps: layer.return_sequences, perStep: layer.return_sequences };
    case 'embedding':
    case 'one_hot':
      return x.numbers ? { ...own, width: NaN } : null;
    case 'conv2d':
      return afterWindow(x, layer.size, layer.padding === 'same' ? layer.size - 1 : 0, 1, layer.filters);
    case 'max_pool':
      return afterWindow(x, layer.size, 0, layer.size, null);
  }
}

/** @param {LayerSpec[]} layers @param {Form} x @returns {Form | null} */
const afterAll = (layers, x) =>
  layers.reduce((/** @type {Form | null} */ form, layer) => form && after(layer, form), x);

/** @param {Extract<LayerSpec, {kind: 'parallel'}>['branches']} branches @param {Form} x @returns {Form | null} */
function afterBranches(branches, x) {
  const ends = branches.map(({ inputs, layers }) => {
    if (inputs && inputs[1] > x.width) return null;
    return afterAll(layers, inputs ? vectorOf(inputs[1] - inputs[0], x.each) : { ...x, numbers: false });
  });
  if (!ends.every((end) => end !== null)) return null;
  return vectorOf(x.perStep ? NaN : ends.reduce((sum, { width }) => sum + width, 0), x.each);
}

/**
 * @param {Form} x
 * @param {number} size of the window
 * @param {number} padding
 * @param {number} stride
 * @param {number | null} channels null: as many as there are
 * @returns {Form | null}
 */
function afterWindow(x, size, padding, stride, channels) {
  if (!x.image) return null;
  const [height, width] = x.image.slice(0, 2).map((side) => Math.floor((side + padding - size) / stride) + 1);
  const depth = channels ?? x.image[2];
  if (height < 1 || width < 1) return null;
  return { ...vectorOf(height * width * depth, x.each), image: [height, width, depth] };
}

/**
 * True where every layer can read what comes before it, and the last has something to say as often as there are targets.
 *
 * @param {LayerSpec[]} layers
 * @param {Form} form of the data
 */
export const fits = (layers, form) => afterAll(layers, form)?.perStep === form.each;

/** What the layer at an index reads. @param {LayerSpec[]} layers @param {number} at @param {Form} form of the data */
export const formAt = (layers, at, form) => afterAll(layers.slice(0, at), form) ?? vectorOf(NaN);

/**
 * The layers that can still read these data, others left out: also those that read columns by their number, which are
 * others now.
 *
 * @param {LayerSpec[]} layers
 * @param {Form} form
 */
function readable(layers, form) {
  /** @type {Form} */
  let x = form;
  return layers.flatMap((layer) => {
    if (layer.kind === 'parallel' && layer.branches.some(({ inputs }) => inputs)) return [];
    const [fitting] = fitted([layer], { ...x, each: 'return_sequences' in layer && layer.return_sequences });
    const next = after(fitting, x);
    x = next ?? x;
    return next ? [layer] : [];
  });
}

/**
 * The layers with what follows from the others as it has to be: recurrent ones give every state where a recurrent one or
 * targets at every step come after them, and residual blocks are as wide as what they read.
 *
 * @param {LayerSpec[]} layers
 * @param {Form} form of the data
 * @returns {LayerSpec[]}
 */
export function fitted(layers, form) {
  const last = fits(layers, form) ? NaN : layers.findLastIndex(isRecurrent);
  /** @type {Form | null} */
  let x = form;
  return layers.map((layer, at) => {
    const width = x?.width ?? NaN;
    let own = layer;
    if (isRecurrent(layer) && !Number.isNaN(last)) own = { ...layer, return_sequences: at < last || form.each };
    if (layer.kind === 'residual' && !Number.isNaN(width)) own = { ...layer, layers: endingIn(layer.layers, width) };
    x = x && after(own, x);
    return own;
  });
}

/** Layers whose last dense one is so wide. @template {NetworkSpec['layers'][number]} L @param {L[]} layers @param {number} units */
function endingIn(layers, units) {
  const last = layers.findLastIndex(isDense);
  return layers.map((layer, row) => (row === last ? { ...layer, units } : layer));
}

/**
 * The layers as other data can be read by them, without those that cannot.
 *
 * @param {LayerSpec[]} layers
 * @param {Form} form of the data
 */
export const adapted = (layers, form) => fitted(readable(fitted(layers, form), form), form);
