/**
 * Explanations of a dense layer's weighted sums.
 *
 * @import {DenseTrace} from '../../../protocol/types.d.ts'
 * @import {Explanation, Line, StepContext} from '../types.js'
 */

import { layerTitle, unitTitle } from '../../../core/selectors.js';
import { TOO_MANY_PARAMETERS, checkLines, entryAt, gradientNote, gradientTable } from './gradientTable.js';
import { inputsInWords, inputsOf, ofLayer, outputOf, parameterOf } from './notation.js';
import { factor, num, partial, product, sum } from './tex.js';

/**
 * Weighted sums.
 *
 * @param {DenseTrace} op
 * @param {StepContext} context
 * @returns {Explanation}
 */
export function explainDense(op, context) {
  const { step } = context;
  if (step.quantity === 'values') return denseValues(op, context);
  return step.quantity === 'gradients' ? denseGradients(op, context) : denseInputs(op, context);
}

/**
 * @param {DenseTrace} op
 * @param {StepContext} context
 * @returns {Explanation}
 */
function denseValues(op, context) {
  const { session, catalog, step, selection, namer } = context;
  const { unit } = selection;
  const name = namer(step.layer);
  const [a, w] = [inputsOf(context)('i'), ofLayer('W', step.layer, 'i', unit)];
  const [z, b] = [ofLayer('z', step.layer, unit), ofLayer('b', step.layer, unit)];
  const weight = (/** @type {number} */ from) => entryAt(op.weights?.values, from, unit);
  const bias = op.biases ? entryAt(op.biases.values, null, unit) : null;
  const terms = op.inputs.map((x, from) => product([x, weight(from)]));
  const symbols = `\\sum_{i=1}^{${op.inputs.length}} ${a}\\,${w}`;
  return {
    title: `${unitTitle({ session, catalog }, step.layer, unit)}: weighted sum`,
    words: `Each input times its weight, summed${op.biases ? ', plus the bias' : ''}. Here ${inputsInWords(context)}`,
    lines: [
      [z, op.biases ? `${symbols}+${b}` : symbols],
      ['', op.weights ? sum(terms, op.biases ? factor(bias) : null) : '\\cdots'],
      ['', num(op.outputs[unit])],
    ],
    table: op.weights && {
      caption: 'Terms of the sum',
      heads: [a, w, `${a}\\,${w}`],
      rows: [
        ...op.inputs.map((x, from) => ({
          name: name(from),
          cells: [x, weight(from), entryAt(op.terms, from, unit)],
          isSelected: selection.from === from,
          selection: { from, block: 'weights' },
        })),
        ...(op.biases
          ? [{ name: 'bias', cells: [null, null, bias], isSelected: false, selection: { from: null } }]
          : []),
      ],
      total: [null, null, op.outputs[unit]],
    },
  };
}

/**
 * @param {DenseTrace} op
 * @param {StepContext} context
 * @returns {Explanation}
 */
function denseGradients(op, context) {
  const { session, catalog, step, selection, namer } = context;
  const { unit, from } = selection;
  const delta = op.output_adjoints?.[unit] ?? null;
  const name = namer(step.layer);
  const isBias = from === null || from >= op.inputs.length;
  const parameter = isBias ? 'its bias' : `its weight on ${name(from)}`;
  const title = `${unitTitle({ session, catalog }, step.layer, unit)}: gradient of ${parameter}`;
  if (!op.weights) return { title, words: TOO_MANY_PARAMETERS, lines: [], table: null };
  const block = isBias && op.biases ? op.biases : op.weights;
  const row = isBias && op.biases ? null : Math.min(from ?? 0, op.inputs.length - 1);
  const w = parameterOf(step.layer, row === null ? 'biases' : 'weights', '', row, unit);
  return {
    title,
    words:
      row === null
        ? `Gradient = neuron's error δ: the bias is added to the sum, so its slope is 1.${slopeInWords(op, context)}`
        : `Chain rule: gradient = neuron's error δ × the input on this weight.${slopeInWords(op, context)}`,
    lines: [
      ...weightChain(op, context, row),
      ...checkLines(context, entryAt(block.gradient, row, unit), entryAt(block.numeric_gradient, row, unit), w),
    ],
    table: gradientTable(
      { ...context, selection: { ...selection, from: row, block: row === null ? 'biases' : 'weights' } },
      [inputsOf(context)('i'), ofLayer('\\delta', step.layer, unit)],
      [
        {
          key: 'weights',
          block: op.weights,
          name,
          bias: '',
          factors: (each) => [each === null ? 1 : op.inputs[each], delta],
        },
        ...(op.biases ? [{ key: 'biases', block: op.biases, name, bias: 'bias', factors: () => [1, delta] }] : []),
      ],
    ),
    note: gradientNote(context, block),
  };
}

/**
 * The activation between the weighted sums and the output of the layer; null if it is taken with the loss.
 *
 * @param {DenseTrace} op
 * @param {StepContext} context
 */
function activationAfter(op, { trace, step }) {
  const after = trace.ops[step.op + 1];
  return after?.kind === 'activation' && after.layer === op.layer ? after : null;
}

/** @param {DenseTrace} op @param {StepContext} context */
const slopeInWords = (op, context) =>
  activationAfter(op, context)?.function === 'linear' ? ' The activation is linear, with slope 1, so δ = ∂L/∂a.' : '';

/**
 * The chain rule for a weight, or for the bias if `from` is null. A factor that is always 1 is not written.
 *
 * @param {DenseTrace} op
 * @param {StepContext} context
 * @param {number | null} from
 * @returns {Line[]}
 */
function weightChain(op, context, from) {
  const { session, step, selection } = context;
  const { unit } = selection;
  const [z, a] = [ofLayer('z', step.layer, unit), outputOf(session, step.layer, unit)];
  const w = parameterOf(step.layer, from === null ? 'biases' : 'weights', '', from, unit);
  const deltaSymbol = ofLayer('\\delta', step.layer, unit);
  const delta = op.output_adjoints?.[unit] ?? null;
  const factors = from === null ? [] : [op.inputs[from]];
  const activation = activationAfter(op, context);
  /** @type {Line[]} */
  const lines = [];
  if (activation && activation.function !== 'linear') {
    lines.push(
      [partial('L', w), `${partial('L', a)}\\cdot ${partial(a, z)}\\cdot ${partial(z, w)}`],
      ['', product([activation.output_adjoints?.[unit] ?? null, activation.derivatives[unit], ...factors])],
    );
  } else lines.push([partial('L', w), `${partial('L', z)}\\cdot ${partial(z, w)}`]);
  lines.push(['', from === null ? deltaSymbol : `${deltaSymbol}\\cdot ${inputsOf(context)(from)}`]);
  if (delta === null) return lines.slice(0, 1);
  if (from === null) return [...lines, ['', num(delta)]];
  return [...lines, ['', product([delta, ...factors])], ['', num(delta * (op.inputs[from] ?? NaN))]];
}

/**
 * @param {DenseTrace} op
 * @param {StepContext} context
 * @returns {Explanation}
 */
function denseInputs(op, context) {
  const { session, catalog, step, selection, namer } = context;
  const from = Math.min(selection.from ?? 0, op.inputs.length - 1);
  const a = inputsOf(context)(from);
  const [z, delta] = [ofLayer('z', step.layer, 'j'), ofLayer('\\delta', step.layer, 'j')];
  const w = ofLayer('W', step.layer, from, 'j');
  const name = namer(step.layer)(from);
  const weights = op.weights?.values[from] ?? null;
  const deltas = op.output_adjoints ?? [];
  const terms = deltas.map((value, unit) => product([value, entryAt(op.weights?.values, from, unit)]));
  return {
    title: `${layerTitle({ session, catalog }, step.layer)}: back to ${name}`,
    words: 'The input reached every neuron through a weight. The errors come back through the same weights and add up.',
    lines: [
      [partial('L', a), `\\sum_{j=1}^{${deltas.length}} ${partial('L', z)}\\cdot ${partial(z, a)}`],
      ['', `\\sum_j ${delta}\\,${w}`],
      ['', weights ? sum(terms) : '\\cdots'],
      ['', num(op.input_adjoints?.[from])],
    ],
    table: op.weights && {
      caption: 'Error through each weight',
      heads: [delta, w, `${delta}\\,${w}`],
      rows: deltas.map((value, unit) => {
        const weight = entryAt(op.weights?.values, from, unit);
        return {
          name: unitTitle({ session, catalog }, step.layer, unit).split(', ')[1],
          cells: [value, weight, (value ?? NaN) * (weight ?? NaN)],
          isSelected: selection.unit === unit,
          selection: { unit, from, block: 'weights' },
        };
      }),
      total: [null, null, op.input_adjoints?.[from] ?? null],
    },
  };
}
