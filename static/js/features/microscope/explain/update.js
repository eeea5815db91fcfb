/**
 * What the optimizer does to one parameter, line by line, and what the whole update does to the loss.
 *
 * @import {ParameterTrace} from '../../../protocol/types.d.ts'
 * @import {Explanation, Line, Op, Sight, Table, Trace} from '../types.js'
 */

import { unitTitle } from '../../../core/selectors.js';
import { cell } from './gradientTable.js';
import { factor, num, product } from './tex.js';

const BLOCKS = ['weights', 'biases', 'recurrent', 'recurrent_biases', 'gains'];

/** The blocks of an op by their names, those it tells. @param {Op} op @returns {Record<string, ParameterTrace>} */
export const blocksOf = (op) =>
  Object.fromEntries(Object.entries(op).filter(([key, value]) => BLOCKS.includes(key) && value));

/** The op with the parameters of a layer. @param {Trace} trace @param {string} layer */
const learningOp = ({ ops }, layer) => ops.find((op) => op.layer === layer && Object.keys(blocksOf(op)).length > 0);

/**
 * @typedef {object} Numbers of one parameter
 * @property {number | null} w
 * @property {number | null} g what the optimizer is given
 * @property {Record<string, number | null>} memory
 * @property {Record<string, number | null>} next
 * @property {Record<string, number | null>} parts
 * @property {number} rate the scheduled learning rate
 * @property {Record<string, any>} h hyper-parameters by their names
 * @property {number} t number of the step
 */

/** What w becomes, once direction and rate are known. @param {Numbers} numbers @param {string} symbols @returns {Line[]} */
const moved = ({ parts }, symbols) => [
  ['\\Delta w', symbols],
  ['', `-${product([parts.effective_rate, parts.direction])}`],
];

/** A running mean. @param {string} m @param {string} beta @param {string} x TeX of what is averaged @param {number} share @param {number | null} old @param {string} number TeX of it @param {number | null} now @returns {Line[]} */
const averaged = (m, beta, x, share, old, number, now) => [
  [`${m}\\leftarrow`, `${beta}\\,${m}+(1-${beta})\\,${x}`],
  ['', `${product([share, old])}+${product([1 - share])}\\cdot ${number}=${num(now)}`],
];

/** @param {Numbers} n @returns {Line[]} */
const withBuffer = (n) => [
  ...(n.h.momentum > 0
    ? /** @type {Line[]} */ ([
        ['b\\leftarrow', `\\mu\\,b+g=${product([n.h.momentum, n.memory.b])}+${factor(n.g)}=${num(n.next.b)}`],
      ])
    : []),
  ...moved(n, n.h.momentum > 0 ? '-\\eta\\,b' : '-\\eta\\,g'),
];

/** @param {Numbers} n @param {{beta1: number, beta2: number}} h @param {[string, string]} names of its memory @param {string} [of] what v̂ is made of @returns {Line[]} */
function adaptive(n, { beta1, beta2 }, [m, v], of = v) {
  const square = `${factor(n.g)}^2`;
  return [
    ...averaged(m, '\\beta_1', 'g', beta1, n.memory[m], factor(n.g), n.next[m]),
    ...averaged(v, '\\beta_2', 'g^2', beta2, n.memory[v], square, n.next[v]),
    ...(of === v ? [] : /** @type {Line[]} */ ([['\\bar v\\leftarrow', `\\max(\\bar v,\\,v)=${num(n.next[of])}`]])),
    [`\\hat m`, `\\frac{${m}}{1-\\beta_1^{t}}=\\frac{${num(n.next[m])}}{1-${beta1}^{${n.t}}}=${num(n.parts.m_hat)}`],
    [
      `\\hat v`,
      `\\frac{${of === v ? v : '\\bar v'}}{1-\\beta_2^{t}}=\\frac{${num(n.next[of])}}{1-${beta2}^{${n.t}}}=${num(n.parts.v_hat)}`,
    ],
    ['\\text{its own rate}', `\\frac{\\eta}{\\sqrt{\\hat v}+\\varepsilon}=${num(n.parts.effective_rate)}`],
    ...moved(n, '-\\frac{\\eta}{\\sqrt{\\hat v}+\\varepsilon}\\,\\hat m'),
  ];
}

/** @param {Numbers} n @param {string} root @returns {Line[]} */
const ownRate = (n, root) => [
  ['\\text{its own rate}', `${root}=${num(n.parts.effective_rate)}`],
  ...moved(n, `-${root}\\,g`),
];

/** @type {Record<string, (n: Numbers) => Line[]>} by the name of the optimizer */
export const OPTIMIZERS = {
  sgd: withBuffer,
  momentum: withBuffer,
  nesterov: (n) => [
    ['b\\leftarrow', `\\mu\\,b+g=${product([n.h.momentum, n.memory.b])}+${factor(n.g)}=${num(n.next.b)}`],
    ['g+\\mu\\,b', num(n.parts.direction)],
    ...moved(n, '-\\eta\\,(g+\\mu\\,b)'),
  ],
  adagrad: (n) => [
    ['s\\leftarrow', `s+g^2=${num(n.memory.s)}+${factor(n.g)}^2=${num(n.next.s)}`],
    ...ownRate(n, '\\frac{\\eta}{\\sqrt s+\\varepsilon}'),
  ],
  adadelta: (n) => [
    ...averaged('s', '\\rho', 'g^2', n.h.rho, n.memory.s, `${factor(n.g)}^2`, n.next.s),
    ...ownRate(n, '\\eta\\,\\frac{\\sqrt{d+\\varepsilon}}{\\sqrt{s+\\varepsilon}}'),
    ['d\\leftarrow', `\\rho\\,d+(1-\\rho)\\,\\delta^2=${num(n.next.d)}`],
  ],
  rmsprop: (n) => [
    ...averaged('s', '\\alpha', 'g^2', n.h.alpha, n.memory.s, `${factor(n.g)}^2`, n.next.s),
    ...ownRate(n, '\\frac{\\eta}{\\sqrt s+\\varepsilon}'),
  ],
  adam: (n) => adaptive(n, /** @type {any} */ (n.h), ['m', 'v']),
  amsgrad: (n) => adaptive(n, /** @type {any} */ (n.h), ['m', 'v'], 'largest v'),
  adamw: (n) => adaptive(n, /** @type {any} */ (n.h), ['m', 'v']),
  lion: (n) => [
    ['c', `\\beta_1\\,m+(1-\\beta_1)\\,g=${product([n.h.beta1, n.memory.m])}+${product([1 - n.h.beta1, n.g])}`],
    ['\\operatorname{sign} c', num(n.parts.direction)],
    ...averaged('m', '\\beta_2', 'g', n.h.beta2, n.memory.m, factor(n.g), n.next.m),
    ...moved(n, '-\\eta\\,\\operatorname{sign} c'),
  ],
  muon: (n) =>
    'm_hat' in n.parts
      ? adaptive(n, { beta1: 0.9, beta2: 0.95 }, ['b', 'v'])
      : [
          ...averaged('b', '\\mu', 'g', n.h.momentum, n.memory.b, factor(n.g), n.next.b),
          ['(UV^\\top)_{ij}', `${num(n.parts.direction)}\\quad\\text{of }(1-\\mu)\\,g+\\mu\\,b=USV^\\top`],
          ...moved(n, '-\\eta\\,\\sqrt{\\max(1,\\,n_{\\text{out}}/n_{\\text{in}})}\\;UV^\\top'),
        ],
};

/** @param {Sight} sight @returns {Explanation} */
export function explainUpdate(sight) {
  const { trace, session, catalog, place } = sight;
  const layer = session.layers[place.layer];
  const op = layer && learningOp(trace, layer.name);
  const losses = lossTable(trace);
  if (!op)
    return {
      title: 'Update',
      words: 'This layer has no parameters to update. Choose another one in the picture.',
      lines: [],
      table: losses,
    };
  const blocks = blocksOf(op);
  const key =
    place.from === null
      ? 'biases' in blocks
        ? 'biases'
        : Object.keys(blocks)[0]
      : place.block in blocks
        ? place.block
        : 'weights';
  const block = blocks[key] ?? Object.values(blocks)[0];
  const isMatrix = Array.isArray(block.values[0]);
  const from = isMatrix ? Math.min(place.from ?? 0, block.values.length - 1) : null;
  const column = place.gate * layer.units + place.unit;
  const of = (/** @type {any} */ numbers) => cell(numbers, from, column);
  const each = (/** @type {Record<string, any> | null} */ named) =>
    Object.fromEntries(Object.entries(named ?? {}).map(([name, numbers]) => [name, of(numbers)]));
  const name =
    from === null
      ? key.replace('biases', 'bias').replace('gains', 'gain').replace('_', ' ')
      : `${key === 'recurrent' ? 'recurrent weight' : 'weight'} ${from + 1}`;
  const title = `Update: ${unitTitle({ session, catalog }, place.layer, place.unit)}, ${name}`;
  if (block.step_gradient === null)
    return { title, words: 'This layer is frozen: training leaves it as it is.', lines: [], table: losses };
  const { name: optimizer, ...h } = session.spec.optimizer;
  const numbers = {
    w: of(block.values),
    g: of(block.step_gradient),
    memory: each(block.memory),
    next: each(block.next_memory),
    parts: each(block.parts),
    rate: trace.learning_rate,
    h,
    t: trace.optimizer_step,
  };
  return {
    title,
    words: `Step ${trace.optimizer_step} of the optimizer, with a learning rate η of ${trace.learning_rate.toPrecision(3).replace(/\.?0+$/, '')}, on ${trace.of === 'batch' ? `the next batch of ${trace.batch.length}` : 'this sample alone'}.`,
    lines: [
      ...given(of(block.gradient), of(block.penalty_gradient), numbers.g),
      ...decayed(numbers),
      ...OPTIMIZERS[optimizer](numbers),
      ...result(numbers, of(block.update)),
    ],
    table: losses,
    second: allTable(sight, blocks, from, key, column),
  };
}

/** What the optimizer is given: gradient, penalty, both clipped. @param {number | null} gradient @param {number | null} penalty @param {number | null} g @returns {Line[]} */
function given(gradient, penalty, g) {
  const whole = (gradient ?? NaN) + (penalty ?? 0);
  const isClipped = Math.abs(whole - (g ?? NaN)) > 1e-12 * Math.abs(whole);
  const made = penalty ? `${num(gradient)}+${factor(penalty)}\\quad\\text{(penalty)}` : num(gradient);
  return [['g', made], ...(isClipped ? /** @type {Line[]} */ ([['', `${num(g)}\\quad\\text{clipped}`]]) : [])];
}

/** @param {Numbers} numbers @returns {Line[]} */
const decayed = ({ parts }) => (parts.decay ? [['\\text{decay}', `-\\eta\\lambda w=${num(parts.decay)}`]] : []);

/** @param {Numbers} numbers @param {number | null} update @returns {Line[]} */
const result = ({ w, parts }, update) => [
  ['', `${num((update ?? NaN) - (parts.decay ?? 0) - (parts.projection ?? 0))}`],
  ...(parts.projection
    ? /** @type {Line[]} */ ([['\\text{put back}', `${num(parts.projection)}\\quad\\text{into the box}`]])
    : []),
  ['w_{\\text{new}}', `${num(w)}+${factor(update)}`],
  ['', num((w ?? NaN) + (update ?? NaN))],
];

/** The losses before the update and after it. @param {Trace} trace @returns {Table} */
function lossTable({ sample_loss: sample, batch_loss: batch, of, first_order: expected }) {
  /** @param {string} name @param {Trace['batch_loss']} loss @param {boolean} isMoved */
  const row = (name, loss, isMoved) => {
    const before = loss?.before ?? null;
    const after = loss && before !== null ? (loss.after ?? Infinity) : null; // one that overflows is told as null
    const change = before === null || after === null ? null : after - before;
    return { name, cells: [before, after, change, isMoved ? expected : null], isLookedAt: isMoved, place: {} };
  };
  return {
    caption: 'What the update does to the loss',
    heads: ['\\text{before}', '\\text{after}', '\\text{change}', '\\sum g\\,\\Delta w'],
    rows: [row('This sample', sample, of === 'sample'), row('The batch', batch, of === 'batch')],
  };
}

/** The updates of all parameters of the neuron. @param {Sight} sight @param {Record<string, ParameterTrace>} blocks @param {number | null} looked @param {string} key @param {number} column @returns {Table} */
function allTable({ namer, place }, blocks, looked, key, column) {
  const rows = Object.entries(blocks).flatMap(([name, block]) => {
    const inputs = Array.isArray(block.values[0]) ? block.values.map((_, from) => from) : [null];
    return inputs.map((from) => ({
      name:
        from === null
          ? name.replace('biases', 'bias').replace('gains', 'gain').replace('_', ' ')
          : name === 'recurrent'
            ? `state ${from + 1}`
            : namer(place.layer)(from),
      cells: [
        cell(block.values, from, column),
        cell(block.step_gradient, from, column),
        cell(block.update, from, column),
      ],
      isLookedAt: name === key && from === looked,
      place: { block: name, from },
    }));
  });
  return { caption: 'All parameters of this neuron', heads: ['w', 'g', '\\Delta w'], rows };
}
