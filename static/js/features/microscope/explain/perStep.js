/**
 * Explanations of weighted sums at every time step or position, with the same weights.
 *
 * @import {PerStepTrace} from '../../../protocol/types.d.ts'
 * @import {Explanation, StepContext, Table} from '../types.js'
 * @import {Index} from './notation.js'
 */

import { layerTitle, unitTitle } from '../../../core/selectors.js';
import { formatOfLayer } from '../../../draw/format.js';
import { positionText } from '../../../core/trace/positions.js';
import { TOO_MANY_PARAMETERS, checkLines, entryAt, gradientNote, gradientTable } from './gradientTable.js';
import { inputsInWords, inputsOf, ofLayer, placeLetter } from './notation.js';
import { factor, num, partial, product, sum } from './tex.js';

/**
 * Name of a time step or position of the layer.
 *
 * @param {StepContext} context
 * @param {number} t
 */
export const positionOf = ({ session, step }, t) => positionText(session.layers[step.layer], t);

/**
 * Symbols of a layer at the place t or p. In an image the inputs are u, the pixels of a patch.
 *
 * @param {StepContext} context
 */
function symbolsAtPlace(context) {
  const { layer } = context.step;
  const place = placeLetter(context);
  return {
    place,
    x: (/** @type {Index} */ from) =>
      place === 'p' ? ofLayer('u', layer, place, from) : inputsOf(context)(place, from),
    w: (/** @type {Index} */ from, /** @type {Index} */ unit) => ofLayer('W', layer, from, unit),
    b: (/** @type {Index} */ unit) => ofLayer('b', layer, unit),
    z: (/** @type {Index} */ unit) => ofLayer('z', layer, place, unit),
    delta: (/** @type {Index} */ unit) => ofLayer('\\delta', layer, place, unit),
  };
}

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
  const inputs = op.inputs[t];
  const { place, x, w, b, z } = symbolsAtPlace(context);
  const bias = op.biases ? entryAt(op.biases.values, null, unit) : null;
  const weight = (/** @type {number} */ from) => entryAt(op.weights?.values, from, unit);
  const term = `${x('i')}\\,${w('i', unit)}`;
  return {
    title: `${unitTitle({ session, catalog }, step.layer, unit)}: weighted sum at ${positionOf(context, t)}`,
    words:
      place === 'p'
        ? `The filter applied to one patch ${formatOfLayer('u', step.layer)}, with the same weights everywhere. ` +
          `Here p is ${positionOf(context, t)}.`
        : `The same weights at every time step; here t = ${t + 1}, and ${inputsInWords(context)}`,
    lines: [
      [z(unit), `\\sum_{i=1}^{${inputs.length}} ${term}${op.biases ? `+${b(unit)}` : ''}`],
      [
        '',
        op.weights
          ? sum(
              inputs.map((value, from) => product([value, weight(from)])),
              bias === null ? null : factor(bias),
            )
          : '\\cdots',
      ],
      ['', num(op.outputs[t][unit])],
    ],
    table: op.weights && {
      caption: 'Terms of the sum',
      heads: [x('i'), w('i', unit), term],
      rows: [
        ...inputs.map((value, from) => ({
          name: `input ${from + 1}`,
          cells: [value, weight(from), (value ?? NaN) * (weight(from) ?? NaN)],
          isSelected: selection.from === from,
          selection: { from, block: 'weights' },
        })),
        ...(op.biases
          ? [{ name: 'bias', cells: [null, null, bias], isSelected: false, selection: { from: null } }]
          : []),
      ],
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
  const { session, catalog, step, selection } = context;
  const { unit } = selection;
  const isBias = selection.from === null && op.biases !== null;
  const from = isBias ? null : Math.min(selection.from ?? 0, op.inputs[0].length - 1);
  const parameter = from === null ? 'bias' : `weight on input ${from + 1}`;
  const title = `${unitTitle({ session, catalog }, step.layer, unit)}: gradient of its ${parameter}`;
  const block = from === null ? op.biases : op.weights;
  if (!op.weights || !block) return { title, words: TOO_MANY_PARAMETERS, lines: [], table: null };
  const { place, x, w, b, z, delta } = symbolsAtPlace(context);
  const symbol = from === null ? b(unit) : w(from, unit);
  const uses = (op.output_adjoints ?? []).map((deltas, t) => [from === null ? 1 : op.inputs[t][from], deltas[unit]]);
  const term = from === null ? delta(unit) : `${delta(unit)}\\,${x(from)}`;
  return {
    title,
    words:
      place === 'p'
        ? 'The filter is used at every position p, so its gradient is a sum over all of them.'
        : 'The weight is used at every time step, so its gradient is a sum over all of them.',
    lines: [
      [
        partial('L', symbol),
        `\\sum_{${place}=1}^{${uses.length}} ${partial('L', z(unit))}\\cdot ${partial(z(unit), symbol)}`,
      ],
      ['', `\\sum_{${place}} ${term}`],
      ['', sum(uses.map(([value, error]) => (from === null ? factor(error) : product([error, value]))))],
      ['', num(sumOfProducts(uses))],
      ...checkLines(context, entryAt(block.gradient, from, unit), entryAt(block.numeric_gradient, from, unit), symbol),
    ],
    table: gradientTable(
      { ...context, selection: { ...selection, from, block: from === null ? 'biases' : 'weights' } },
      [],
      [
        { key: 'weights', block: op.weights, name: (each) => `input ${each + 1}`, bias: '', factors: () => [] },
        ...(op.biases ? [{ key: 'biases', block: op.biases, name: String, bias: 'bias', factors: () => [] }] : []),
      ],
    ),
    second: usesTable(uses, [from === null ? '1' : x(from), delta(unit), term], selection.t, (t) =>
      positionOf(context, t),
    ),
    note: gradientNote(context, block),
  };
}

/** @param {(number | null)[][]} uses */
export const sumOfProducts = (uses) => uses.reduce((total, [x, delta]) => total + (x ?? NaN) * (delta ?? NaN), 0);

/**
 * Table of all uses of one parameter, one per row.
 *
 * @param {(number | null)[][]} uses factor and adjoint of each
 * @param {string[]} heads TeX of factor, adjoint and product
 * @param {number} selected
 * @param {(t: number) => string} name
 * @returns {Table}
 */
export function usesTable(uses, heads, selected, name) {
  return {
    caption: 'All uses of this weight',
    heads,
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
  const { x, w, delta } = symbolsAtPlace(context);
  const term = `${delta('j')}\\,${w(from, 'j')}`;
  const weight = (/** @type {number} */ unit) => entryAt(op.weights?.values, from, unit);
  return {
    title: `${layerTitle(context, context.step.layer)}: back to input ${from + 1} at ${positionOf(context, t)}`,
    words: 'The errors come back through the same weights and add up.',
    lines: [
      [partial('L', x(from)), `\\sum_{j=1}^{${deltas.length}} ${term}`],
      ['', op.weights ? sum(deltas.map((value, unit) => product([value, weight(unit)]))) : '\\cdots'],
      ['', num(op.input_adjoints?.[t]?.[from])],
    ],
    table: op.weights && {
      caption: 'Error through each weight',
      heads: [delta('j'), w(from, 'j'), term],
      rows: deltas.map((value, unit) => ({
        name: unitTitle(context, context.step.layer, unit).split(', ')[1],
        cells: [value, weight(unit), (value ?? NaN) * (weight(unit) ?? NaN)],
        isSelected: unit === context.selection.unit,
        selection: { unit },
      })),
      total: [null, null, op.input_adjoints?.[t]?.[from] ?? null],
    },
  };
}
