/**
 * Explanations of the backward steps of a recurrent layer, one time step at a time.
 *
 * @import {Catalog} from '../../../../protocol/types.d.ts'
 * @import {Explanation, Line, StepContext} from '../../types.js'
 * @import {UnitAtTime} from './unitAtTime.js'
 */

import { unitTitle } from '../../../../core/selectors.js';
import { activationOf } from '../formulas.js';
import { sumOfProducts } from '../perStep.js';
import { factor, num, partial, product } from '../tex.js';
import { before, gateOf, timed } from './unitAtTime.js';

/** True if truncated backpropagation starts a new window after this time step. @param {UnitAtTime} point */
const isCut = ({ op, t, last }) => t < last && (last - t) % op.truncate === 0;

/**
 * Adjoint of a state: from the next layer and from the next time step.
 *
 * @param {UnitAtTime} point
 */
function incomingAdjoint(point) {
  const { op, t, j, last } = point;
  const total = op.output_adjoints?.[t][j] ?? null;
  if (t === last || total === null || isCut(point)) return { total, later: 0, above: total };
  const row = op.recurrent?.values[j];
  if (!Array.isArray(row)) return { total, later: NaN, above: NaN };
  // a GRU also passes the state around its gates, and R applies to the inner products
  const isGru = op.cell === 'gru';
  const gates = isGru
    ? ['s_r', 's_z', 's_n'].map((name) => op.inner_adjoints?.[name])
    : Object.values(op.gate_adjoints ?? {});
  const past = isGru ? (op.output_adjoints?.[t + 1][j] ?? NaN) * (op.gates.z[t + 1][j] ?? NaN) : 0;
  const deltas = gates.flatMap((gate) => gate?.[t + 1] ?? []);
  const later = past + sumOfProducts(deltas.map((delta, column) => [delta, row[column]]));
  return { total, later, above: total - later };
}

/**
 * @param {UnitAtTime} point
 * @returns {Line[]}
 */
function incomingLines(point) {
  const { op, t } = point;
  const { total, later, above } = incomingAdjoint(point);
  const h = timed('h', t);
  if (t === point.last)
    return [
      [partial('L', h), '\\text{from the next layer}'],
      ['', num(total)],
    ];
  if (isCut(point))
    return [
      [partial('L', h), `\\text{from the next layer; truncated before time }${t + 2}`],
      ['', num(total)],
    ];
  if (!op.recurrent) return [[partial('L', h), num(total)]];
  return [
    [partial('L', h), `\\text{from the next layer}+\\text{from time }${t + 2}`],
    ['', `${num(Math.abs(above ?? NaN) < 1e-15 ? 0 : above)}+${factor(later)}=${num(total)}`],
  ];
}

/**
 * @param {UnitAtTime} point
 * @param {StepContext} context
 * @returns {Explanation}
 */
export function explainBackward(point, context) {
  const { op, t, j } = point;
  const dh = op.output_adjoints?.[t][j] ?? null;
  const delta = (/** @type {string} */ gate) => op.gate_adjoints?.[gate]?.[t][j] ?? null;
  const h = partial('L', timed('h', t));
  return {
    title: `${unitTitle(context, context.step.layer, j)}: back at time ${t + 1}`,
    words:
      'The next layer and the next time step read this state, so their errors add up; then they pass back to the ' +
      'previous time step through the same weights.',
    lines: [...incomingLines(point), ...GATE_LINES[op.cell](point, dh, h, delta, context.catalog)],
    table: {
      caption: 'All neurons at this time step',
      heads: [h, ...Object.keys(op.gates).map((gate) => (op.cell === 'rnn' ? '\\delta' : `\\delta_${gate}`))],
      rows: op.outputs[t].map((_, unit) => ({
        name: `neuron ${unit + 1}`,
        cells: [
          op.output_adjoints?.[t][unit] ?? null,
          ...Object.values(op.gate_adjoints ?? {}).map((gate) => gate[t][unit]),
        ],
        isSelected: unit === j,
        selection: { unit },
      })),
    },
  };
}

/**
 * A formula, the same with numbers, and its value.
 *
 * @param {string} symbol
 * @param {string} rule
 * @param {string} numbers
 * @param {number | null} value
 * @returns {Line[]}
 */
const formulaLines = (symbol, rule, numbers, value) => [
  [symbol, rule],
  ['', numbers],
  ['', num(value)],
];

/**
 * @callback GateLines
 * @param {UnitAtTime} point
 * @param {number | null} dh adjoint of the state
 * @param {string} h TeX of it
 * @param {(gate: string) => number | null} delta adjoint of a gate's pre-activation
 * @param {Catalog | null} catalog
 * @returns {Line[]}
 */

/** @type {Record<string, GateLines>} */
const GATE_LINES = {
  rnn({ op, t, j }, dh, h, delta, catalog) {
    const { slope } = activationOf(catalog, op.function);
    const [z, a] = [op.gates.z[t][j], op.outputs[t][j]];
    return [
      [timed('\\delta', t), `${h}\\cdot f'(${timed('z', t)})`],
      ['', `${factor(dh)}\\cdot\\bigl(${slope(num(z), num(a))}\\bigr)`],
      ['', num(delta('z'))],
    ];
  },
  lstm(point, dh, h, delta) {
    const { op, t, j } = point;
    const [i, f, g, o] = ['i', 'f', 'g', 'o'].map((gate) => gateOf(point, gate));
    const [c, old, dc] = [op.inner.c[t][j], before(op.inner.c, point), op.inner_adjoints?.c[t][j] ?? null];
    const by = partial('L', timed('c', t));
    return [
      ...formulaLines(
        '\\delta_o',
        `${h}\\tanh(c)\\,o\\,(1-o)`,
        `${product([dh, Math.tanh(c ?? NaN), o])}\\cdot(1-${num(o)})`,
        delta('o'),
      ),
      [by, `${h}\\,o\\,(1-\\tanh^2 c)${t < point.last ? `+f_{${t + 2}}\\,${partial('L', timed('c', t + 1))}` : ''}`],
      ['', num(dc)],
      ...formulaLines('\\delta_i', `${by}\\,g\\,i\\,(1-i)`, `${product([dc, g, i])}\\cdot(1-${num(i)})`, delta('i')),
      ...formulaLines(
        '\\delta_f',
        `${by}\\,${timed('c', t - 1)}\\,f\\,(1-f)`,
        `${product([dc, old, f])}\\cdot(1-${num(f)})`,
        delta('f'),
      ),
      ...formulaLines('\\delta_g', `${by}\\,i\\,(1-g^2)`, `${product([dc, i])}\\cdot(1-${factor(g)}^2)`, delta('g')),
    ];
  },
  gru(point, dh, h, delta) {
    const { op, t, j } = point;
    const [r, z, n] = ['r', 'z', 'n'].map((gate) => gateOf(point, gate));
    const [old, s] = [before(op.outputs, point), op.inner.s_n[t][j]];
    return [
      ...formulaLines(
        '\\delta_n',
        `${h}\\,(1-z)\\,(1-n^2)`,
        `${factor(dh)}\\cdot(1-${num(z)})\\cdot(1-${factor(n)}^2)`,
        delta('n'),
      ),
      ...formulaLines(
        '\\delta_z',
        `${h}\\,(${timed('h', t - 1)}-n)\\,z\\,(1-z)`,
        `${factor(dh)}\\cdot(${num(old)}-${factor(n)})\\cdot ${factor(z)}\\cdot(1-${num(z)})`,
        delta('z'),
      ),
      ...formulaLines(
        '\\delta_r',
        `\\delta_n\\,s_n\\,r\\,(1-r)`,
        `${product([delta('n'), s, r])}\\cdot(1-${num(r)})`,
        delta('r'),
      ),
    ];
  },
};

/**
 * @param {UnitAtTime} point
 * @param {StepContext} context
 * @returns {Explanation}
 */
export function explainInputs({ op, t }, context) {
  const from = Math.min(context.selection.from ?? 0, op.inputs[0].length - 1);
  return {
    title: `Back to the inputs at time ${t + 1}`,
    words: 'The errors of all gates, passed back through their weights and added up.',
    lines: [
      [
        partial('L', `x_{${t + 1}}`),
        op.cell === 'rnn' ? `\\delta_{${t + 1}}\\,W^\\top` : `\\sum_{\\text{gates}} \\delta_{${t + 1}}\\,W^\\top`,
      ],
      ['', num(op.input_adjoints?.[t][from])],
    ],
    table: {
      caption: 'All inputs at this time step',
      heads: ['x_t', partial('L', 'x_t')],
      rows: op.inputs[t].map((x, each) => ({
        name: `input ${each + 1}`,
        cells: [x, op.input_adjoints?.[t][each] ?? null],
        isSelected: each === from,
        selection: { from: each },
      })),
    },
  };
}
