/**
 * Explanations of a dense layer's weighted sums.
 *
 * @import {DenseTrace} from '../../../protocol/types.d.ts'
 * @import {Explanation, Line, StepContext} from '../types.js'
 */

import { layerTitle, unitTitle } from '../../../core/selectors.js';
import { TOO_MANY_PARAMETERS, checkLines, entryAt, gradientNote, gradientTable } from './gradientTable.js';
import { factor, indexed, num, partial, product, sum } from './tex.js';

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

const INPUTS_ARE_OUTPUTS = ' The inputs x are the outputs of the layer before.';

/**
 * @param {DenseTrace} op
 * @param {StepContext} context
 * @returns {Explanation}
 */
function denseValues(op, { session, catalog, step, selection, namer }) {
  const { unit } = selection;
  const name = namer(step.layer);
  const weight = (/** @type {number} */ from) => entryAt(op.weights?.values, from, unit);
  const bias = op.biases ? entryAt(op.biases.values, null, unit) : null;
  const terms = op.inputs.map((x, from) => product([x, weight(from)]));
  const symbols = `\\sum_{i=1}^{${op.inputs.length}} x_i\\,${indexed('w', 'i', unit)}`;
  return {
    title: `${unitTitle({ session, catalog }, step.layer, unit)}: weighted sum`,
    words: `Each input times its weight, summed, plus the bias.${step.layer > 0 ? INPUTS_ARE_OUTPUTS : ''}`,
    lines: [
      [indexed('z', unit), op.biases ? `${symbols}+${indexed('b', unit)}` : symbols],
      ['', op.weights ? sum(terms, op.biases ? factor(bias) : null) : '\\cdots'],
      ['', num(op.outputs[unit])],
    ],
    table: op.weights && {
      caption: 'Terms of the sum',
      heads: ['x_i', indexed('w', 'i', unit), `x_i\\,${indexed('w', 'i', unit)}`],
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
  const { trace, session, catalog, step, selection, namer } = context;
  const { unit, from } = selection;
  const delta = op.output_adjoints?.[unit] ?? null;
  const name = namer(step.layer);
  const isBias = from === null || from >= op.inputs.length;
  const parameter = isBias ? 'its bias' : `its weight on ${name(from)}`;
  const title = `${unitTitle({ session, catalog }, step.layer, unit)}: gradient of ${parameter}`;
  if (!op.weights) return { title, words: TOO_MANY_PARAMETERS, lines: [], table: null };
  const block = isBias && op.biases ? op.biases : op.weights;
  const row = isBias && op.biases ? null : Math.min(from ?? 0, op.inputs.length - 1);
  return {
    title,
    words:
      row === null
        ? "Gradient = neuron's error δ: the bias is added to the sum, with slope 1."
        : "Chain rule: gradient = neuron's error δ × the input on this weight.",
    lines: [
      ...weightChain(op, context, row),
      ...checkLines(
        trace,
        entryAt(block.gradient, row, unit),
        entryAt(block.numeric_gradient, row, unit),
        row === null ? indexed('b', unit) : indexed('w', row, unit),
      ),
    ],
    table: gradientTable(
      { ...context, selection: { ...selection, from: row, block: row === null ? 'biases' : 'weights' } },
      ['x_i', indexed('\\delta', unit)],
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
    note: gradientNote(trace, block),
  };
}

/**
 * The chain rule for a weight, or for the bias if `from` is null.
 *
 * @param {DenseTrace} op
 * @param {StepContext} context
 * @param {number | null} from
 * @returns {Line[]}
 */
function weightChain(op, { trace, step, selection: { unit } }, from) {
  const [w, z, a] = [
    from === null ? indexed('b', unit) : indexed('w', from, unit),
    indexed('z', unit),
    indexed('a', unit),
  ];
  const delta = op.output_adjoints?.[unit] ?? null;
  const x = from === null ? 1 : op.inputs[from];
  const after = trace.ops[step.op + 1];
  /** @type {Line[]} */
  const lines = [];
  if (after?.kind === 'activation' && after.layer === op.layer) {
    lines.push(
      [partial('L', w), `${partial('L', a)}\\cdot ${partial(a, z)}\\cdot ${partial(z, w)}`],
      ['', product([after.output_adjoints?.[unit] ?? null, after.derivatives[unit], x])],
    );
  } else lines.push([partial('L', w), `${partial('L', z)}\\cdot ${partial(z, w)}`]);
  lines.push(
    ['', from === null ? indexed('\\delta', unit) : `${indexed('\\delta', unit)}\\cdot ${indexed('x', from)}`],
    ['', product([delta, x])],
  );
  return delta === null ? lines.slice(0, 1) : [...lines, ['', num(delta * (x ?? NaN))]];
}

/**
 * @param {DenseTrace} op
 * @param {StepContext} context
 * @returns {Explanation}
 */
function denseInputs(op, { session, catalog, step, selection, namer }) {
  const from = Math.min(selection.from ?? 0, op.inputs.length - 1);
  const x = indexed('x', from);
  const name = namer(step.layer)(from);
  const weights = op.weights?.values[from] ?? null;
  const deltas = op.output_adjoints ?? [];
  const terms = deltas.map((delta, unit) => product([delta, entryAt(op.weights?.values, from, unit)]));
  return {
    title: `${layerTitle({ session, catalog }, step.layer)}: back to ${name}`,
    words: 'The input reached every neuron through a weight. The errors come back through the same weights and add up.',
    lines: [
      [partial('L', x), `\\sum_{j=1}^{${deltas.length}} ${partial('L', 'z_j')}\\cdot ${partial('z_j', x)}`],
      ['', `\\sum_j \\delta_j\\,${indexed('w', from, 'j')}`],
      ['', weights ? sum(terms) : '\\cdots'],
      ['', num(op.input_adjoints?.[from])],
    ],
    table: op.weights && {
      caption: 'Error through each weight',
      heads: ['\\delta_j', indexed('w', from, 'j'), `\\delta_j\\,${indexed('w', from, 'j')}`],
      rows: deltas.map((delta, unit) => {
        const weight = entryAt(op.weights?.values, from, unit);
        return {
          name: unitTitle({ session, catalog }, step.layer, unit).split(', ')[1],
          cells: [delta, weight, (delta ?? NaN) * (weight ?? NaN)],
          isSelected: selection.unit === unit,
          selection: { unit, from, block: 'weights' },
        };
      }),
      total: [null, null, op.input_adjoints?.[from] ?? null],
    },
  };
}
