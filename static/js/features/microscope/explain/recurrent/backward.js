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
import { ofLayer, sourceOf } from '../notation.js';
import { factor, num, partial, product, squared, sum } from '../tex.js';
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
  const h = partial('L', timed('h', point));
  if (t === point.last)
    return [
      [h, '\\text{from the next layer}'],
      ['', num(total)],
    ];
  if (isCut(point))
    return [
      [h, `\\text{from the next layer; truncated before time }${t + 2}`],
      ['', num(total)],
    ];
  if (!op.recurrent) return [[h, num(total)]];
  const around = op.cell === 'gru' ? `+${partial('L', timed('h', point, t + 1))}\\,${timed('z', point, t + 1)}` : '';
  const R = `R^{(${point.layer + 1})\\top}`;
  return [
    [h, `\\text{from the next layer}+\\text{from time }${t + 2}`],
    [`\\text{from time }${t + 2}`, `${timed('\\delta', point, t + 1)}\\,${R}${around}`],
    ['', num(later)],
    [h, `${num(Math.abs(above ?? NaN) < 1e-15 ? 0 : above)}+${factor(later)}`],
    ['', num(total)],
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
  const h = partial('L', timed('h', point));
  return {
    title: `${unitTitle(context, context.step.layer, j)}: back at time ${t + 1}`,
    words:
      'The next layer and the next time step read this state, so their errors add up; then they pass back to the ' +
      `previous time step through the same weights. The numbers are those of neuron ${j + 1}.`,
    lines: [...incomingLines(point), ...GATE_LINES[op.cell](point, dh, h, delta, context.catalog)],
    table: {
      caption: 'All neurons at this time step',
      heads: [
        h,
        ...Object.keys(op.gates).map((gate) => (op.cell === 'rnn' ? timed('\\delta', point) : deltaOf(point, gate))),
      ],
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

/**
 * The error of a gate's pre-activation.
 *
 * @param {UnitAtTime} point
 * @param {string} gate
 */
const deltaOf = ({ layer, t }, gate) => `${ofLayer('\\delta', layer)}_{${gate},${t + 1}}`;

/** @type {Record<string, GateLines>} */
const GATE_LINES = {
  rnn(point, dh, h, delta, catalog) {
    const { op, t, j } = point;
    const { slope } = activationOf(catalog, op.function);
    const [z, a] = [op.gates.z[t][j], op.outputs[t][j]];
    if (op.function === 'linear')
      return [
        [timed('\\delta', point), `${h}\\quad\\text{linear: slope 1}`],
        ['', num(delta('z'))],
      ];
    return [
      [timed('\\delta', point), `${h}\\cdot f'(${timed('z', point)})`],
      ['', `${factor(dh)}\\cdot\\bigl(${slope(num(z), num(a))}\\bigr)`],
      ['', num(delta('z'))],
    ];
  },
  lstm(point, dh, h, delta) {
    const { op, t, j, last } = point;
    const [i, f, g, o] = ['i', 'f', 'g', 'o'].map((gate) => gateOf(point, gate));
    const [I, F, G, O, C] = ['i', 'f', 'g', 'o', 'c'].map((letter) => timed(letter, point));
    const [c, old, dc] = [op.inner.c[t][j], before(op.inner.c, point), op.inner_adjoints?.c[t][j] ?? null];
    const by = partial('L', C);
    const [nextGate, nextCell] = t < last ? [op.gates.f[t + 1][j], op.inner_adjoints?.c[t + 1][j] ?? null] : [0, 0];
    const isLinked = t < last && !isCut(point);
    return [
      ...formulaLines(
        deltaOf(point, 'o'),
        `${h}\\cdot\\tanh(${C})\\cdot ${O}\\cdot(1-${O})`,
        `${product([dh, Math.tanh(c ?? NaN), o])}\\cdot(1-${num(o)})`,
        delta('o'),
      ),
      ...formulaLines(
        by,
        `${h}\\cdot ${O}\\cdot(1-\\tanh(${C})^2)` +
          (isLinked ? `+${partial('L', timed('c', point, t + 1))}\\cdot ${timed('f', point, t + 1)}` : ''),
        `${product([dh, o])}\\cdot(1-${squared(Math.tanh(c ?? NaN))})` +
          (isLinked ? `+${product([nextCell, nextGate])}` : ''),
        dc,
      ),
      ...formulaLines(
        deltaOf(point, 'i'),
        `${by}\\cdot ${G}\\cdot ${I}\\cdot(1-${I})`,
        `${product([dc, g, i])}\\cdot(1-${num(i)})`,
        delta('i'),
      ),
      ...formulaLines(
        deltaOf(point, 'f'),
        `${by}\\cdot ${timed('c', point, t - 1)}\\cdot ${F}\\cdot(1-${F})`,
        `${product([dc, old, f])}\\cdot(1-${num(f)})`,
        delta('f'),
      ),
      ...formulaLines(
        deltaOf(point, 'g'),
        `${by}\\cdot ${I}\\cdot\\bigl(1-(${G})^2\\bigr)`,
        `${product([dc, i])}\\cdot(1-${squared(g)})`,
        delta('g'),
      ),
    ];
  },
  gru(point, dh, h, delta) {
    const { op, t, j } = point;
    const [r, z, n] = ['r', 'z', 'n'].map((gate) => gateOf(point, gate));
    const [R, Z, N, S] = ['r', 'z', 'n', 's'].map((letter) => timed(letter, point));
    const [old, s] = [before(op.outputs, point), op.inner.s_n[t][j]];
    return [
      ...formulaLines(
        deltaOf(point, 'n'),
        `${h}\\cdot(1-${Z})\\cdot\\bigl(1-(${N})^2\\bigr)`,
        `${factor(dh)}\\cdot(1-${num(z)})\\cdot(1-${squared(n)})`,
        delta('n'),
      ),
      ...formulaLines(
        deltaOf(point, 'z'),
        `${h}\\cdot(${timed('h', point, t - 1)}-${N})\\cdot ${Z}\\cdot(1-${Z})`,
        `${factor(dh)}\\cdot(${num(old)}-${factor(n)})\\cdot ${factor(z)}\\cdot(1-${num(z)})`,
        delta('z'),
      ),
      ...formulaLines(
        deltaOf(point, 'r'),
        `${deltaOf(point, 'n')}\\cdot ${S}\\cdot ${R}\\cdot(1-${R})`,
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
export function explainInputs(point, context) {
  const { op, t, layer } = point;
  const from = Math.min(context.selection.from ?? 0, op.inputs[0].length - 1);
  const source = sourceOf(context.session, layer);
  const a = ofLayer('a', source, t, from);
  const gates = Object.keys(op.gates);
  const isSingle = gates.length === 1;
  const weights = /** @type {any} */ (op.weights?.values[from]);
  const deltas = gates.flatMap((gate) => op.gate_adjoints?.[gate][t] ?? []);
  const delta = isSingle ? ofLayer('\\delta', layer, t, 'j') : `${ofLayer('\\delta', layer)}_{g,${t + 1},j}`;
  const W = isSingle ? ofLayer('W', layer, from, 'j') : `${ofLayer('W', layer)}_{g;\\,${from + 1},j}`;
  return {
    title: `Back to input ${from + 1} at time ${t + 1}`,
    words: isSingle
      ? 'The errors of all neurons j, passed back through their weights and added up.'
      : 'The errors of all gates g and neurons j, passed back through their weights and added up.',
    lines: [
      [partial('L', a), `\\sum_{${isSingle ? 'j' : 'g,j'}} ${delta}\\,${W}`],
      ['', weights ? sum(deltas.map((error, column) => product([error, weights[column] ?? null]))) : '\\cdots'],
      ['', num(op.input_adjoints?.[t][from])],
    ],
    table: {
      caption: 'All inputs at this time step',
      heads: [ofLayer('a', source, t, 'i'), partial('L', ofLayer('a', source, t, 'i'))],
      rows: op.inputs[t].map((x, each) => ({
        name: `input ${each + 1}`,
        cells: [x, op.input_adjoints?.[t][each] ?? null],
        isSelected: each === from,
        selection: { from: each },
      })),
    },
  };
}
