/** Small traces for the tests: a dense 2-2-1 network, and an LSTM of one unit over two time steps. */

/**
 * @import {SessionInfo} from '../../static/js/protocol/model.js'
 * @import {Trace} from '../../static/js/core/trace/types.js'
 */

import { sessionOf } from './state.js';

const RATE = 0.1;

/**
 * @param {string} name
 * @param {any} values
 * @param {any} gradient
 */
function block(name, values, gradient) {
  const deep = (/** @type {any} */ numbers, /** @type {(x: number) => number} */ change) =>
    numbers.map((/** @type {any} */ each) => (Array.isArray(each) ? deep(each, change) : change(each)));
  return {
    name,
    values,
    gradient,
    memory: { b: deep(values, () => 0) },
    next_memory: { b: gradient },
    numeric_gradient: deep(gradient, (g) => g * (1 + 1e-9)),
    penalty_gradient: deep(values, () => 0),
    step_gradient: gradient,
    parts: { effective_rate: deep(values, () => RATE), direction: gradient },
    update: deep(gradient, (g) => -RATE * g),
  };
}

/**
 * @param {any[]} ops
 * @param {number[]} features
 * @returns {Trace}
 */
const traceOf = (ops, features) =>
  /** @type {any} */ ({
    ops,
    features,
    inputs: features,
    of: 'sample',
    batch: [0, 4, 2],
    sample_loss: { before: 0.5, after: 0.4 },
    batch_loss: { before: 0.7, after: 0.6 },
    first_order: -0.09,
    difference_floor: 1e-8,
    step: 3,
    epoch: 0,
    optimizer_step: 4,
    learning_rate: RATE,
  });

/**
 * @param {{withTarget?: boolean}} [about]
 * @returns {{trace: Trace, session: SessionInfo}}
 */
export function plainTrace({ withTarget = true } = {}) {
  const back = (/** @type {any} */ numbers) => (withTarget ? numbers : null);
  const ops = [
    {
      kind: 'dense',
      layer: 'dense_1',
      inputs: [1, -2],
      weights: block(
        'dense_1.weights',
        [
          [0.1, -0.4],
          [-0.15, 0.3],
        ],
        [
          [0.3, -0.2],
          [-0.6, 0.4],
        ],
      ),
      biases: block('dense_1.biases', [0.1, 0], [0.3, -0.2]),
      terms: [
        [0.1, -0.4],
        [0.3, -0.6],
      ],
      outputs: [0.5, -1],
      output_adjoints: back([0.3, -0.2]),
      input_adjoints: back([0.01, 0.02]),
    },
    {
      kind: 'activation',
      layer: 'dense_1',
      function: 'tanh',
      inputs: [0.5, -1],
      outputs: [0.4, -0.7],
      derivatives: [0.8, 0.5],
      output_adjoints: back([0.375, -0.4]),
      input_adjoints: back([0.3, -0.2]),
    },
    {
      kind: 'dense',
      layer: 'output',
      inputs: [0.4, -0.7],
      weights: block('output.weights', [[0.5], [-0.2]], [[0.24], [-0.42]]),
      biases: block('output.biases', [0], [0.6]),
      terms: [[0.2], [0.14]],
      outputs: [0.34],
      output_adjoints: back([0.6]),
      input_adjoints: back([0.375, -0.4]),
    },
    {
      kind: 'activation',
      layer: 'output',
      function: 'tanh',
      inputs: [0.34],
      outputs: [0.33],
      derivatives: [0.6],
      output_adjoints: back([1]),
      input_adjoints: back([0.6]),
    },
    {
      kind: 'loss',
      layer: 'output',
      function: 'half_squared_error',
      inputs: [0.33],
      prediction: [0.33],
      targets: back([-0.67]),
      value: back(0.5),
      input_adjoints: back([1]),
      step_values: null,
      output_activation: null,
      prediction_adjoints: null,
    },
  ];
  return { trace: traceOf(ops, [1, -2]), session: sessionOf({ units: [2] }) };
}

/** @returns {{trace: Trace, session: SessionInfo}} */
export function lstmTrace() {
  const session = sessionOf({ units: [1] });
  Object.assign(session.layers[0], { name: 'lstm_1', kind: 'lstm' });
  session.layers[1].sources = ['lstm_1'];
  const at = (/** @type {number} */ first, /** @type {number} */ last) => [[first], [last]];
  const ops = [
    {
      kind: 'recurrent',
      layer: 'lstm_1',
      cell: 'lstm',
      function: 'tanh',
      whole: false,
      truncate: 2,
      inputs: at(1, -2),
      weights: block('lstm_1.weights', [[0.1, 0.2, 0.3, 0.4]], [[0, 0, 0, 0]]),
      recurrent: block('lstm_1.recurrent', [[1, 2, 3, 4]], [[0, 0, 0, 0]]),
      biases: block('lstm_1.biases', [0, 0, 0, 0], [0, 0, 0, 0]),
      recurrent_biases: null,
      gates: { i: at(0.5, 0.6), f: at(0.7, 0.8), g: at(0.1, 0.2), o: at(0.3, 0.4) },
      inner: { c: at(0.05, 0.16) },
      outputs: at(0.015, 0.064),
      output_adjoints: at(-0.12, 0.3),
      gate_adjoints: { i: at(0, 0.01), f: at(0, 0.02), g: at(0, -0.03), o: at(0, -0.02) },
      inner_adjoints: { c: at(0.01, 0.1) },
      input_adjoints: at(0, 0),
    },
    {
      kind: 'dense',
      layer: 'output',
      inputs: [0.064],
      weights: block('output.weights', [[0.5]], [[0.04]]),
      biases: block('output.biases', [0], [0.6]),
      terms: [[0.032]],
      outputs: [0.032],
      output_adjoints: [0.6],
      input_adjoints: [0.3],
    },
    {
      kind: 'loss',
      layer: 'output',
      function: 'binary_cross_entropy',
      inputs: [0.032],
      prediction: [0.6],
      targets: [0],
      value: 0.9,
      input_adjoints: [0.6],
      step_values: null,
      output_activation: 'sigmoid',
      prediction_adjoints: [2.5],
    },
  ];
  return { trace: traceOf(ops, [1, -2]), session };
}
