/** Small sessions, frames and specs for the tests. */

/**
 * @import {Frame, SessionInfo} from '../../static/js/protocol/model.js'
 * @import {DivergenceReport, RunSpec} from '../../static/js/protocol/types.d.ts'
 */

/**
 * @param {number[]} units
 * @returns {RunSpec}
 */
export const specOf = (units = [4, 2]) =>
  /** @type {RunSpec} */ ({
    seed: 0,
    data: { name: 'circle', samples: 500, position_noise: 0, label_noise: 0, train_fraction: 0.5, seed: 0 },
    features: ['x1', 'x2'],
    network: {
      layers: units.map((width) => ({ kind: 'dense', units: width, activation: 'tanh', frozen: false, bias: true })),
      output_activation: 'tanh',
      output_frozen: false,
      output_bias: true,
      initializer: { name: 'glorot_uniform', scale: null, bias: 0, bias_name: 'constant' },
    },
    loss: 'half_squared_error',
    reduction: 'mean',
    optimizer: { name: 'sgd', learning_rate: 0.03, momentum: 0 },
    schedule: { name: 'constant' },
    clipping: { name: 'none', limit: 1 },
    projection: { name: 'none', limit: 1 },
    regularization: { name: 'none', rate: 0 },
    batch_size: 10,
    shuffle: true,
  });

/**
 * @param {{
 *   id?: string, units?: number[], step?: number, historyNumber?: number, playing?: boolean, spec?: RunSpec,
 * }} [about]
 * @returns {SessionInfo}
 */
export function sessionOf({
  id = 'a',
  units = [4, 2],
  step = 0,
  historyNumber = 0,
  playing = false,
  spec = specOf(units),
} = {}) {
  const widths = [spec.features?.length ?? 2, ...units, 1];
  let offset = 0;
  const layers = widths.slice(1).map((width, index) => {
    const weights_offset = offset;
    const biases_offset = offset + widths[index] * width;
    offset = biases_offset + width;
    const name = index === units.length ? 'output' : `dense_${index + 1}`;
    const blocks = [
      { name: 'weights', offset: weights_offset, shape: [widths[index], width] },
      { name: 'biases', offset: biases_offset, shape: [width] },
    ];
    const sources = [index === 0 ? 'inputs' : `dense_${index}`];
    const place = { kind: 'dense', frozen: false, sources, weights_offset, biases_offset, blocks };
    return { name, units: width, inputs: widths[index], activation: 'tanh', shape: [width], ...place };
  });
  return {
    id,
    spec,
    step,
    playing,
    layers,
    epoch: 0,
    sample: 0,
    status: 'ready',
    message: null,
    divergence: null,
    parameter_count: offset,
    steps_per_epoch: 25,
    inputs: spec.features ?? [],
    data_version: 1,
    domain: [
      [-6, 6],
      [-6, 6],
    ],
    data: {
      train_size: 3,
      test_size: 1,
      task: 'binary',
      classes: 2,
      class_names: null,
      image: null,
      steps: null,
      target_steps: 1,
      decision_threshold: null,
      baseline_loss: null,
    },
    undo: null,
    history_number: historyNumber,
  };
}

/**
 * @param {{step: number, epoch?: number, loss?: number | null, layers?: number}} about
 * @returns {Frame}
 */
export function frameOf({ step, epoch = 0, loss = 0.5, layers = 3 }) {
  const report = {
    name: 'x',
    activation: { mean: 0, std: 1, saturated: 0, dead: 0 },
    gradient_norm: 0.1,
    update_ratio: 0.01,
    histogram: { low: 0, high: 1 },
  };
  return {
    frame: step,
    step,
    epoch,
    sample: 0,
    status: 'ready',
    playing: false,
    non_finite_maps: [],
    confusion: null,
    metrics: {
      train_loss: loss,
      test_loss: loss,
      penalty: 0,
      train_accuracy: 1,
      test_accuracy: 1,
      train_r2: null,
      test_r2: null,
    },
    layers: Array.from({ length: layers }, () => report),
    outputMaps: null,
    neuronMaps: null,
    parameters: null,
    gradients: null,
    histograms: new Uint32Array(),
    bins: 0,
  };
}

/** @type {DivergenceReport} */
export const DIVERGENCE = {
  step: 5,
  quantity: 'loss',
  layer: 'output',
  returned_to: 0,
  learning_rate: 0.1,
  detail: 'It grew.',
  remedy: 'Lower the learning rate to 0.1 or less and continue, or reset.',
};
