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
import { factor, num, product, sum } from '../tex.js';
import { before, gateOf, timed } from './unitAtTime.js';

/**
 * @param {RecurrentTrace} op
 * @param {StepContext} context
 * @returns {Explanation}
 */
export function explainRecurrent(op, context) {
  const { step, selection } = context;
  const last = op.outputs.length - 1;
  const point = { op, t: step.t ?? Math.min(selection.t, last), j: selection.unit, last };
  if (step.quantity === 'values') return explainForward(point, context);
  if (step.quantity === 'gradients') return recurrentGradients(op, context);
  return step.quantity === 'inputs' ? explainInputs(point, context) : explainBackward(point, context);
}

/**
 * @param {UnitAtTime} point
 * @param {string} gate
 * @param {string} squash
 * @returns {Line[]}
 */
function gateLines(point, gate, squash) {
  const { t } = point;
  return [
    [
      timed(gate, t),
      `${squash}\\bigl(x_{${t + 1}}W_${gate}+h_{${t}}R_${gate}+b_${gate}\\bigr)=${num(gateOf(point, gate))}`,
    ],
  ];
}

/**
 * @param {UnitAtTime} point
 * @param {StepContext} context
 * @returns {Explanation}
 */
function explainForward(point, context) {
  const { op, t, j } = point;
  const title = `${unitTitle(context, context.step.layer, j)} at time ${t + 1}`;
  const h = [timed('h', t), timed('h', t - 1)];
  const state = num(op.outputs[t][j]);
  if (op.cell === 'lstm') {
    const [i, f, g, o] = ['i', 'f', 'g', 'o'].map((gate) => gateOf(point, gate));
    const [now, old] = [op.inner.c[t][j], before(op.inner.c, point)];
    return {
      title,
      words:
        'The forget gate scales the old cell state, the input gate the new candidate, and the output gate the result.',
      lines: [
        ...['i', 'f'].flatMap((gate) => gateLines(point, gate, '\\sigma')),
        ...gateLines(point, 'g', '\\tanh'),
        ...gateLines(point, 'o', '\\sigma'),
        [timed('c', t), `${timed('f', t)}\\,${timed('c', t - 1)}+${timed('i', t)}\\,${timed('g', t)}`],
        ['', `${product([f, old])}+${product([i, g])}=${num(now)}`],
        [h[0], `${timed('o', t)}\\tanh(${timed('c', t)})=${factor(o)}\\cdot\\tanh(${num(now)})`],
        ['', state],
      ],
      table: termsTable(point, context),
    };
  }
  if (op.cell === 'gru') {
    const [z, n, old] = [gateOf(point, 'z'), gateOf(point, 'n'), before(op.outputs, point)];
    return {
      title,
      words: 'The new state is a mean of the old state and a candidate, weighted by the update gate z.',
      lines: [
        ...gateLines(point, 'r', '\\sigma'),
        ...gateLines(point, 'z', '\\sigma'),
        [timed('n', t), `\\tanh\\bigl(x_{${t + 1}}W_n+b_n+${timed('r', t)}\\,(h_{${t}}R_n+q)\\bigr)=${num(n)}`],
        [h[0], `(1-${timed('z', t)})\\,${timed('n', t)}+${timed('z', t)}\\,${h[1]}`],
        ['', `(1-${num(z)})\\cdot ${factor(n)}+${product([z, old])}`],
        ['', state],
      ],
      table: termsTable(point, context),
    };
  }
  const z = gateOf(point, 'z');
  const { value } = activationOf(context.catalog, op.function);
  return {
    title,
    words: 'The input and the previous state, with the same weights at every time step.',
    lines: [
      [timed('z', t), `x_{${t + 1}}W+h_{${t}}R+b`],
      [
        '',
        sum(
          termsOf(point, 0).map(({ x, w }) => product([x, w])),
          factor(entryAt(op.biases?.values, null, j)),
        ),
      ],
      ['', num(z)],
      [h[0], `${value(timed('z', t))}=${value(num(z))}`],
      ['', state],
    ],
    table: termsTable(point, context),
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
    heads: ['x,\\,h', 'w,\\,r', '\\text{product}'],
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
