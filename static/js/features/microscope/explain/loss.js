/**
 * Explanations of the loss.
 *
 * @import {LossTrace} from '../../../protocol/types.d.ts'
 * @import {Explanation, Line, StepContext, Table} from '../types.js'
 */

import { unitTitle } from '../../../core/selectors.js';
import { formatOfLayer } from '../../../draw/format.js';
import { lossOf } from './formulas.js';
import { outputError, outputValue, rowsOfOutputs } from './outputActivation.js';
import { base, factor, indexed, num, partial, sum } from './tex.js';

const Y = '\\hat y';

/**
 * @param {LossTrace} op
 * @param {StepContext} context
 * @returns {Explanation}
 */
export function explainLoss(op, context) {
  const { session, step, selection } = context;
  const { units } = session.layers[step.layer];
  const index = Math.min(selection.t * units + selection.unit, op.inputs.length - 1);
  if (step.quantity === 'output') {
    return step.phase === 'forward' ? outputValue(op, context, index) : outputError(op, context, index);
  }
  if (op.targets === null) {
    const words = 'Without a target there is no loss and no gradient.';
    return { title: 'Prediction', words, lines: [], table: lossTable(op, context, index) };
  }
  return step.quantity === 'values' ? lossValue(op, context, index) : lossSlope(op, context, index);
}

/** The sentence about the loss of a batch. @param {StepContext} context */
const ofBatch = ({ session }) =>
  session.spec.reduction === 'sum'
    ? 'This is the loss of one sample. Training adds up the losses of a batch.'
    : 'This is the loss of one sample. Training takes the mean of the losses of a batch.';

/**
 * @param {LossTrace} op
 * @param {StepContext} context
 * @param {number} index
 * @returns {Explanation}
 */
function lossValue(op, context, index) {
  const { session, catalog, step } = context;
  const { units } = session.layers[step.layer];
  const { value, words } = lossOf(catalog, op.function);
  const first = index - (index % units);
  const numbers = lossWithNumbers(op, value, first, units);
  const hasZeros = isSumOfTargets(value) && op.targets?.slice(first, first + units).includes(0);
  const steps = op.step_values;
  const t = Math.floor(index / units);
  return {
    title: 'Loss',
    words:
      `${words} The output is ŷ = ${formatOfLayer('a', step.layer)}.` +
      (hasZeros ? ' Terms with y = 0 are left out.' : ''),
    lines: steps
      ? [
          ['L', `\\frac1{${steps.length}}\\sum_{t=1}^{${steps.length}} \\ell_t`],
          ['', `\\frac1{${steps.length}}\\bigl(${sum(steps.map(factor))}\\bigr)`],
          ['', num(op.value)],
          [`\\ell_{${t + 1}}`, value],
          ...numbers,
          ['', num(steps[t])],
        ]
      : [['L', value], ...numbers, ['', num(op.value)]],
    table: lossTable(op, context, index),
    note: ofBatch(context),
  };
}

/**
 * The derivative of the loss by an output ŷ.
 *
 * @param {LossTrace} op
 * @param {StepContext} context
 * @param {number} index
 * @returns {Explanation}
 */
function lossSlope(op, context, index) {
  const { session, catalog, step } = context;
  const { slope } = lossOf(catalog, op.function);
  const k = index % session.layers[step.layer].units;
  const steps = op.step_values?.length;
  const share = steps ? `\\frac1{${steps}}\\cdot ` : '';
  const written = slope.replaceAll('_k', `_{${k + 1}}`);
  const numbers = withNumbers(slope, op.prediction[index], op.targets?.[index] ?? null);
  const wrapped = (/** @type {string} */ tex) => (steps ? `${share}\\bigl(${tex}\\bigr)` : tex);
  const mean = steps ? ` The loss is a mean over ${steps} time steps, so each has a share of 1/${steps}.` : '';
  return {
    title: `How the loss changes with ${nameOfOutput(context, k)}`,
    words: `Backpropagation starts here: the derivative of the loss with respect to each output.${mean}`,
    lines: [
      [partial('L', indexed(Y, k)), wrapped(written)],
      ['', wrapped(numbers)],
      ['', num(errorsOfPrediction(op)?.[index])],
    ],
    table: lossTable(op, context, index),
  };
}

/** ∂L/∂ŷ, also if the loss is computed from the pre-activations. @param {LossTrace} op */
const errorsOfPrediction = (op) => (op.output_activation ? op.prediction_adjoints : op.input_adjoints);

/**
 * Name of an output within a sentence: "output 1", or that of a class.
 *
 * @param {StepContext} context
 * @param {number} unit
 */
function nameOfOutput({ session, catalog, step }, unit) {
  const [, name] = unitTitle({ session, catalog }, step.layer, unit).split(', ');
  return name.replace('unit', 'output');
}

/** True for a loss in which every term is multiplied by its target. @param {string} value */
const isSumOfTargets = (value) => value.startsWith('-\\sum_k y_k\\ln');

/**
 * The loss with the numbers of its outputs filled in, after those that the formula defines, such as e_k; terms whose
 * target is zero are left out of a sum of targets.
 *
 * @param {LossTrace} op
 * @param {string} value
 * @param {number} first output
 * @param {number} units number of outputs
 * @returns {Line[]}
 */
function lossWithNumbers({ prediction, targets }, value, first, units) {
  const [formula, definition] = value.split(',\\quad ');
  const [, sign, term] = /^(-?)\\sum_k (.*)$/.exec(formula) ?? [];
  if (term === undefined) return [];
  const letter = definition?.split('=')[0] ?? '';
  const outputs = prediction.slice(first, first + units).map((output, unit) => {
    const target = targets?.[first + unit] ?? null;
    const defined = definition ? num((output ?? NaN) - (target ?? NaN)) : '';
    return { target, filled: withNumbers(letter ? fillLetter(term, letter, defined) : term, output, target) };
  });
  const counted = isSumOfTargets(value) ? outputs.filter(({ target }) => target !== 0) : outputs;
  const terms = (counted.length > 0 ? counted : outputs).map(({ filled }) => filled);
  const isPiecewise = term.includes('\\text');
  const isWrapped = sign !== '' && terms.length > 1;
  const shown = isPiecewise && terms.length > 1 ? terms.map((each) => `\\bigl(${each}\\bigr)`) : terms;
  return [['', `${sign}${isWrapped ? `\\bigl(${sum(shown)}\\bigr)` : sum(shown)}`]];
}

/**
 * Replace a letter by a number, in parentheses before an exponent and outside of | |.
 *
 * @param {string} tex
 * @param {string} letter
 * @param {string} number
 */
const fillLetter = (tex, letter, number) =>
  tex.replaceAll(`${letter}^`, `\\cdot ${base(number)}^`).replaceAll(letter, number);

/**
 * A term or derivative of a loss with its numbers filled in.
 *
 * @param {string} formula
 * @param {number | null} output
 * @param {number | null} target
 */
const withNumbers = (formula, output, target) =>
  formula
    .replaceAll('\\ln\\hat y_k', `\\cdot \\ln(${num(output)})`)
    .replaceAll('\\ln(1-', '\\cdot \\ln(1-')
    .replaceAll('\\hat y_k', factor(output))
    .replaceAll('y_k', factor(target))
    .replaceAll('\\,', '\\cdot ')
    .replaceAll(',\\cdot ', ',\\,');

/**
 * @param {LossTrace} op
 * @param {StepContext} context
 * @param {number} index
 * @returns {Table}
 */
function lossTable(op, context, index) {
  const isBack = context.step.quantity !== 'values';
  const heads = [`${Y}_k`, 'y_k'];
  return {
    caption: 'Prediction and target',
    heads: isBack ? [...heads, partial('L', `${Y}_k`)] : heads,
    rows: rowsOfOutputs(op, context, index, (i) => {
      const cells = [op.prediction[i], op.targets?.[i] ?? null];
      return isBack ? [...cells, errorsOfPrediction(op)?.[i] ?? null] : cells;
    }),
  };
}
