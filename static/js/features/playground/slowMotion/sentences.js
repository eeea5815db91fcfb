/**
 * A sentence for each stage of a pass, with its numbers.
 *
 * @import {Pass, Stage} from '../../../core/slowMotion/pass.js'
 * @import {Numbers} from '../../../core/trace/layerNumbers.js'
 * @import {Op} from '../../../core/trace/types.js'
 */

import { formatOfLayer, formatSetting, formatShort } from '../../../draw/format.js';
import { numbersAt } from '../../../core/slowMotion/pass.js';
import { belongsToLayer, layerOf } from '../../../core/trace/opLayers.js';
import { inSentence, inputName, layerTitle, outputNamesOf } from '../../../core/selectors.js';

const FEW = 3; // numbers that are listed

/** @type {Record<Stage['phase'], string>} */
export const PHASES = { input: 'Input', forward: 'Forward', loss: 'Loss', backward: 'Backward', update: 'Update' };

/** A number in a sentence. @param {number | null | undefined} value */
const text = (value) => (value === null || value === undefined ? '–' : formatShort(value));

/** A number as a factor: in brackets if it is negative. @param {number | null | undefined} value */
const factor = (value) => ((value ?? 0) < 0 ? `(${text(value)})` : text(value));

/** A number of things. @param {number} count @param {string} noun */
const counted = (count, noun) => `${count} ${noun}${count === 1 ? '' : 's'}`;

/**
 * @param {Pass} pass
 * @param {Stage} stage
 */
export function sentenceOf(pass, stage) {
  switch (stage.phase) {
    case 'input':
      return inputSentence(pass);
    case 'forward':
      return forwardSentence(pass, stage);
    case 'loss':
      return lossSentence(pass);
    case 'backward':
      return backwardSentence(pass, stage);
    case 'update':
      return updateSentence(pass);
  }
}

/** @param {Pass} pass */
function inputSentence({ session, catalog, trace, row }) {
  const { inputs, data } = session;
  const label = (/** @type {number} */ index) =>
    catalog?.features.find(({ name }) => name === inputs[index])?.label ?? inputName(session, index);
  const contents = data.image
    ? `an image of ${data.image[0]} × ${data.image[1]} pixels`
    : data.steps
      ? `a sequence of ${counted(data.steps, 'step')}`
      : inputs.length > FEW
        ? counted(inputs.length, 'number')
        : trace.features.map((value, index) => `${label(index)} = ${text(value)}`).join(', ');
  const others = trace.batch.length > 1 ? ` It is one of the ${trace.batch.length} in the next batch.` : '';
  return `Training example ${row + 1}: ${contents}.${others}`;
}

/**
 * Ops of a layer, by kind.
 *
 * @param {Pass} pass
 * @param {number} layer
 */
function opsOf({ trace, session }, layer) {
  const own = trace.ops.filter((op) => layerOf(op, session) === layer);
  /** @template {Op['kind']} K @param {K} kind @returns {Extract<Op, {kind: K}> | undefined} */
  const find = (kind) => /** @type {any} */ (own.find((op) => op.kind === kind));
  const activation = find('activation');
  const isOwn = activation && belongsToLayer(activation, session);
  return { dense: find('dense'), activation: isOwn ? activation : undefined, recurrent: find('recurrent') };
}

/** @param {Pass} pass @param {Stage} stage */
function forwardSentence(pass, stage) {
  const { layer } = stage;
  const { session, trace } = pass;
  const { dense, activation, recurrent } = opsOf(pass, layer);
  const title = layerTitle(pass, layer);
  const isOutput = layer === session.layers.length - 1;
  if (recurrent) {
    const state = recurrent.outputs.at(-1)?.[0];
    const steps = counted(recurrent.outputs.length, 'step');
    return `${title} reads ${steps}, one after the other. Unit 1 ends at h = ${text(state)}.`;
  }
  const [z, result] = [formatOfLayer('z', layer), isOutput ? 'ŷ' : formatOfLayer('a', layer)];
  if (!dense) return `${title}: ${rangeOf(numbersAt(pass, stage).values.get(layer)?.numbers)}.`;
  const sum = `${title}${nameOf(session, layer)}: ${z} = ${sumOf(dense)} = ${text(dense.outputs[0])}`;
  const passedOn = (/** @type {string} */ f, /** @type {number | null | undefined} */ value) =>
    `${sum}, ${result} = ${f === 'linear' ? z : `${f}(${z})`} = ${text(value)}.`;
  if (activation && activation.function !== 'linear') return passedOn(activation.function, activation.outputs[0]);
  if (!isOutput) return `${sum}.`;
  const prediction = trace.ops.find((op) => op.kind === 'loss')?.prediction ?? [];
  const { activation: name } = session.layers[layer]; // a part of the loss, or linear
  if (name !== 'softmax') return passedOn(name, prediction[0]);
  return `${title}: softmax turns ${counted(prediction.length, 'sum')} into probabilities: ${listOf(prediction)}.`;
}

/** The first neuron of a layer by name, if it has several. @param {Pass['session']} session @param {number} layer */
const nameOf = ({ layers }, layer) =>
  layers[layer].units > 1 ? (layer === layers.length - 1 ? ', unit 1' : ', neuron 1') : '';

/**
 * The weighted sum of the first neuron: with its numbers if they are few, else in symbols.
 *
 * @param {Extract<Op, {kind: 'dense'}>} dense
 */
function sumOf({ inputs, weights, biases }) {
  if (!weights || inputs.length >= FEW) return 'Σ w·x + b';
  const into = /** @type {number[][]} */ (weights.values).map((row) => row[0]);
  const terms = inputs.map((input, from) => `${factor(into[from])} × ${factor(input)}`);
  return [...terms, ...(biases ? [factor(/** @type {number[]} */ (biases.values)[0])] : [])].join(' + ');
}

/** Number and range of the values of a layer. @param {Numbers | undefined} numbers */
function rangeOf(numbers = []) {
  const known = numbers.filter((number) => number !== null);
  if (known.length === 0) return 'no values';
  if (known.length === 1) return `one value, ${text(known[0])}`;
  return `${known.length} values from ${text(Math.min(...known))} to ${text(Math.max(...known))}`;
}

/** @param {(number | null)[]} numbers */
const listOf = (numbers) => numbers.slice(0, FEW).map(text).join(', ') + (numbers.length > FEW ? ', …' : '');

/** @param {Pass} pass */
function lossSentence(pass) {
  const { trace, session, catalog } = pass;
  const loss = trace.ops.find((op) => op.kind === 'loss');
  if (!loss) return '';
  const { prediction, targets, value, function: name } = loss;
  const label = catalog?.losses.find((each) => each.name === name)?.label ?? name;
  const L = `loss L = ${text(value)}`;
  if (loss.step_values) return `${label}: the mean over ${counted(loss.step_values.length, 'step')} is the ${L}.`;
  if (session.data.task === 'multiclass' && targets && prediction.length > 1) {
    const right = targets.findIndex((target) => target === Math.max(...targets.map((each) => each ?? -Infinity)));
    const named = outputNamesOf(pass)?.[right] ?? `class ${right + 1}`;
    return `${label}: the right class is ${named}, for which the output is ${text(prediction[right])}; ${L}.`;
  }
  if (prediction.length > 1)
    return `${label}: ${prediction.length} outputs ŷ are compared with ${targets?.length} targets y; ${L}.`;
  return `${label}: prediction ŷ = ${text(prediction[0])}, target y = ${text(targets?.[0])}, ${L}.`;
}

/** @param {Pass} pass @param {Stage} stage */
function backwardSentence(pass, stage) {
  const { layer } = stage;
  const { session, trace } = pass;
  const { activation, dense, recurrent } = opsOf(pass, layer);
  const title = layerTitle(pass, layer);
  const isOutput = layer === session.layers.length - 1;
  const example = trace.batch.length > 1 ? ' of this one example' : '';
  const source = isOutput ? `the loss${example}` : readersOf(pass, layer);
  const receives = `${isOutput ? 'The output' : title} receives the gradient from ${source}.`;
  if (recurrent)
    return `${receives} It goes back through ${counted(recurrent.outputs.length, 'step')}, from the last to the first.`;
  const [z, a] = [formatOfLayer('z', layer), isOutput ? 'ŷ' : formatOfLayer('a', layer)];
  const unit = session.layers[layer].units > 1 ? (isOutput ? 'Unit 1: ' : 'Neuron 1: ') : '';
  const neuron = `${unit}${formatOfLayer('δ', layer)}`;
  if (dense && activation && activation.function !== 'linear') {
    const { function: f, output_adjoints: outer, derivatives, input_adjoints: inner } = activation;
    const product = `${factor(outer?.[0])} × ${factor(derivatives[0])} = ${text(inner?.[0])}`;
    return `${receives} ${neuron} = ∂L/∂${a} × ${f}′(${z}) = ${product}.`;
  }
  if (dense) return `${receives} ${neuron} = ∂L/∂${z} = ${text(dense.output_adjoints?.[0])}.`;
  return `${receives} It has ${rangeOf(numbersAt(pass, stage).adjoints.get(layer)?.numbers)}.`;
}

/**
 * The layers that read a layer, as words.
 *
 * @param {Pass} pass
 * @param {number} layer
 */
function readersOf(pass, layer) {
  const { layers } = pass.session;
  const readers = layers.flatMap(({ sources }, index) =>
    sources.includes(layers[layer].name) ? [nameInSentence(layerTitle(pass, index))] : [],
  );
  return readers.join(' and ') || 'the layers after it';
}

/** @param {string} title */
const nameInSentence = (title) => (title === 'Output' ? 'the output' : inSentence(title));

/** @param {Pass} pass */
function updateSentence({ session, catalog, batchTrace }) {
  const { name } = session.spec.optimizer;
  const rate = formatSetting(Number(batchTrace.learning_rate.toPrecision(3)));
  const count = batchTrace.batch.length;
  const joined = session.spec.reduction === 'sum' ? 'summed' : 'averaged';
  const averaged = count > 1 ? `, ${joined} over the ${count} examples of the batch` : '';
  const momentum = 'momentum' in session.spec.optimizer ? session.spec.optimizer.momentum : 0;
  if (name === 'sgd' && !momentum)
    return `Every weight moves against its gradient${averaged}: w ← w − ${rate} × ∂L/∂w.`;
  const label = catalog?.optimizers.find((each) => each.name === name)?.label ?? name;
  return `${label} updates every weight, using a learning rate of ${rate} and its gradient${averaged}.`;
}
