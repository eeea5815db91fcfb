/**
 * The gradients of a recurrent layer explained: each a sum over all times at which its parameter is used.
 *
 * @import {ParameterTrace, RecurrentTrace} from '../../../protocol/types.d.ts'
 * @import {Learned} from './gradientTable.js'
 * @import {Explanation, Place, Sight} from '../types.js'
 */

import { unitTitle } from '../../../core/selectors.js';
import { totalOf, usesTable } from './sequenceAndImage.js';
import { cell, gradientTable, noteOn } from './gradientTable.js';
import { TOO_MANY, compared } from './denseAndLoss.js';
import { num, partial, product, sum } from './tex.js';

/** @param {RecurrentTrace} op @param {Sight} sight @returns {Explanation} */
export function recurrentGradients(op, sight) {
  const { trace, session, catalog, step, place } = sight;
  const names = Object.keys(op.gates);
  const [n, gate] = [op.outputs[0].length, Math.min(place.gate, names.length - 1)];
  const title = `${unitTitle({ session, catalog }, step.layer, place.unit)}: gradients`;
  const { weights, recurrent, biases } = op;
  if (!weights || !recurrent || !biases) return { title, words: TOO_MANY, lines: [], table: null };
  const key = blockOf(op, place);
  const block = /** @type {ParameterTrace} */ (op[key]);
  const from = SYMBOLS[key].isMatrix ? Math.min(place.from ?? 0, block.values.length - 1) : null;
  const uses = usesOf(op, key, from, names[gate], place.unit);
  const column = key === 'recurrent_biases' ? place.unit : gate * n + place.unit;
  const { w, x } = SYMBOLS[key];
  return {
    title,
    words: 'One weight, used at every time: its gradient is the sum of what each use is answerable for.',
    lines: [
      [partial('L', w), `\\sum_{t=1}^{${uses.length}} \\delta_t\\,${x}`],
      ['', sum(uses.map(product))],
      ['', num(totalOf(uses))],
      ...compared(trace, cell(block.gradient, from, column), cell(block.numeric_gradient, from, column), w),
    ],
    table: gradientTable({ ...sight, place: { ...place, from, block: key, gate } }, [], learnedOf(op, names, n)),
    second: usesTable(uses, place.t, (t) => `time ${t + 1}`),
    note: noteOn(trace, block, op.truncate < op.outputs.length),
  };
}

/** @typedef {'weights' | 'recurrent' | 'biases' | 'recurrent_biases'} Key a block of parameters */

/** One of its parameters, and what that is multiplied with. @type {Record<Key, {w: string, x: string, isMatrix: boolean}>} */
const SYMBOLS = {
  weights: { w: 'w', x: 'x_t', isMatrix: true },
  recurrent: { w: 'r', x: 'h_{t-1}', isMatrix: true },
  biases: { w: 'b', x: '1', isMatrix: false },
  recurrent_biases: { w: 'q', x: '1', isMatrix: false },
};

/** The block that a place is in. @param {RecurrentTrace} op @param {Place} place @returns {Key} */
function blockOf(op, { block, from }) {
  if (from !== null) return block === 'recurrent' ? 'recurrent' : 'weights';
  return block === 'recurrent_biases' && op.recurrent_biases ? 'recurrent_biases' : 'biases';
}

/** The blocks gate by gate. @param {RecurrentTrace} op @param {string[]} names @param {number} n @returns {Learned[]} */
function learnedOf({ weights, recurrent, biases, recurrent_biases: q }, names, n) {
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

/** The factor and the adjoint of every use of a parameter. @param {RecurrentTrace} op @param {Key} key @param {number | null} from @param {string} gate @param {number} unit */
function usesOf(op, key, from, gate, unit) {
  // what a GRU multiplies with its states goes into its inner parts
  const isInner = op.cell === 'gru' && key.startsWith('recurrent');
  const adjoints = isInner ? op.inner_adjoints?.[`s_${gate}`] : op.gate_adjoints?.[gate];
  return (adjoints ?? []).map((deltas, t) => {
    const state = t > 0 ? op.outputs[t - 1][from ?? 0] : 0;
    const x = from === null ? 1 : key === 'recurrent' ? state : op.inputs[t][from];
    return [x, deltas[unit]];
  });
}
