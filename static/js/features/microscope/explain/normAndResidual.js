/**
 * The ops that deep networks need, explained: norms, dropout, copies, skips and branches.
 *
 * @import {AddTrace, ConcatTrace, DropoutTrace, ForkTrace, NormTrace} from '../../../protocol/types.d.ts'
 * @import {Explanation, Line, Sight, Table} from '../types.js'
 */

import { layerTitle, unitTitle } from '../../../core/selectors.js';
import { cell, gradientTable, noteOn } from './gradientTable.js';
import { compared } from './denseAndLoss.js';
import { at, factor, num, partial, product } from './tex.js';

/** @typedef {(number | null)[] | null} Vector */

/** The neurons of an op, one a row. @param {Sight} sight @param {string[]} heads @param {Vector[]} columns @param {number} looked @returns {Table} */
function neurons({ step, session, catalog }, heads, columns, looked) {
  return {
    caption: 'All of them',
    heads,
    rows: (columns[0] ?? []).map((_, unit) => ({
      name:
        step.what === 'inputs'
          ? `number ${unit + 1}`
          : unitTitle({ session, catalog }, step.layer, unit).split(', ')[1],
      cells: columns.map((column) => column?.[unit] ?? null),
      isLookedAt: unit === looked,
      place: { unit },
    })),
  };
}

/** @param {{length: number}} numbers @param {Sight} sight */
const lookedAt = ({ length }, { place }) => Math.min(place.unit, length - 1);

/** @param {ForkTrace} op @param {Sight} sight @returns {Explanation} */
export function explainFork(op, sight) {
  const title = `${layerTitle(sight, sight.step.layer)}: a copy for one reader`;
  const j = lookedAt(op.outputs, sight);
  const i = op.first + j;
  if (sight.step.what === 'values') {
    return {
      title,
      words: 'What several read, each gets a copy of.',
      lines: [
        [at('y', j), at('x', i)],
        ['', num(op.outputs[j])],
      ],
      table: neurons(sight, [at('y', 'j')], [op.outputs], j),
    };
  }
  return {
    title,
    words: 'What several have read gets the sum of what each of them sends back.',
    lines: [
      [partial('L', at('x', i)), `\\sum_{\\text{readers}} ${partial('L', at('y', j))}`],
      ['', num(op.input_adjoints?.[i])],
      [partial('L', at('y', j)), `${num(op.output_adjoints?.[j])}\\quad\\text{from this reader}`],
    ],
    table: neurons(
      sight,
      [partial('L', 'y_j'), '\\text{sum}'],
      [op.output_adjoints, (op.input_adjoints ?? []).slice(op.first)],
      j,
    ),
  };
}

/** @param {AddTrace} op @param {Sight} sight @returns {Explanation} */
export function explainAdd(op, sight) {
  const title = `${layerTitle(sight, sight.step.layer)}: skip and branch`;
  const j = lookedAt(op.outputs, sight);
  const scale = op.scale === 1 ? '' : `${num(op.scale)}\\cdot `;
  if (sight.step.what === 'values') {
    return {
      title,
      words: 'The block adds what its layers make to what it was given.',
      lines: [
        [at('y', j), `${at('x', j)}+${scale}${at('f', j)}`],
        ['', `${num(op.inputs[j])}+${scale}${factor(op.branch[j])}`],
        ['', num(op.outputs[j])],
      ],
      table: neurons(sight, ['x_j', 'f_j', 'y_j'], [op.inputs, op.branch, op.outputs], j),
    };
  }
  return {
    title,
    words: 'The error passes the skip unchanged: however deep the network, there is a way back that nothing shrinks.',
    lines: [
      [partial('L', at('x', j)), `${partial('L', at('y', j))}\\cdot 1`],
      ['', num(op.input_adjoints?.[j])],
      [partial('L', at('f', j)), `${partial('L', at('y', j))}\\cdot ${num(op.scale)}`],
      ['', num(op.branch_adjoints?.[j])],
    ],
    table: neurons(
      sight,
      [partial('L', 'y_j'), partial('L', 'x_j'), partial('L', 'f_j')],
      [op.output_adjoints, op.input_adjoints, op.branch_adjoints],
      j,
    ),
  };
}

/** @param {ConcatTrace} op @param {Sight} sight @returns {Explanation} */
export function explainConcat(op, sight) {
  const j = lookedAt(op.outputs, sight);
  const isBack = sight.step.what !== 'values';
  return {
    title: `${layerTitle(sight, sight.step.layer)}: numbers ${op.first + 1} to ${op.first + op.outputs.length}`,
    words: isBack
      ? 'Each branch gets back the errors of its own numbers.'
      : 'What the branches make stands side by side.',
    lines: isBack
      ? [
          [partial('L', at('x', j)), partial('L', at('y', op.first + j))],
          ['', num(op.input_adjoints?.[j])],
        ]
      : [
          [at('y', op.first + j), at('x', j)],
          ['', num(op.outputs[j])],
        ],
    table: isBack
      ? neurons(sight, [partial('L', 'x_j')], [op.input_adjoints], j)
      : neurons(sight, ['x_j'], [op.outputs], j),
  };
}

/** @param {DropoutTrace} op @param {Sight} sight @returns {Explanation} */
export function explainDropout(op, sight) {
  const j = lookedAt(op.outputs, sight);
  const isBack = sight.step.what !== 'values';
  return {
    title: `${layerTitle(sight, sight.step.layer)}: nothing is dropped here`,
    words: `While training, each of them is left out with probability ${op.rate}, and the others grow by 1 / (1 - ${op.rate}). A sample that is looked at keeps all.`,
    lines: isBack
      ? [
          [partial('L', at('x', j)), partial('L', at('y', j))],
          ['', num(op.input_adjoints?.[j])],
        ]
      : [
          [at('y', j), at('x', j)],
          ['', num(op.outputs[j])],
        ],
    table: isBack
      ? neurons(sight, [partial('L', 'x_j')], [op.input_adjoints], j)
      : neurons(sight, ['x_j', 'y_j'], [op.inputs, op.outputs], j),
  };
}

/** @param {NormTrace} op @param {Sight} sight @returns {Explanation} */
export function explainNorm(op, sight) {
  const j = lookedAt(op.outputs, sight);
  const own = (/** @type {Vector} */ numbers) => numbers?.[Math.min(j, (numbers?.length ?? 1) - 1)] ?? null;
  const isLayer = op.kind === 'layer_norm';
  const title = unitTitle(sight, sight.step.layer, j);
  const [mean, deviation, gain, bias] = [
    own(op.mean),
    own(op.deviation),
    cell(op.gains?.values, null, j),
    cell(op.biases?.values, null, j),
  ];
  const [x, h, y] = [at('x', j), at('\\hat x', j), at('y', j)];
  if (sight.step.what === 'values') {
    return {
      title: `${title}: normalised`,
      words: isLayer
        ? 'Mean 0 and deviation 1 over the neurons of this sample, then a gain and a bias.'
        : 'Mean 0 and deviation 1 by the running statistics, then a gain and a bias; training takes those of the batch.',
      lines: [
        [h, `\\frac{${x}-\\mu}{\\sigma}=\\frac{${num(op.inputs[j])}-${factor(mean)}}{${num(deviation)}}`],
        ['', num(op.normalised[j])],
        [y, `${at('g', j)}\\,${h}+${at('b', j)}=${product([gain, op.normalised[j]])}+${factor(bias)}`],
        ['', num(op.outputs[j])],
      ],
      table: neurons(sight, ['x_j', '\\hat x_j', 'y_j'], [op.inputs, op.normalised, op.outputs], j),
    };
  }
  return sight.step.what === 'gradients'
    ? normGradients(op, sight, j, title)
    : normInputs(op, sight, j, [x, h, y], gain, deviation);
}

/** @param {NormTrace} op @param {Sight} sight @param {number} j @param {string} title @returns {Explanation} */
function normGradients(op, sight, j, title) {
  const delta = op.output_adjoints?.[j] ?? null;
  const { gains, biases } = op;
  if (!gains || !biases) return { title, words: '', lines: [], table: null };
  const isBias = sight.place.block === 'biases';
  const block = isBias ? biases : gains;
  const w = at(isBias ? 'b' : 'g', j);
  const x = isBias ? 1 : op.normalised[j];
  const place = { ...sight.place, unit: j, from: null, block: isBias ? 'biases' : 'gains', gate: 0 };
  return {
    title: `${title}: gradient of its ${isBias ? 'bias' : 'gain'}`,
    words: 'What comes back, times what the parameter was multiplied with.',
    lines: [
      [partial('L', w), `${partial('L', at('y', j))}\\cdot ${partial(at('y', j), w)}`],
      ['', product([delta, x])],
      ['', num((delta ?? NaN) * (x ?? NaN))],
      ...compared(sight.trace, cell(block.gradient, null, j), cell(block.numeric_gradient, null, j), w),
    ],
    table: gradientTable(
      { ...sight, place },
      ['\\partial y/\\partial w', partial('L', 'y')],
      [
        { key: 'gains', block: gains, name: String, bias: 'gain', factors: () => [op.normalised[j], delta] },
        { key: 'biases', block: biases, name: String, bias: 'bias', factors: () => [1, delta] },
      ],
    ),
    note: noteOn(sight.trace, block),
  };
}

/** @param {NormTrace} op @param {Sight} sight @param {number} j @param {string[]} names @param {number | null} gain @param {number | null} deviation @returns {Explanation} */
function normInputs(op, sight, j, [x, h, y], gain, deviation) {
  const n = op.inputs.length;
  /** @type {Line[]} */
  const lines =
    op.kind === 'layer_norm'
      ? [
          [partial('L', h), `${at('g', j)}\\,${partial('L', y)}=${product([gain, op.output_adjoints?.[j] ?? null])}`],
          [
            partial('L', x),
            `\\frac1\\sigma\\Bigl(${partial('L', h)}-\\frac1{${n}}\\sum_i ${partial('L', '\\hat x_i')}-${h}\\,\\frac1{${n}}\\sum_i ${partial('L', '\\hat x_i')}\\,\\hat x_i\\Bigr)`,
          ],
        ]
      : [
          [partial('L', x), `${partial('L', y)}\\cdot\\frac{${at('g', j)}}{\\sigma}`],
          ['', `${factor(op.output_adjoints?.[j])}\\cdot\\frac{${num(gain)}}{${num(deviation)}}`],
        ];
  return {
    title: `${layerTitle(sight, sight.step.layer)}: back to number ${j + 1}`,
    words:
      op.kind === 'layer_norm'
        ? 'Mean and deviation depend on every input: what they take part in is taken off.'
        : 'The running statistics are given: the error is only scaled.',
    lines: [...lines, ['', num(op.input_adjoints?.[j])]],
    table: neurons(
      sight,
      [partial('L', 'y_j'), '\\hat x_j', partial('L', 'x_j')],
      [op.output_adjoints, op.normalised, op.input_adjoints],
      j,
    ),
  };
}
