/**
 * The letters of a pass. Layer l, counted from 1, turns a⁽ˡ⁻¹⁾ into z⁽ˡ⁾ and a⁽ˡ⁾ with the parameters W⁽ˡ⁾ and b⁽ˡ⁾;
 * a⁽⁰⁾ = x are the inputs, ŷ is the output of the last layer, y the target, δ⁽ˡ⁾ = ∂L/∂z⁽ˡ⁾.
 *
 * @import {SessionInfo} from '../../../protocol/model.js'
 * @import {StepContext} from '../types.js'
 */

import { formatOfLayer } from '../../../draw/format.js';
import { flatLayersOf } from '../../../core/edits/architecture.js';
import { inSentence, layerTitle } from '../../../core/selectors.js';
import { indexed } from './tex.js';

/** @typedef {number | string} Index from 0, or a letter */

/**
 * A letter of a layer, such as `a^{(1)}_{2}`.
 *
 * @param {string} letter
 * @param {number} layer index among the session's layers; -1 for the inputs
 * @param {...Index} indices
 */
export function ofLayer(letter, layer, ...indices) {
  const whole = `${letter}^{(${layer + 1})}`;
  return indices.length > 0 ? indexed(whole, ...indices) : whole;
}

/**
 * The output of a unit: ŷ in the last layer.
 *
 * @param {Pick<SessionInfo, 'layers'>} session
 * @param {number} layer
 * @param {...Index} indices
 */
export const outputOf = ({ layers }, layer, ...indices) =>
  layer === layers.length - 1 ? indexed('\\hat y', ...indices) : ofLayer('a', layer, ...indices);

/**
 * Index of a layer that a layer reads; -1 for the inputs.
 *
 * @param {Pick<SessionInfo, 'layers'>} session
 * @param {number} layer
 * @param {number} [number] of the source, if there are several
 */
export const sourceOf = ({ layers }, layer, number = 0) =>
  layers.findIndex(({ name }) => name === layers[layer].sources[number]);

/**
 * Symbols of what the layer of a step reads: a unit of the layer before, counted as that layer counts it.
 *
 * @param {StepContext} context
 * @returns {(...indices: Index[]) => string}
 */
export function inputsOf({ session, step }) {
  const source = sourceOf(session, step.layer);
  const first = flatLayersOf(session.spec.network.layers)[step.layer]?.first ?? 0;
  return (...indices) => {
    const unit = indices[indices.length - 1];
    const shifted = first === 0 ? unit : typeof unit === 'number' ? unit + first : `${unit}+${first}`;
    return ofLayer('a', source, ...indices.slice(0, -1), shifted);
  };
}

/**
 * A sentence that says what the inputs of the step's layer are.
 *
 * @param {StepContext} context
 */
export function inputsInWords({ session, catalog, step }) {
  const source = sourceOf(session, step.layer);
  if (source < 0) return 'a⁽⁰⁾ = x, the inputs of the network.';
  return `${formatOfLayer('a', source)} are the outputs of ${inSentence(layerTitle({ session, catalog }, source))}.`;
}

/**
 * Letter of the places at which a layer uses the same weights: p in an image, t in a sequence.
 *
 * @param {StepContext} context
 */
export const placeLetter = ({ session, step }) => (session.layers[step.layer].shape.length > 2 ? 'p' : 't');

/** Letters of the parameter blocks. @type {Record<string, string>} */
const LETTERS = { weights: 'W', biases: 'b', recurrent: 'R', recurrent_biases: 'q', gains: '\\gamma' };

/**
 * One parameter of a layer.
 *
 * @param {number} layer
 * @param {string} block
 * @param {string} gate empty for a layer without several gates
 * @param {number | null} from null for a bias or gain
 * @param {number} unit
 */
export function parameterOf(layer, block, gate, from, unit) {
  const indices = from === null ? [unit] : [from, unit];
  const letter = LETTERS[block];
  if (gate === '' || block === 'recurrent_biases') return ofLayer(letter, layer, ...indices);
  return `${ofLayer(letter, layer)}_{${gate};\\,${indices.map((index) => index + 1).join(',')}}`;
}
