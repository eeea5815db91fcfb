/**
 * Explanations of recurrent layers (simple, LSTM and GRU), one time step at a time.
 *
 * @import {RecurrentTrace} from '../../../../protocol/types.d.ts'
 * @import {Explanation, Line, StepContext, Table} from '../../types.js'
 * @import {UnitAtTime} from './unitAtTime.js'
 */

import { unitTitle } from '../../../../core/selectors.js';
import { activationOf } from '../formulas.js';
import { entryAt } from '../gradientTable.js';
import { explainBackward, explainInputs } from './backward.js';
import { recurrentGradients } from './gradients.js';
import { ofLayer, sourceOf } from '../notation.js';
import { factor, num, product } from '../tex.js';
import { before, gateOf, ofGate, sumsOf, timed } from './unitAtTime.js';

/**
 * @param {RecurrentTrace} op
 * @param {StepContext} context
 * @returns {Explanation}
 */
export function explainRecurrent(op, context) {
  const { step, selection } = context;
  const last = op.outputs.length - 1;
  const point = {
    op,
    t: step.t ?? Math.min(selection.t, last),
    j: selection.unit,
    last,
    layer: step.layer,
    input: (/** @type {number} */ time) => ofLayer('a', sourceOf(context.session, step.layer), time),
  };
  if (step.quantity === 'values') return explainForward(point, context);
  if (step.quantity === 'gradients') return recurrentGradients(op, context);
  return step.quantity === 'inputs' ? explainInputs(point, context) : explainBackward(point, context);
}

/**
 * A gate: its formula, the same with numbers, and its value.
 *
 * @param {UnitAtTime} point
 * @param {string} gate
 * @param {string} squash
 * @returns {Line[]}
 */
function gateLines(point, gate, squash) {
  const { t, input } = point;
  const { inputs, states, bias } = sumsOf(point, gate);
  const [W, R, b] = ['W', 'R', 'b'].map((letter) => ofGate(letter, point, gate));
  const value = num(gateOf(point, gate));
  return [
    [timed(gate, point), `${squash}\\bigl(${input(t)}${W}+${timed('h', point, t - 1)}${R}+${b}\\bigr)`],
    ['', point.op.weights ? `${squash}\\bigl(${num(inputs)}+${factor(states)}+${factor(bias)}\\bigr)=${value}` : value],
  ];
}

/** What all formulas of a recurrent layer need to be read. @param {UnitAtTime} point */
const reading = ({ t, j, last }) =>
  `Subscripts of a, h and the gates are time steps, h₀ = 0; the numbers are those of neuron ${j + 1}.` +
  (t === last ? ' The next layer reads the states h as a.' : '');

/**
 * @param {UnitAtTime} point
 * @param {StepContext} context
 * @returns {Explanation}
 */
function explainForward(point, context) {
  const { op, t, j } = point;
  const explain = { lstm: lstmForward, gru: gruForward }[op.cell] ?? rnnForward;
  const { words, lines } = explain(point, context);
  return {
    title: `${unitTitle(context, context.step.layer, j)} at time ${t + 1}`,
    words: `${words} ${reading(point)}`,
    lines: [...lines, ['', num(op.outputs[t][j])]],
    table: termsTable(point, context),
  };
}

/**
 * @param {UnitAtTime} point
 * @returns {{words: string, lines: Line[]}}
 */
function lstmForward(point) {
  const { op, t, j } = point;
  const [i, f, g, o] = ['i', 'f', 'g', 'o'].map((gate) => gateOf(point, gate));
  const [now, old] = [op.inner.c[t][j], before(op.inner.c, point)];
  const c = timed('c', point);
  return {
    words:
      'The forget gate f scales the old cell state c, the input gate i the new candidate g, and the output ' +
      'gate o the result.',
    lines: [
      ...gateLines(point, 'i', '\\sigma'),
      ...gateLines(point, 'f', '\\sigma'),
      ...gateLines(point, 'g', '\\tanh'),
      ...gateLines(point, 'o', '\\sigma'),
      [c, `${timed('f', point)}\\,${timed('c', point, t - 1)}+${timed('i', point)}\\,${timed('g', point)}`],
      ['', `${product([f, old])}+${product([i, g])}=${num(now)}`],
      [timed('h', point), `${timed('o', point)}\\tanh(${c})`],
      ['', `${factor(o)}\\cdot\\tanh(${num(now)})`],
    ],
  };
}

/**
 * @param {UnitAtTime} point
 * @returns {{words: string, lines: Line[]}}
 */
function gruForward(point) {
  const { op, t, j, input } = point;
  const [r, z, n, old] = [...['r', 'z', 'n'].map((gate) => gateOf(point, gate)), before(op.outputs, point)];
  const { inputs, bias } = sumsOf(point, 'n');
  const s = op.inner.s_n[t][j];
  const [W, R, b] = ['W', 'R', 'b'].map((letter) => ofGate(letter, point, 'n'));
  const h = timed('h', point, t - 1);
  return {
    words:
      'The new state is a mean of the old state and a candidate n, weighted by the update gate z. The reset gate r ' +
      'scales what the candidate reads of the old state.',
    lines: [
      ...gateLines(point, 'r', '\\sigma'),
      ...gateLines(point, 'z', '\\sigma'),
      [timed('s', point), `${h}${R}+${ofGate('q', point)}`],
      ['', num(s)],
      [timed('n', point), `\\tanh\\bigl(${input(t)}${W}+${b}+${timed('r', point)}\\,${timed('s', point)}\\bigr)`],
      ['', op.weights ? `\\tanh\\bigl(${num(inputs)}+${factor(bias)}+${product([r, s])}\\bigr)=${num(n)}` : num(n)],
      [timed('h', point), `(1-${timed('z', point)})\\,${timed('n', point)}+${timed('z', point)}\\,${h}`],
      ['', `(1-${num(z)})\\cdot ${factor(n)}+${product([z, old])}`],
    ],
  };
}

/**
 * @param {UnitAtTime} point
 * @param {StepContext} context
 * @returns {{words: string, lines: Line[]}}
 */
function rnnForward(point, { catalog }) {
  const { op, t, input } = point;
  const [W, R, b] = ['W', 'R', 'b'].map((letter) => ofGate(letter, point));
  const { value } = activationOf(catalog, op.function);
  const [symbol, z] = [timed('z', point), gateOf(point, 'z')];
  const { inputs, states, bias } = sumsOf(point, 'z');
  return {
    words: 'The input and the previous state, with the same weights at every time step.',
    lines: [
      [symbol, `${input(t)}${W}+${timed('h', point, t - 1)}${R}+${b}`],
      ['', op.weights ? `${num(inputs)}+${factor(states)}+${factor(bias)}` : '\\cdots'],
      ['', num(z)],
      [timed('h', point), value(symbol)],
      ['', value(num(z))],
    ],
  };
}

/**
 * Terms of the sum in a gate: inputs, then previous states.
 *
 * @param {UnitAtTime} point
 * @param {number} gate
 */
function termsOf({ op, t, j }, gate) {
  const column = gate * op.outputs[0].length + j;
  const inputs = op.inputs[t].map((x, from) => ({
    name: `input ${from + 1}`,
    block: 'weights',
    from,
    x,
    w: entryAt(op.weights?.values, from, column),
  }));
  const states = (t > 0 ? op.outputs[t - 1] : []).map((x, from) => ({
    name: `previous state ${from + 1}`,
    block: 'recurrent',
    from,
    x,
    w: entryAt(op.recurrent?.values, from, column),
  }));
  return [...inputs, ...states];
}

/**
 * @param {UnitAtTime} point
 * @param {StepContext} context
 * @returns {Table | null}
 */
function termsTable(point, { selection }) {
  const { op } = point;
  if (!op.weights || !op.biases) return null;
  const names = Object.keys(op.gates);
  const gate = Math.min(selection.gate, names.length - 1);
  return {
    caption: names.length > 1 ? `Terms of gate ${names[gate]}` : 'Terms of the sum',
    heads: [`${point.input(point.t)},\\,${timed('h', point, point.t - 1)}`, 'W,\\,R', '\\text{product}'],
    rows: [
      ...termsOf(point, gate).map(({ name, block, from, x, w }) => ({
        name,
        cells: [x, w, (x ?? NaN) * (w ?? NaN)],
        isSelected: selection.block === block && selection.from === from,
        selection: { block, from },
      })),
      {
        name: 'bias',
        cells: [null, null, entryAt(op.biases.values, null, gate * op.outputs[0].length + point.j)],
        isSelected: false,
        selection: { from: null, block: 'biases' },
      },
    ],
  };
}
