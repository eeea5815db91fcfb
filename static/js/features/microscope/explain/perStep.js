/**
 * Explanations of weighted sums at every time step or position, with the same weights.
 *
 * @import {PerStepTrace} from '../../../protocol/types.d.ts'
 * @import {Explanation, StepContext, Table} from '../types.js'
 */

import { layerTitle, unitTitle } from '../../../core/selectors.js';
import { positionText } from '../../../core/trace/positions.js';
import { TOO_MANY_PARAMETERS, checkLines, entryAt, gradientNote, gradientTable } from './gradientTable.js';
import { factor, indexed, num, partial, product, sum } from './tex.js';

/**
 * Name of a time step or position of the layer.
 *
 * @param {StepContext} context
 * @param {number} t
 */
export const positionOf = ({ session, step }, t) => positionText(session.layers[step.layer], t);

/**
 * @param {PerStepTrace} op
 * @param {StepContext} context
 * @returns {Explanation}
 */
export function explainPerStep(op, context) {
  const t = Math.min(context.selection.t, op.inputs.length - 1);
  if (context.step.quantity === 'values') return sumsAt(op, context, t);
  return context.step.quantity === 'gradients' ? gradientsOver(op, context) : backAt(op, context, t);
}

/**
 * @param {PerStepTrace} op
 * @param {StepContext} context
 * @param {number} t
 * @returns {Explanation}
 */
function sumsAt(op, context, t) {
  const { session, catalog, step, selection } = context;
  const { unit } = selection;
  const x = op.inputs[t];
  const bias = op.biases ? entryAt(op.biases.values, null, unit) : null;
  const weight = (/** @type {number} */ from) => entryAt(op.weights?.values, from, unit);
  return {
    title: `${unitTitle({ session, catalog }, step.layer, unit)}: weighted sum at ${positionOf(context, t)}`,
    words:
      session.layers[step.layer].shape.length > 2
        ? 'The filter applied to one patch of the image, with the same weights everywhere.'
        : 'The same weights at every time step.',
    lines: [
      [
        indexed('z', unit),
        `\\sum_{i=1}^{${x.length}} x_i\\,${indexed('w', 'i', unit)}${op.biases ? `+${indexed('b', unit)}` : ''}`,
      ],
      [
        '',
        op.weights
          ? sum(
              x.map((value, from) => product([value, weight(from)])),
              bias === null ? null : factor(bias),
            )
          : '\\cdots',
      ],
      ['', num(op.outputs[t][unit])],
    ],
    table: op.weights && {
      caption: 'Terms of the sum',
      heads: ['x_i', indexed('w', 'i', unit), `x_i\\,${indexed('w', 'i', unit)}`],
      rows: x.map((value, from) => ({
        name: `input ${from + 1}`,
        cells: [value, weight(from), (value ?? NaN) * (weight(from) ?? NaN)],
        isSelected: selection.from === from,
        selection: { from, block: 'weights' },
      })),
      total: [null, null, op.outputs[t][unit]],
    },
  };
}

/**
 * @param {PerStepTrace} op
 * @param {StepContext} context
 * @returns {Explanation}
 */
function gradientsOver(op, context) {
  const { trace, session, catalog, step, selection } = context;
  const { unit } = selection;
  const isBias = selection.from === null && op.biases !== null;
  const from = isBias ? null : Math.min(selection.from ?? 0, op.inputs[0].length - 1);
  const parameter = from === null ? 'bias' : `weight on input ${from + 1}`;
  const title = `${unitTitle({ session, catalog }, step.layer, unit)}: gradient of its ${parameter}`;
  const block = from === null ? op.biases : op.weights;
  if (!op.weights || !block) return { title, words: TOO_MANY_PARAMETERS, lines: [], table: null };
  const w = from === null ? indexed('b', unit) : indexed('w', from, unit);
  const z = indexed('z', 't', unit);
  const uses = (op.output_adjoints ?? []).map((deltas, t) => [from === null ? 1 : op.inputs[t][from], deltas[unit]]);
  return {
    title,
    words: 'The weight is used at every step or position, so its gradient is a sum over all of them.',
    lines: [
      [partial('L', w), `\\sum_{t=1}^{${uses.length}} ${partial('L', z)}\\cdot ${partial(z, w)}`],
      ['', sum(uses.map(product))],
      ['', num(sumOfProducts(uses))],
      ...checkLines(trace, entryAt(block.gradient, from, unit), entryAt(block.numeric_gradient, from, unit), w),
    ],
    table: gradientTable(
      { ...context, selection: { ...selection, from, block: from === null ? 'biases' : 'weights' } },
      [],
      [
        { key: 'weights', block: op.weights, name: (each) => `input ${each + 1}`, bias: '', factors: () => [] },
        ...(op.biases ? [{ key: 'biases', block: op.biases, name: String, bias: 'bias', factors: () => [] }] : []),
      ],
    ),
    second: usesTable(uses, selection.t, (t) => positionOf(context, t)),
    note: gradientNote(trace, block),
  };
}

/** @param {(number | null)[][]} uses */
export const sumOfProducts = (uses) => uses.reduce((total, [x, delta]) => total + (x ?? NaN) * (delta ?? NaN), 0);

/**
 * Table of all uses of one parameter, one per row.
 *
 * @param {(number | null)[][]} uses factor and adjoint of each
 * @param {number} selected
 * @param {(t: number) => string} name
 * @returns {Table}
 */
export function usesTable(uses, selected, name) {
  return {
    caption: 'All uses of this weight',
    heads: ['x_t', '\\delta_t', '\\delta_t\\,x_t'],
    rows: uses.map(([x, delta], t) => ({
      name: name(t),
      cells: [x, delta, (x ?? NaN) * (delta ?? NaN)],
      isSelected: t === selected,
      selection: { t },
    })),
    total: [null, null, sumOfProducts(uses)],
  };
}

/**
 * @param {PerStepTrace} op
 * @param {StepContext} context
 * @param {number} t
 * @returns {Explanation}
 */
function backAt(op, context, t) {
  const from = Math.min(context.selection.from ?? 0, op.inputs[0].length - 1);
  const deltas = op.output_adjoints?.[t] ?? [];
  const weight = (/** @type {number} */ unit) => entryAt(op.weights?.values, from, unit);
  return {
    title: `${layerTitle(context, context.step.layer)}: back to input ${from + 1} at ${positionOf(context, t)}`,
    words: 'The errors come back through the same weights and add up.',
    lines: [
      [partial('L', indexed('x', from)), `\\sum_{j=1}^{${deltas.length}} \\delta_j\\,${indexed('w', from, 'j')}`],
      ['', op.weights ? sum(deltas.map((delta, unit) => product([delta, weight(unit)]))) : '\\cdots'],
      ['', num(op.input_adjoints?.[t]?.[from])],
    ],
    table: op.weights && {
      caption: 'Error through each weight',
      heads: ['\\delta_j', indexed('w', from, 'j'), `\\delta_j\\,${indexed('w', from, 'j')}`],
      rows: deltas.map((delta, unit) => ({
        name: unitTitle(context, context.step.layer, unit).split(', ')[1],
        cells: [delta, weight(unit), (delta ?? NaN) * (weight(unit) ?? NaN)],
        isSelected: unit === context.selection.unit,
        selection: { unit },
      })),
      total: [null, null, op.input_adjoints?.[t]?.[from] ?? null],
    },
  };
}
