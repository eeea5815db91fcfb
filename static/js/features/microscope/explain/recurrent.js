/**
 * Recurrent layers explained, one time step at a time: simple, LSTM and GRU.
 *
 * @import {Catalog, RecurrentTrace} from '../../../protocol/types.d.ts'
 * @import {Explanation, Line, Sight, Table} from '../types.js'
 */

import { unitTitle } from '../../../core/selectors.js';
import { activationOf } from './formulas.js';
import { totalOf } from './sequenceAndImage.js';
import { cell } from './gradientTable.js';
import { recurrentGradients } from './recurrentGradients.js';
import { factor, num, partial, product, sum } from './tex.js';

/** @typedef {{op: RecurrentTrace, t: number, j: number, last: number}} Moment one neuron at one time */

/** @param {RecurrentTrace} op @param {Sight} sight @returns {Explanation} */
export function explainRecurrent(op, sight) {
  const { step, place } = sight;
  const last = op.outputs.length - 1;
  const moment = { op, t: step.t ?? Math.min(place.t, last), j: place.unit, last };
  if (step.what === 'values') return forward(moment, sight);
  if (step.what === 'gradients') return recurrentGradients(op, sight);
  return step.what === 'inputs' ? toInputs(moment, sight) : backward(moment, sight);
}

/** A symbol at a time, from 0. @param {string} symbol @param {number} t */
const timed = (symbol, t) => `${symbol}_{${t + 1}}`;

/** A number of the state before: 0 before the first. @param {(number | null)[][]} rows @param {Moment} moment */
const before = (rows, { t, j }) => (t > 0 ? rows[t - 1][j] : 0);

/** @param {Moment} moment @param {string} gate */
const gateOf = ({ op, t, j }, gate) => op.gates[gate][t][j];

/** @param {Moment} moment @param {string} gate @param {string} squash @returns {Line[]} */
function gateLines(moment, gate, squash) {
  const { t } = moment;
  return [
    [
      timed(gate, t),
      `${squash}\\bigl(x_{${t + 1}}W_${gate}+h_{${t}}R_${gate}+b_${gate}\\bigr)=${num(gateOf(moment, gate))}`,
    ],
  ];
}

/** @param {Moment} moment @param {Sight} sight @returns {Explanation} */
function forward(moment, sight) {
  const { op, t, j } = moment;
  const title = `${unitTitle(sight, sight.step.layer, j)} at time ${t + 1}`;
  const h = [timed('h', t), timed('h', t - 1)];
  const state = num(op.outputs[t][j]);
  if (op.cell === 'lstm') {
    const [i, f, g, o] = ['i', 'f', 'g', 'o'].map((gate) => gateOf(moment, gate));
    const [now, old] = [op.inner.c[t][j], before(op.inner.c, moment)];
    return {
      title,
      words: 'The forget gate keeps what is in the cell, the input gate lets in what is new, the output gate shows it.',
      lines: [
        ...['i', 'f'].flatMap((gate) => gateLines(moment, gate, '\\sigma')),
        ...gateLines(moment, 'g', '\\tanh'),
        ...gateLines(moment, 'o', '\\sigma'),
        [timed('c', t), `${timed('f', t)}\\,${timed('c', t - 1)}+${timed('i', t)}\\,${timed('g', t)}`],
        ['', `${product([f, old])}+${product([i, g])}=${num(now)}`],
        [h[0], `${timed('o', t)}\\tanh(${timed('c', t)})=${factor(o)}\\cdot\\tanh(${num(now)})`],
        ['', state],
      ],
      table: termsTable(moment, sight),
    };
  }
  if (op.cell === 'gru') {
    const [z, n, old] = [gateOf(moment, 'z'), gateOf(moment, 'n'), before(op.outputs, moment)];
    return {
      title,
      words: 'The state goes a part of the way to a candidate; the gate z says how much stays.',
      lines: [
        ...gateLines(moment, 'r', '\\sigma'),
        ...gateLines(moment, 'z', '\\sigma'),
        [timed('n', t), `\\tanh\\bigl(x_{${t + 1}}W_n+b_n+${timed('r', t)}\\,(h_{${t}}R_n+q)\\bigr)=${num(n)}`],
        [h[0], `(1-${timed('z', t)})\\,${timed('n', t)}+${timed('z', t)}\\,${h[1]}`],
        ['', `(1-${num(z)})\\cdot ${factor(n)}+${product([z, old])}`],
        ['', state],
      ],
      table: termsTable(moment, sight),
    };
  }
  const z = gateOf(moment, 'z');
  const { value } = activationOf(sight.catalog, op.function);
  return {
    title,
    words: 'The same weights at every time: what comes in, and the state from before.',
    lines: [
      [timed('z', t), `x_{${t + 1}}W+h_{${t}}R+b`],
      [
        '',
        sum(
          termsOf(moment, 0).map(({ x, w }) => product([x, w])),
          factor(cell(op.biases?.values, null, j)),
        ),
      ],
      ['', num(z)],
      [h[0], `${value(timed('z', t))}=${value(num(z))}`],
      ['', state],
    ],
    table: termsTable(moment, sight),
  };
}

/** What adds up to a gate: inputs, then the state before. @param {Moment} moment @param {number} gate */
function termsOf({ op, t, j }, gate) {
  const column = gate * op.outputs[0].length + j;
  const inputs = op.inputs[t].map((x, from) => ({
    name: `input ${from + 1}`,
    block: 'weights',
    from,
    x,
    w: cell(op.weights?.values, from, column),
  }));
  const states = (t > 0 ? op.outputs[t - 1] : []).map((x, from) => ({
    name: `state ${from + 1} before`,
    block: 'recurrent',
    from,
    x,
    w: cell(op.recurrent?.values, from, column),
  }));
  return [...inputs, ...states];
}

/** @param {Moment} moment @param {Sight} sight @returns {Table | null} */
function termsTable(moment, { place }) {
  const { op } = moment;
  if (!op.weights || !op.biases) return null;
  const names = Object.keys(op.gates);
  const gate = Math.min(place.gate, names.length - 1);
  return {
    caption: names.length > 1 ? `What adds up to the gate ${names[gate]}` : 'What adds up',
    heads: ['x,\\,h', 'w,\\,r', '\\text{product}'],
    rows: [
      ...termsOf(moment, gate).map(({ name, block, from, x, w }) => ({
        name,
        cells: [x, w, (x ?? NaN) * (w ?? NaN)],
        isLookedAt: place.block === block && place.from === from,
        place: { block, from },
      })),
      {
        name: 'bias',
        cells: [null, null, cell(op.biases.values, null, gate * op.outputs[0].length + moment.j)],
        isLookedAt: false,
        place: { from: null, block: 'biases' },
      },
    ],
  };
}

/** Whether windows of truncated backpropagation meet between a time and the next. @param {Moment} moment */
const isCut = ({ op, t, last }) => t < last && (last - t) % op.truncate === 0;

/** What comes back to a state at a time: from the layers after it, and from the time after it. @param {Moment} moment */
function arrivals(moment) {
  const { op, t, j, last } = moment;
  const total = op.output_adjoints?.[t][j] ?? null;
  if (t === last || total === null || isCut(moment)) return { total, later: 0, above: total };
  const row = op.recurrent?.values[j];
  if (!Array.isArray(row)) return { total, later: NaN, above: NaN };
  // of a GRU the state also comes back past the gates, and R is reached by the inner parts
  const isGru = op.cell === 'gru';
  const gates = isGru
    ? ['s_r', 's_z', 's_n'].map((name) => op.inner_adjoints?.[name])
    : Object.values(op.gate_adjoints ?? {});
  const past = isGru ? (op.output_adjoints?.[t + 1][j] ?? NaN) * (op.gates.z[t + 1][j] ?? NaN) : 0;
  const deltas = gates.flatMap((gate) => gate?.[t + 1] ?? []);
  const later = past + totalOf(deltas.map((delta, column) => [delta, row[column]]));
  return { total, later, above: total - later };
}

/** @param {Moment} moment @returns {Line[]} */
function arrivalLines(moment) {
  const { op, t } = moment;
  const { total, later, above } = arrivals(moment);
  const h = timed('h', t);
  if (t === moment.last)
    return [
      [partial('L', h), '\\text{from the layers after it}'],
      ['', num(total)],
    ];
  if (isCut(moment))
    return [
      [partial('L', h), `\\text{from above, cut short before time }${t + 2}`],
      ['', num(total)],
    ];
  if (!op.recurrent) return [[partial('L', h), num(total)]];
  return [
    [partial('L', h), `\\text{from above}+\\text{from time }${t + 2}`],
    ['', `${num(Math.abs(above ?? NaN) < 1e-15 ? 0 : above)}+${factor(later)}=${num(total)}`],
  ];
}

/** @param {Moment} moment @param {Sight} sight @returns {Explanation} */
function backward(moment, sight) {
  const { op, t, j } = moment;
  const dh = op.output_adjoints?.[t][j] ?? null;
  const delta = (/** @type {string} */ gate) => op.gate_adjoints?.[gate]?.[t][j] ?? null;
  const h = partial('L', timed('h', t));
  return {
    title: `${unitTitle(sight, sight.step.layer, j)}: back at time ${t + 1}`,
    words:
      'A state is read by the layers after it and by the next time step: both send back, and the same weights carry it on to the time before.',
    lines: [...arrivalLines(moment), ...WAYS[op.cell](moment, dh, h, delta, sight.catalog)],
    table: {
      caption: 'All neurons at this time',
      heads: [h, ...Object.keys(op.gates).map((gate) => (op.cell === 'rnn' ? '\\delta' : `\\delta_${gate}`))],
      rows: op.outputs[t].map((_, unit) => ({
        name: `neuron ${unit + 1}`,
        cells: [
          op.output_adjoints?.[t][unit] ?? null,
          ...Object.values(op.gate_adjoints ?? {}).map((gate) => gate[t][unit]),
        ],
        isLookedAt: unit === j,
        place: { unit },
      })),
    },
  };
}

/** A rule, with its numbers, and what comes of it. @param {string} symbol @param {string} rule @param {string} numbers @param {number | null} value @returns {Line[]} */
const filled = (symbol, rule, numbers, value) => [
  [symbol, rule],
  ['', numbers],
  ['', num(value)],
];

/** @type {Record<string, (moment: Moment, dh: number | null, h: string, delta: (gate: string) => number | null, catalog: Catalog | null) => Line[]>} */
const WAYS = {
  rnn({ op, t, j }, dh, h, delta, catalog) {
    const { slope } = activationOf(catalog, op.function);
    const [z, a] = [op.gates.z[t][j], op.outputs[t][j]];
    return [
      [timed('\\delta', t), `${h}\\cdot f'(${timed('z', t)})`],
      ['', `${factor(dh)}\\cdot\\bigl(${slope(num(z), num(a))}\\bigr)`],
      ['', num(delta('z'))],
    ];
  },
  lstm(moment, dh, h, delta) {
    const { op, t, j } = moment;
    const [i, f, g, o] = ['i', 'f', 'g', 'o'].map((gate) => gateOf(moment, gate));
    const [c, old, dc] = [op.inner.c[t][j], before(op.inner.c, moment), op.inner_adjoints?.c[t][j] ?? null];
    const by = partial('L', timed('c', t));
    return [
      ...filled(
        '\\delta_o',
        `${h}\\tanh(c)\\,o\\,(1-o)`,
        `${product([dh, Math.tanh(c ?? NaN), o])}\\cdot(1-${num(o)})`,
        delta('o'),
      ),
      [by, `${h}\\,o\\,(1-\\tanh^2 c)${t < moment.last ? `+f_{${t + 2}}\\,${partial('L', timed('c', t + 1))}` : ''}`],
      ['', num(dc)],
      ...filled('\\delta_i', `${by}\\,g\\,i\\,(1-i)`, `${product([dc, g, i])}\\cdot(1-${num(i)})`, delta('i')),
      ...filled(
        '\\delta_f',
        `${by}\\,${timed('c', t - 1)}\\,f\\,(1-f)`,
        `${product([dc, old, f])}\\cdot(1-${num(f)})`,
        delta('f'),
      ),
      ...filled('\\delta_g', `${by}\\,i\\,(1-g^2)`, `${product([dc, i])}\\cdot(1-${factor(g)}^2)`, delta('g')),
    ];
  },
  gru(moment, dh, h, delta) {
    const { op, t, j } = moment;
    const [r, z, n] = ['r', 'z', 'n'].map((gate) => gateOf(moment, gate));
    const [old, s] = [before(op.outputs, moment), op.inner.s_n[t][j]];
    return [
      ...filled(
        '\\delta_n',
        `${h}\\,(1-z)\\,(1-n^2)`,
        `${factor(dh)}\\cdot(1-${num(z)})\\cdot(1-${factor(n)}^2)`,
        delta('n'),
      ),
      ...filled(
        '\\delta_z',
        `${h}\\,(${timed('h', t - 1)}-n)\\,z\\,(1-z)`,
        `${factor(dh)}\\cdot(${num(old)}-${factor(n)})\\cdot ${factor(z)}\\cdot(1-${num(z)})`,
        delta('z'),
      ),
      ...filled(
        '\\delta_r',
        `\\delta_n\\,s_n\\,r\\,(1-r)`,
        `${product([delta('n'), s, r])}\\cdot(1-${num(r)})`,
        delta('r'),
      ),
    ];
  },
};

/** @param {Moment} moment @param {Sight} sight @returns {Explanation} */
function toInputs({ op, t }, sight) {
  const from = Math.min(sight.place.from ?? 0, op.inputs[0].length - 1);
  return {
    title: `Back to the inputs at time ${t + 1}`,
    words: 'What every gate sends back through its weights, added up.',
    lines: [
      [
        partial('L', `x_{${t + 1}}`),
        op.cell === 'rnn' ? `\\delta_{${t + 1}}\\,W^\\top` : `\\sum_{\\text{gates}} \\delta_{${t + 1}}\\,W^\\top`,
      ],
      ['', num(op.input_adjoints?.[t][from])],
    ],
    table: {
      caption: 'All inputs at this time',
      heads: ['x_t', partial('L', 'x_t')],
      rows: op.inputs[t].map((x, each) => ({
        name: `input ${each + 1}`,
        cells: [x, op.input_adjoints?.[t][each] ?? null],
        isLookedAt: each === from,
        place: { from: each },
      })),
    },
  };
}
