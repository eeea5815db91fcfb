/**
 * Explanations of a recurrent layer's gradients: sums over all time steps.
 *
 * @import {ParameterTrace, RecurrentTrace} from '../../../../protocol/types.d.ts'
 * @import {GradientBlock} from '../gradientTable.js'
 * @import {Explanation, Selection, StepContext} from '../../types.js'
 */

import { unitTitle } from '../../../../core/selectors.js';
import { sumOfProducts, usesTable } from '../perStep.js';
import { TOO_MANY_PARAMETERS, checkLines, entryAt, gradientNote, gradientTable } from '../gradientTable.js';
import { ofLayer, parameterOf, sourceOf } from '../notation.js';
import { factor, num, partial, product, sum } from '../tex.js';

/**
 * @param {RecurrentTrace} op
 * @param {StepContext} context
 * @returns {Explanation}
 */
export function recurrentGradients(op, context) {
  const { session, catalog, step, selection } = context;
  const names = Object.keys(op.gates);
  const [n, gate] = [op.outputs[0].length, Math.min(selection.gate, names.length - 1)];
  const title = `${unitTitle({ session, catalog }, step.layer, selection.unit)}: gradients`;
  const { weights, recurrent, biases } = op;
  if (!weights || !recurrent || !biases) return { title, words: TOO_MANY_PARAMETERS, lines: [], table: null };
  const key = blockOf(op, selection);
  const block = /** @type {ParameterTrace} */ (op[key]);
  const isMatrix = key === 'weights' || key === 'recurrent';
  const from = isMatrix ? Math.min(selection.from ?? 0, block.values.length - 1) : null;
  const uses = usesOf(op, key, from, names[gate], selection.unit);
  const column = key === 'recurrent_biases' ? selection.unit : gate * n + selection.unit;
  const { w, x, delta } = symbolsOf(context, op, key, names.length > 1 ? names[gate] : '', from);
  return {
    title,
    words: 'The weight is used at every time step, so its gradient is a sum over all of them.',
    lines: [
      [partial('L', w), `\\sum_{t=1}^{${uses.length}} ${x === '1' ? delta : `${delta}\\,${x}`}`],
      ['', sum(uses.map(([value, error]) => (x === '1' ? factor(error) : product([error, value]))))],
      ['', num(sumOfProducts(uses))],
      ...checkLines(context, entryAt(block.gradient, from, column), entryAt(block.numeric_gradient, from, column), w),
    ],
    table: gradientTable(
      { ...context, selection: { ...selection, from, block: key, gate } },
      [],
      blocksOfGates(op, names, n),
    ),
    second: usesTable(uses, [x, delta, x === '1' ? delta : `${delta}\\,${x}`], selection.t, (t) => `time ${t + 1}`),
    note: gradientNote(context, block, op.truncate < op.outputs.length),
  };
}

/** @typedef {'weights' | 'recurrent' | 'biases' | 'recurrent_biases'} Key a block of parameters */

/**
 * Symbols of one parameter, of the factor it is multiplied by at time t, and of the error there.
 *
 * @param {StepContext} context
 * @param {RecurrentTrace} op
 * @param {Key} key
 * @param {string} gate empty for a layer with a single sum
 * @param {number | null} from
 */
function symbolsOf({ session, step: { layer }, selection: { unit } }, op, key, gate, from) {
  const isInner = op.cell === 'gru' && gate === 'n' && key.startsWith('recurrent');
  const error = isInner ? 's' : gate;
  return {
    w: parameterOf(layer, key, gate, from, unit),
    x:
      from === null
        ? '1'
        : key === 'recurrent'
          ? ofLayer('h', layer, 't-1', from)
          : ofLayer('a', sourceOf(session, layer), 't', from),
    delta: error ? `${ofLayer('\\delta', layer)}_{${error},t}` : ofLayer('\\delta', layer, 't'),
  };
}

/**
 * Block of the selection.
 *
 * @param {RecurrentTrace} op
 * @param {Selection} selection
 * @returns {Key}
 */
function blockOf(op, { block, from }) {
  if (from !== null) return block === 'recurrent' ? 'recurrent' : 'weights';
  return block === 'recurrent_biases' && op.recurrent_biases ? 'recurrent_biases' : 'biases';
}

/**
 * All blocks, gate by gate.
 *
 * @param {RecurrentTrace} op
 * @param {string[]} names
 * @param {number} n
 * @returns {GradientBlock[]}
 */
function blocksOfGates({ weights, recurrent, biases, recurrent_biases: q }, names, n) {
  if (!weights || !recurrent || !biases) return [];
  const ofGates = names.flatMap((name, index) => {
    const of = names.length > 1 ? ` → ${name}` : '';
    const common = { gate: index, first: index * n, factors: () => [] };
    return [
      {
        ...common,
        key: 'weights',
        block: weights,
        name: (/** @type {number} */ each) => `input ${each + 1}${of}`,
        bias: '',
      },
      {
        ...common,
        key: 'recurrent',
        block: recurrent,
        name: (/** @type {number} */ each) => `state ${each + 1}${of}`,
        bias: '',
      },
      { ...common, key: 'biases', block: biases, name: String, bias: `bias${of}` },
    ];
  });
  const last = names.length - 1;
  return q
    ? [
        ...ofGates,
        { key: 'recurrent_biases', block: q, name: String, bias: `q → ${names[last]}`, gate: last, factors: () => [] },
      ]
    : ofGates;
}

/**
 * The factor and the adjoint of every use of a parameter.
 *
 * @param {RecurrentTrace} op
 * @param {Key} key
 * @param {number | null} from
 * @param {string} gate
 * @param {number} unit
 */
function usesOf(op, key, from, gate, unit) {
  // the recurrent products of a GRU have separate adjoints
  const isInner = op.cell === 'gru' && key.startsWith('recurrent');
  const adjoints = isInner ? op.inner_adjoints?.[`s_${gate}`] : op.gate_adjoints?.[gate];
  return (adjoints ?? []).map((deltas, t) => {
    const state = t > 0 ? op.outputs[t - 1][from ?? 0] : 0;
    const x = from === null ? 1 : key === 'recurrent' ? state : op.inputs[t][from];
    return [x, deltas[unit]];
  });
}
