/**
 * Explanations of norms, dropout, residual blocks and parallel branches.
 *
 * @import {AddTrace, ConcatTrace, DropoutTrace, ForkTrace, NormTrace} from '../../../protocol/types.d.ts'
 * @import {Explanation, Line, StepContext, Table} from '../types.js'
 */

import { layerTitle, unitTitle } from '../../../core/selectors.js';
import { checkLines, entryAt, gradientNote, gradientTable } from './gradientTable.js';
import { factor, indexed, num, partial, product } from './tex.js';

/** @typedef {(number | null)[] | null} Vector */

/**
 * Table of the neurons of an op, one per row.
 *
 * @param {StepContext} context
 * @param {string[]} heads
 * @param {Vector[]} columns
 * @param {number} selected
 * @returns {Table}
 */
function neurons({ step, session, catalog }, heads, columns, selected) {
  return {
    caption: step.quantity === 'inputs' ? 'All inputs of the layer' : 'All neurons of the layer',
    heads,
    rows: (columns[0] ?? []).map((_, unit) => ({
      name:
        step.quantity === 'inputs'
          ? `input ${unit + 1}`
          : unitTitle({ session, catalog }, step.layer, unit).split(', ')[1],
      cells: columns.map((column) => column?.[unit] ?? null),
      isSelected: unit === selected,
      selection: { unit },
    })),
  };
}

/**
 * @param {{length: number}} numbers
 * @param {StepContext} context
 */
const unitOf = ({ length }, { selection }) => Math.min(selection.unit, length - 1);

/**
 * @param {ForkTrace} op
 * @param {StepContext} context
 * @returns {Explanation}
 */
export function explainFork(op, context) {
  const title = `${layerTitle(context, context.step.layer)}: a copy for one reader`;
  const j = unitOf(op.outputs, context);
  const i = op.first + j;
  if (context.step.quantity === 'values') {
    return {
      title,
      words: 'Several layers read these values. Each gets a copy.',
      lines: [
        [indexed('a', j), indexed('x', i)],
        ['', num(op.outputs[j])],
      ],
      table: neurons(context, [indexed('a', 'j')], [op.outputs], j),
    };
  }
  return {
    title,
    words: 'Several layers read these values, so their gradients add up.',
    lines: [
      [partial('L', indexed('x', i)), `\\sum_{\\text{readers}} ${partial('L', indexed('a', j))}`],
      ['', num(op.input_adjoints?.[i])],
      [partial('L', indexed('a', j)), `${num(op.output_adjoints?.[j])}\\quad\\text{from this reader}`],
    ],
    table: neurons(
      context,
      [partial('L', 'a_j'), '\\text{sum}'],
      [op.output_adjoints, (op.input_adjoints ?? []).slice(op.first)],
      j,
    ),
  };
}

/**
 * @param {AddTrace} op
 * @param {StepContext} context
 * @returns {Explanation}
 */
export function explainAdd(op, context) {
  const title = `${layerTitle(context, context.step.layer)}: skip and branch`;
  const j = unitOf(op.outputs, context);
  const scale = op.scale === 1 ? '' : `${num(op.scale)}\\cdot `;
  if (context.step.quantity === 'values') {
    return {
      title,
      words: 'The block adds the output of its layers to its input.',
      lines: [
        [indexed('a', j), `${indexed('x', j)}+${scale}${indexed('f', j)}`],
        ['', `${num(op.inputs[j])}+${scale}${factor(op.branch[j])}`],
        ['', num(op.outputs[j])],
      ],
      table: neurons(context, ['x_j', 'f_j', 'a_j'], [op.inputs, op.branch, op.outputs], j),
    };
  }
  return {
    title,
    words: 'The error passes the skip connection unchanged, so it reaches early layers of a deep network undiminished.',
    lines: [
      [partial('L', indexed('x', j)), `${partial('L', indexed('a', j))}\\cdot 1`],
      ['', num(op.input_adjoints?.[j])],
      [partial('L', indexed('f', j)), `${partial('L', indexed('a', j))}\\cdot ${num(op.scale)}`],
      ['', num(op.branch_adjoints?.[j])],
    ],
    table: neurons(
      context,
      [partial('L', 'a_j'), partial('L', 'x_j'), partial('L', 'f_j')],
      [op.output_adjoints, op.input_adjoints, op.branch_adjoints],
      j,
    ),
  };
}

/**
 * @param {ConcatTrace} op
 * @param {StepContext} context
 * @returns {Explanation}
 */
export function explainConcat(op, context) {
  const j = unitOf(op.outputs, context);
  const isBack = context.step.quantity !== 'values';
  return {
    title: `${layerTitle(context, context.step.layer)}: outputs ${op.first + 1} to ${op.first + op.outputs.length}`,
    words: isBack
      ? 'Each branch gets back the errors of its own outputs.'
      : 'The outputs of the branches are concatenated.',
    lines: isBack
      ? [
          [partial('L', indexed('x', j)), partial('L', indexed('a', op.first + j))],
          ['', num(op.input_adjoints?.[j])],
        ]
      : [
          [indexed('a', op.first + j), indexed('x', j)],
          ['', num(op.outputs[j])],
        ],
    table: isBack
      ? neurons(context, [partial('L', 'x_j')], [op.input_adjoints], j)
      : neurons(context, ['x_j'], [op.outputs], j),
  };
}

/**
 * @param {DropoutTrace} op
 * @param {StepContext} context
 * @returns {Explanation}
 */
export function explainDropout(op, context) {
  const j = unitOf(op.outputs, context);
  const isBack = context.step.quantity !== 'values';
  return {
    title: `${layerTitle(context, context.step.layer)}: dropout (off)`,
    words:
      `In training, each value is set to zero with probability ${op.rate} and the others are multiplied by ` +
      `1 / (1 − ${op.rate}). Here, as in prediction, all values are kept.`,
    lines: isBack
      ? [
          [partial('L', indexed('x', j)), partial('L', indexed('a', j))],
          ['', num(op.input_adjoints?.[j])],
        ]
      : [
          [indexed('a', j), indexed('x', j)],
          ['', num(op.outputs[j])],
        ],
    table: isBack
      ? neurons(context, [partial('L', 'x_j')], [op.input_adjoints], j)
      : neurons(context, ['x_j', 'a_j'], [op.inputs, op.outputs], j),
  };
}

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
  const [x, h, a] = [indexed('x', j), indexed('\\hat x', j), indexed('a', j)];
  if (context.step.quantity === 'values') {
    return {
      title: `${title}: normalization`,
      words: isLayer
        ? 'Mean 0 and standard deviation 1 over the neurons of this sample, then a gain and a bias.'
        : 'Normalized with the running mean and deviation (training uses those of the batch), then a gain and a bias.',
      lines: [
        [h, `\\frac{${x}-\\mu}{\\sigma}=\\frac{${num(op.inputs[j])}-${factor(mean)}}{${num(deviation)}}`],
        ['', num(op.normalised[j])],
        [a, `${indexed('g', j)}\\,${h}+${indexed('b', j)}=${product([gain, op.normalised[j]])}+${factor(bias)}`],
        ['', num(op.outputs[j])],
      ],
      table: neurons(context, ['x_j', '\\hat x_j', 'a_j'], [op.inputs, op.normalised, op.outputs], j),
    };
  }
  return context.step.quantity === 'gradients'
    ? normGradients(op, context, j, title)
    : normInputs(op, context, j, [x, h, a], gain, deviation);
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
  const w = indexed(isBias ? 'b' : 'g', j);
  const x = isBias ? 1 : op.normalised[j];
  const selection = { ...context.selection, unit: j, from: null, block: isBias ? 'biases' : 'gains', gate: 0 };
  return {
    title: `${title}: gradient of its ${isBias ? 'bias' : 'gain'}`,
    words: 'Gradient = error × the factor that the parameter was multiplied by.',
    lines: [
      [partial('L', w), `${partial('L', indexed('a', j))}\\cdot ${partial(indexed('a', j), w)}`],
      ['', product([delta, x])],
      ['', num((delta ?? NaN) * (x ?? NaN))],
      ...checkLines(context.trace, entryAt(block.gradient, null, j), entryAt(block.numeric_gradient, null, j), w),
    ],
    table: gradientTable(
      { ...context, selection },
      ['\\partial a/\\partial w', partial('L', 'a')],
      [
        { key: 'gains', block: gains, name: String, bias: 'gain', factors: () => [op.normalised[j], delta] },
        { key: 'biases', block: biases, name: String, bias: 'bias', factors: () => [1, delta] },
      ],
    ),
    note: gradientNote(context.trace, block),
  };
}

/**
 * @param {NormTrace} op
 * @param {StepContext} context
 * @param {number} j
 * @param {string[]} names
 * @param {number | null} gain
 * @param {number | null} deviation
 * @returns {Explanation}
 */
function normInputs(op, context, j, [x, h, a], gain, deviation) {
  const n = op.inputs.length;
  const ofNormalized = partial('L', '\\hat x_i');
  /** @type {Line[]} */
  const lines =
    op.kind === 'layer_norm'
      ? [
          [
            partial('L', h),
            `${indexed('g', j)}\\,${partial('L', a)}=${product([gain, op.output_adjoints?.[j] ?? null])}`,
          ],
          [
            partial('L', x),
            `\\frac1\\sigma\\Bigl(${partial('L', h)}-\\frac1{${n}}\\sum_i ${ofNormalized}` +
              `-${h}\\,\\frac1{${n}}\\sum_i ${ofNormalized}\\,\\hat x_i\\Bigr)`,
          ],
        ]
      : [
          [partial('L', x), `${partial('L', a)}\\cdot\\frac{${indexed('g', j)}}{\\sigma}`],
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
      [partial('L', 'a_j'), '\\hat x_j', partial('L', 'x_j')],
      [op.output_adjoints, op.normalised, op.input_adjoints],
      j,
    ),
  };
}
