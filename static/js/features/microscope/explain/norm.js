/**
 * Explanations of norms.
 *
 * @import {NormTrace} from '../../../protocol/types.d.ts'
 * @import {Explanation, Line, StepContext} from '../types.js'
 * @import {Index} from './notation.js'
 * @import {Vector} from './residual.js'
 */

import { layerTitle, unitTitle } from '../../../core/selectors.js';
import { checkLines, entryAt, gradientNote, gradientTable } from './gradientTable.js';
import { inputsOf, ofLayer, outputOf } from './notation.js';
import { neurons, unitOf } from './residual.js';
import { factor, num, partial, product } from './tex.js';

/**
 * @param {NormTrace} op
 * @param {StepContext} context
 * @returns {Explanation}
 */
export function explainNorm(op, context) {
  const j = unitOf(op.outputs, context);
  const ofUnit = (/** @type {Vector} */ numbers) => numbers?.[Math.min(j, (numbers?.length ?? 1) - 1)] ?? null;
  const isLayer = op.kind === 'layer_norm';
  const title = unitTitle(context, context.step.layer, j);
  const [mean, deviation, gain, bias] = [
    ofUnit(op.mean),
    ofUnit(op.deviation),
    entryAt(op.gains?.values, null, j),
    entryAt(op.biases?.values, null, j),
  ];
  const { x, h, a, g, b } = normSymbols(context);
  if (context.step.quantity === 'values') {
    return {
      title: `${title}: normalization`,
      words: isLayer
        ? 'Shifted by the mean μ and divided by the root of the variance v over the neurons of this sample, then a ' +
          'gain γ and a bias.'
        : 'Normalized with the running mean μ and variance v (training uses those of the batch), then a gain γ and ' +
          'a bias.',
      lines: [
        [h(j), `\\frac{${x(j)}-\\mu}{\\sqrt{v+\\varepsilon}}`],
        ['', `\\frac{${num(op.inputs[j])}-${factor(mean)}}{${num(deviation)}}`],
        ['', num(op.normalised[j])],
        [a(j), `${g(j)}\\,${h(j)}+${b(j)}`],
        ['', `${product([gain, op.normalised[j]])}+${factor(bias)}`],
        ['', num(op.outputs[j])],
      ],
      table: neurons(context, [x('j'), h('j'), a('j')], [op.inputs, op.normalised, op.outputs], j),
    };
  }
  return context.step.quantity === 'gradients'
    ? normGradients(op, context, j, title)
    : normInputs(op, context, j, gain, deviation);
}

/**
 * Symbols of a norm: inputs x, normalized inputs h, outputs a, gains g and biases b.
 *
 * @param {StepContext} context
 */
function normSymbols(context) {
  const { session, step } = context;
  return {
    x: inputsOf(context),
    h: (/** @type {Index} */ unit) => ofLayer('\\hat a', step.layer, unit),
    a: (/** @type {Index} */ unit) => outputOf(session, step.layer, unit),
    g: (/** @type {Index} */ unit) => ofLayer('\\gamma', step.layer, unit),
    b: (/** @type {Index} */ unit) => ofLayer('b', step.layer, unit),
  };
}

/**
 * @param {NormTrace} op
 * @param {StepContext} context
 * @param {number} j
 * @param {string} title
 * @returns {Explanation}
 */
function normGradients(op, context, j, title) {
  const delta = op.output_adjoints?.[j] ?? null;
  const { gains, biases } = op;
  if (!gains || !biases) return { title, words: '', lines: [], table: null };
  const isBias = context.selection.block === 'biases';
  const block = isBias ? biases : gains;
  const { h, a, g, b } = normSymbols(context);
  const w = isBias ? b(j) : g(j);
  const x = isBias ? 1 : op.normalised[j];
  const selection = { ...context.selection, unit: j, from: null, block: isBias ? 'biases' : 'gains', gate: 0 };
  return {
    title: `${title}: gradient of its ${isBias ? 'bias' : 'gain'}`,
    words: isBias
      ? 'Gradient = error: the bias is added, so its slope is 1.'
      : 'Gradient = error × the normalized value that the gain was multiplied by.',
    lines: [
      [partial('L', w), isBias ? partial('L', a(j)) : `${partial('L', a(j))}\\cdot ${h(j)}`],
      ...(isBias ? [] : /** @type {Line[]} */ ([['', product([delta, x])]])),
      ['', num((delta ?? NaN) * (x ?? NaN))],
      ...checkLines(context, entryAt(block.gradient, null, j), entryAt(block.numeric_gradient, null, j), w),
    ],
    table: gradientTable(
      { ...context, selection },
      [h('j'), partial('L', a('j'))],
      [
        { key: 'gains', block: gains, name: String, bias: 'gain', factors: () => [op.normalised[j], delta] },
        { key: 'biases', block: biases, name: String, bias: 'bias', factors: () => [1, delta] },
      ],
    ),
    note: gradientNote(context, block),
  };
}

/**
 * @param {NormTrace} op
 * @param {StepContext} context
 * @param {number} j
 * @param {number | null} gain
 * @param {number | null} deviation
 * @returns {Explanation}
 */
function normInputs(op, context, j, gain, deviation) {
  const { x, h, a, g } = normSymbols(context);
  const n = op.inputs.length;
  const share = (/** @type {number} */ unit) =>
    (entryAt(op.gains?.values, null, unit) ?? NaN) * (op.output_adjoints?.[unit] ?? NaN);
  const mean = (/** @type {(unit: number) => number} */ of) =>
    op.inputs.map((_, unit) => of(unit)).reduce((total, each) => total + each, 0) / n;
  const correlation = (/** @type {number} */ unit) => share(unit) * (op.normalised[unit] ?? NaN);
  const ofNormalized = partial('L', h('i'));
  const root = '\\frac1{\\sqrt{v+\\varepsilon}}';
  /** @type {Line[]} */
  const lines =
    op.kind === 'layer_norm'
      ? [
          [partial('L', h(j)), `${g(j)}\\,${partial('L', a(j))}`],
          ['', `${product([gain, op.output_adjoints?.[j] ?? null])}=${num(share(j))}`],
          [
            partial('L', x(j)),
            `${root}\\Bigl(${partial('L', h(j))}-\\frac1{${n}}\\sum_i ${ofNormalized}` +
              `-${h(j)}\\,\\frac1{${n}}\\sum_i ${ofNormalized}\\,${h('i')}\\Bigr)`,
          ],
          [
            '',
            `\\frac1{${num(deviation)}}\\bigl(${num(share(j))}-${factor(mean(share))}` +
              `-${factor(op.normalised[j])}\\cdot ${factor(mean(correlation))}\\bigr)`,
          ],
        ]
      : [
          [partial('L', x(j)), `${partial('L', a(j))}\\cdot\\frac{${g(j)}}{\\sqrt{v+\\varepsilon}}`],
          ['', `${factor(op.output_adjoints?.[j])}\\cdot\\frac{${num(gain)}}{${num(deviation)}}`],
        ];
  return {
    title: `${layerTitle(context, context.step.layer)}: back to input ${j + 1}`,
    words:
      op.kind === 'layer_norm'
        ? 'Mean and deviation depend on every input, so their share of the error is subtracted.'
        : 'The running statistics are constants, so the error is only scaled.',
    lines: [...lines, ['', num(op.input_adjoints?.[j])]],
    table: neurons(
      context,
      [partial('L', a('j')), h('j'), partial('L', x('j'))],
      [op.output_adjoints, op.normalised, op.input_adjoints],
      j,
    ),
  };
}
