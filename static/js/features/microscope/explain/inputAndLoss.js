/**
 * Explanations of the input and the loss.
 *
 * @import {LossTrace} from '../../../protocol/types.d.ts'
 * @import {Explanation, Line, StepContext} from '../types.js'
 */

import { unitTitle } from '../../../core/selectors.js';
import { lossOf } from './formulas.js';
import { factor, indexed, num, partial, sum, vector } from './tex.js';

/**
 * @param {StepContext} context
 * @returns {Explanation}
 */
export function explainInput({ trace, session, namer }) {
  const name = namer(0);
  const { prediction, targets, value } = /** @type {LossTrace} */ (trace.ops.find(({ kind }) => kind === 'loss'));
  /** @type {Line[]} */
  const answer = [['\\hat y', vector(prediction)]];
  /** @type {Line[]} */
  const lines = targets === null ? answer : [...answer, ['y', vector(targets)], ['L', num(value)]];
  const outcome =
    targets === null
      ? 'From the inputs x the network computes its answer ŷ.'
      : 'From the inputs x the network computes its answer ŷ. The loss L compares it with the target y.';
  return {
    title: 'One training example',
    words: `${outcome} Next step (→) shows how, number by number, to the loss and back to every weight.`,
    note: 'Numbers are rounded here, so a check with a calculator can differ in the last digits.',
    lines: [['x', vector(trace.features)], ...lines],
    table: {
      caption: session.spec.features ? 'Features of the point' : 'Inputs',
      heads: ['x_i'],
      rows: trace.features.map((value, from) => ({
        name: name(from),
        cells: [value],
        isSelected: false,
        selection: {},
      })),
    },
  };
}

/**
 * @param {LossTrace} op
 * @param {StepContext} context
 * @returns {Explanation}
 */
export function explainLoss(op, context) {
  const { session, catalog, step, selection } = context;
  const { of, value, slope, words } = lossOf(catalog, op.function);
  const { units } = session.layers[step.layer];
  const index = Math.min(selection.t * units + selection.unit, op.inputs.length - 1);
  const isSteps = op.step_values !== null;
  const table = lossTable(op, context, index, of);
  if (op.targets === null)
    return { title: 'Prediction', words: 'Without a target there is no loss and no gradient.', lines: [], table };
  if (step.quantity === 'values') {
    const numbers = lossWithNumbers(op, value, index - (index % units), units);
    return {
      title: 'Loss',
      words,
      lines: isSteps
        ? [
            ['L', `\\frac1{${op.step_values?.length}}\\sum_t \\ell_t`],
            ['', num(op.value)],
            ['\\ell_t', value],
            ...numbers,
            ['', num(op.step_values?.[Math.floor(index / units)])],
          ]
        : [['L', value], ...numbers, ['', num(op.value)]],
      table,
    };
  }
  const k = index % units;
  const share = isSteps ? `\\frac1{${op.step_values?.length}}\\,` : '';
  const derivative = slope.replaceAll('_k', `_{${k + 1}}`);
  return {
    title: `How the loss changes with ${nameOfOutput(context, k)}`,
    words: 'Backpropagation starts here: the derivative of the loss with respect to each output.',
    lines: [
      [partial('L', indexed(of, k)), isSteps ? `${share}(${derivative})` : derivative],
      ['', `${share}${withNumbers(slope, op.prediction[index], op.targets[index])}`],
      ['', num(op.input_adjoints?.[index])],
    ],
    table,
  };
}

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

/**
 * The loss with the numbers of its outputs filled in; nothing if it is not a plain sum over them.
 *
 * @param {LossTrace} op
 * @param {string} value
 * @param {number} first output
 * @param {number} units number of outputs
 * @returns {Line[]}
 */
function lossWithNumbers({ prediction, targets }, value, first, units) {
  const [, sign, term] = /^(-?)\\sum_k (.*)$/.exec(value) ?? [];
  if (term === undefined || term.includes('\\quad')) return [];
  const numbers = prediction.slice(first, first + units);
  const terms = numbers.map((output, unit) => withNumbers(term, output, targets?.[first + unit] ?? null));
  const isWrapped = sign !== '' && terms.length > 1;
  return [['', `${sign}${isWrapped ? `\\bigl(${sum(terms)}\\bigr)` : sum(terms)}`]];
}

/**
 * A term or derivative of a loss with its numbers filled in.
 *
 * @param {string} slope
 * @param {number | null} output
 * @param {number | null} target
 */
const withNumbers = (slope, output, target) =>
  slope
    .replaceAll('\\hat y_k', factor(output))
    .replaceAll('y_k', factor(target))
    .replaceAll('\\,', '\\cdot ')
    .replaceAll(',\\cdot ', ',\\,');

/**
 * @param {LossTrace} op
 * @param {StepContext} context
 * @param {number} index
 * @param {string} of
 */
function lossTable(op, { session, catalog, step }, index, of) {
  const { units } = session.layers[step.layer];
  const first = index - (index % units);
  const isBack = step.quantity !== 'values';
  const heads = of === 'z' ? ['z_k', '\\hat y_k', 'y_k'] : ['\\hat y_k', 'y_k'];
  return {
    caption: 'Prediction and target',
    heads: isBack ? [...heads, partial('L', `${of}_k`)] : heads,
    rows: Array.from({ length: Math.min(units, op.inputs.length) }, (_, unit) => {
      const i = first + unit;
      const predicted = of === 'z' ? [op.inputs[i], op.prediction[i]] : [op.prediction[i]];
      const cells = [...predicted, op.targets?.[i] ?? null];
      return {
        name: unitTitle({ session, catalog }, step.layer, unit).split(', ')[1],
        cells: isBack ? [...cells, op.input_adjoints?.[i] ?? null] : cells,
        isSelected: i === index,
        selection: { unit },
      };
    }),
  };
}
