/**
 * Explanations of the output activation that a cross-entropy is computed with: softmax or sigmoid.
 *
 * @import {LossTrace} from '../../../protocol/types.d.ts'
 * @import {Explanation, StepContext} from '../types.js'
 * @import {Index} from './notation.js'
 */

import { unitTitle } from '../../../core/selectors.js';
import { outputActivationOf } from './formulas.js';
import { ofLayer } from './notation.js';
import { factor, indexed, num, partial, product, sum } from './tex.js';

const Y = '\\hat y';

/**
 * The output activation that the loss is computed with: softmax or sigmoid.
 *
 * @param {LossTrace} op
 * @param {StepContext} context
 * @param {number} index
 * @returns {Explanation}
 */
export function outputValue(op, context, index) {
  const { session, catalog, step } = context;
  const { units } = session.layers[step.layer];
  const name = /** @type {string} */ (op.output_activation);
  const k = index % units;
  const first = index - k;
  const { value } = outputActivationOf(name);
  const z = (/** @type {Index} */ unit) => ofLayer('z', step.layer, unit);
  const written = value(z).replaceAll(z('k'), z(k));
  const power = (/** @type {number | null} */ input) => `e^{${num(input)}}`;
  const below = sum(op.inputs.slice(first, first + units).map(power));
  return {
    title: `${unitTitle({ session, catalog }, step.layer, k)}: ${name}`,
    words:
      name === 'softmax'
        ? 'Softmax turns the sums z into probabilities: all are positive and they add up to 1.'
        : 'The sigmoid turns the sum z into a probability between 0 and 1.',
    lines: [
      [`${indexed(Y, k)}=${ofLayer('a', step.layer, k)}`, written],
      [
        '',
        name === 'softmax'
          ? `\\frac{${power(op.inputs[index])}}{${below}}`
          : `\\frac{1}{1+e^{-${factor(op.inputs[index])}}}`,
      ],
      ['', num(op.prediction[index])],
    ],
    table: {
      caption: 'Sums and predictions',
      heads: [z('k'), `${Y}_k`],
      rows: rowsOfOutputs(op, context, index, (i) => [op.inputs[i], op.prediction[i]]),
    },
  };
}

/**
 * Back through the output activation: each error by an output times the slope of that output, added up.
 *
 * @param {LossTrace} op
 * @param {StepContext} context
 * @param {number} index
 * @returns {Explanation}
 */
export function outputError(op, context, index) {
  const { session, catalog, step } = context;
  const { units } = session.layers[step.layer];
  const name = /** @type {string} */ (op.output_activation);
  const k = index % units;
  const first = index - k;
  const isSoftmax = name === 'softmax';
  const { jacobian } = outputActivationOf(name);
  const [z, delta, y] = [ofLayer('z', step.layer, k), ofLayer('\\delta', step.layer, k), indexed(Y, k)];
  const written = jacobian.replaceAll('_k', `_{${k + 1}}`).replaceAll('m=k', `m=${k + 1}`);
  const slopeOf = (/** @type {number} */ i) => slopeOfOutput(op, i, index, isSoftmax);
  const errors = op.prediction_adjoints ?? [];
  const outputs = Array.from({ length: units }, (_, unit) => first + unit);
  const used = isSoftmax ? outputs.filter((i) => errors[i] !== 0) : [index];
  const m = isSoftmax ? `${Y}_m` : y;
  const share = op.step_values ? `\\frac1{${op.step_values.length}}` : '';
  const difference = (/** @type {string} */ tex) => (share ? `${share}(${tex})` : tex);
  const cancels = isSoftmax
    ? 'The targets add up to 1, so the products add up to ŷ − y.'
    : 'The slope ŷ (1 − ŷ) cancels the denominator, so ŷ − y is left.';
  return {
    title: `${unitTitle({ session, catalog }, step.layer, k)}: back through the ${name}`,
    words: isSoftmax
      ? `Every output depends on every sum z, so the errors come back through the whole Jacobian. ${cancels}`
      : `The error is multiplied by the slope of the sigmoid. ${cancels}`,
    lines: [
      [
        `${delta}=${partial('L', z)}`,
        `${isSoftmax ? `\\sum_{m=1}^{${units}} ` : ''}${partial('L', m)}\\cdot ${partial(m, z)}`,
      ],
      [partial(m, z), written],
      [delta, sum(used.map((i) => product([errors[i] ?? null, slopeOf(i)])))],
      ['', difference(`${y}-y_{${k + 1}}`)],
      ['', difference(`${num(op.prediction[index])}-${factor(op.targets?.[index])}`)],
      ['', num(op.input_adjoints?.[index])],
    ],
    table: {
      caption: isSoftmax ? 'Column of the Jacobian' : 'Prediction and target',
      heads: [`${Y}_m`, partial('L', `${Y}_m`), partial(`${Y}_m`, z)],
      rows: rowsOfOutputs(op, context, index, (i) => [op.prediction[i], errors[i] ?? null, slopeOf(i)]),
    },
    second: {
      caption: 'Errors of the sums',
      heads: [`${Y}_k`, 'y_k', ofLayer('\\delta', step.layer, 'k')],
      rows: rowsOfOutputs(op, context, index, (i) => [
        op.prediction[i],
        op.targets?.[i] ?? null,
        op.input_adjoints?.[i] ?? null,
      ]),
    },
  };
}

/**
 * ∂ŷ_i/∂z_k of softmax or sigmoid.
 *
 * @param {LossTrace} op
 * @param {number} i
 * @param {number} k
 * @param {boolean} isSoftmax
 */
function slopeOfOutput({ prediction }, i, k, isSoftmax) {
  const own = prediction[i] ?? NaN;
  if (!isSoftmax) return i === k ? own * (1 - own) : 0;
  return own * ((i === k ? 1 : 0) - (prediction[k] ?? NaN));
}

/**
 * Rows of a table with one row for each output of a time step.
 *
 * @param {LossTrace} op
 * @param {StepContext} context
 * @param {number} index of the selected output
 * @param {(index: number) => (number | null)[]} cells
 */
export function rowsOfOutputs(op, { session, catalog, step }, index, cells) {
  const { units } = session.layers[step.layer];
  const first = index - (index % units);
  return Array.from({ length: Math.min(units, op.inputs.length) }, (_, unit) => ({
    name: unitTitle({ session, catalog }, step.layer, unit).split(', ')[1],
    cells: cells(first + unit),
    isSelected: first + unit === index,
    selection: { unit },
  }));
}
