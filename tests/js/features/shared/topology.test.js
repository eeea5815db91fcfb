import assert from 'node:assert/strict';
import { test } from 'node:test';

import { biasIndex, toLayers, weightIndex, weightsInto } from '../../../../static/js/core/parameters.js';
import { decisionLevel, domainOf, magnitude, mapOf, shownMaps } from '../../../../static/js/core/maps.js';
import { predictionImage, weightImage } from '../../../../static/js/features/playground/network/tiles/unitImages.js';
import { inSentence, titleOf, unitTitle } from '../../../../static/js/core/selectors.js';
import { belongsTo, topologyOf } from '../../../../static/js/features/shared/topology.js';
import { CATALOG } from '../../catalog.js';
import { frameOf, sessionOf, specOf } from '../../state.js';

const FEATURES = ['x1', 'x2', 'x1_squared', 'x1_x2'].map((name) => ({ name, label: name, preview: [[0]] }));
const catalog = /** @type {any} */ ({ ...CATALOG, features: FEATURES });

test('every weight between drawn nodes has a link, at its place among the parameters', () => {
  const session = sessionOf({ units: [3], spec: { ...specOf([3]), features: ['x1', 'x1_x2'] } });
  const { inputs, links } = topologyOf(catalog, session);
  assert.deepEqual(
    inputs.map(({ on }) => on),
    [true, false, false, true],
  );
  assert.deepEqual(
    links.map(({ parameter }) => parameter).toSorted((a, b) => a - b),
    [0, 1, 2, 3, 4, 5, 9, 10, 11],
  );
  const last = links.find(({ layer, from, unit }) => layer === 0 && from === 1 && unit === 2);
  assert.equal(last?.row, 3); // the second input fed is the fourth feature
  assert.equal(last?.parameter, 5); // W (n_in, n_out) row by row
});

test('only the first neurons of a wide layer are drawn', () => {
  const { units, links } = topologyOf(catalog, sessionOf({ units: [20, 2] }));
  assert.deepEqual(
    units.map(({ length }) => length),
    [8, 2, 1],
  );
  assert.equal(links.filter(({ layer }) => layer === 1).length, 16);
  assert.equal(links.find(({ layer, from, unit }) => layer === 1 && from === 1 && unit === 0)?.parameter, 60 + 2);
});

test("the focused unit's connections differ from the others", () => {
  const topology = topologyOf(catalog, sessionOf({ units: [3] }));
  const lit = (/** @type {any} */ focus) => topology.links.filter((link) => belongsTo(link, focus, topology)).length;
  assert.equal(lit({ kind: 'unit', layer: 0, unit: 1, from: 0 }), 2);
  assert.equal(lit({ kind: 'link', layer: 0, unit: 1, from: 1 }), 1);
  assert.equal(lit({ kind: 'feature', layer: 0, unit: 1, from: 0 }), 3);
  assert.equal(lit({ kind: 'feature', layer: 0, unit: 2, from: 0 }), 0);
});

test('the flat vector is split into layers in the form of the API', () => {
  const session = sessionOf({ units: [2] });
  const vector = Float32Array.from({ length: session.parameter_count }, (_, index) => index);
  assert.deepEqual(toLayers(session.layers, vector).layers, [
    {
      name: 'dense_1',
      weights: [
        [0, 1],
        [2, 3],
      ],
      biases: [4, 5],
      blocks: null,
    },
    { name: 'output', weights: [[6], [7]], biases: [8], blocks: null },
  ]);
});

test("a neuron's map is found behind those of the layers before it", () => {
  const session = sessionOf({ units: [20, 2] });
  const neuronMaps = {
    count: 10,
    size: 1,
    values: Uint8Array.from({ length: 10 }, (_, i) => i),
    scales: Float32Array.from({ length: 20 }, (_, i) => i),
  };
  const frame = { ...frameOf({ step: 0 }), neuronMaps };
  assert.deepEqual(mapOf(session, frame, 1, 1), { size: 1, values: Uint8Array.of(9), zero: 18, scale: 19 });
  assert.equal(mapOf(session, frame, 0, 8), null);
});

test('maps of unbounded hidden units span their values; others and the output have fixed scales', () => {
  const session = sessionOf({ units: [2] });
  const map = { size: 1, values: Uint8Array.of(0), zero: -1, scale: 6 / 255 };
  assert.equal(magnitude(map), 5);
  const domain = (/** @type {number} */ layer, /** @type {string} */ activation) => {
    session.layers[layer].activation = activation;
    return domainOf(CATALOG, session, layer, map);
  };
  for (const bounded of ['tanh', 'sigmoid', 'sin']) assert.deepEqual(domain(0, bounded), { middle: 0, reach: 1 });
  for (const unbounded of ['linear', 'relu']) assert.deepEqual(domain(0, unbounded), { middle: 0, reach: 5 });
  assert.deepEqual(domain(1, 'sigmoid'), { middle: 0.5, reach: 0.5 });
  for (const other of ['tanh', 'sin', 'linear', 'softmax']) {
    assert.deepEqual(domain(1, other), { middle: 0, reach: 1 });
  }
  assert.deepEqual(domainOf(null, session, 0, map), { middle: 0, reach: 5 }, 'before the catalog is there');
});

test('a unit decides in the middle of the range of its activation', () => {
  const session = sessionOf({ units: [2] });
  session.layers[0].activation = 'sigmoid';
  assert.equal(decisionLevel(CATALOG, session, null), 0);
  assert.equal(decisionLevel(CATALOG, session, { kind: 'unit', layer: 0, unit: 1, from: -1 }), 0.5);
  session.layers[1].activation = 'relu';
  assert.equal(decisionLevel(CATALOG, session, null), 0);
  assert.equal(decisionLevel(CATALOG, null, null), 0);
});

test('the plane shows the outputs, or the focused neuron', () => {
  const session = sessionOf({ units: [2] });
  const stack = (/** @type {number} */ count, /** @type {number} */ first) => ({
    count,
    size: 1,
    values: Uint8Array.from({ length: count }, (_, index) => first + index),
    scales: new Float32Array(2 * count),
  });
  const frame = { ...frameOf({ step: 0 }), outputMaps: stack(1, 40), neuronMaps: stack(2, 50) };
  assert.deepEqual(
    shownMaps(session, frame, null).map(({ values }) => values[0]),
    [40],
  );
  assert.deepEqual(
    shownMaps(session, frame, { kind: 'unit', layer: 0, unit: 1, from: 0 }).map(({ values }) => values[0]),
    [51],
  );
  assert.deepEqual(shownMaps(session, null, null), []);
});

test('a residual block has a skip connection, and layers without weights are wired unit to unit', () => {
  const spec = specOf([3]);
  const layers = [
    { kind: 'dense', units: 3, activation: 'relu' },
    { kind: 'residual', scale: 1, layers: [{ kind: 'dense', units: 3, activation: 'linear' }] },
    { kind: 'layer_norm' },
  ];
  const block = (/** @type {Record<string, unknown>} */ about) => ({
    units: 3,
    shape: [3],
    blocks: [],
    inputs: 3,
    weights_offset: null,
    biases_offset: null,
    ...about,
  });
  const session = {
    ...sessionOf({ units: [3, 3, 3, 3], spec: /** @type {any} */ ({ ...spec, network: { ...spec.network, layers } }) }),
    layers: /** @type {any} */ ([
      block({ name: 'dense_1', kind: 'dense', sources: ['inputs'], inputs: 2, weights_offset: 0, biases_offset: 6 }),
      block({ name: 'dense_2', kind: 'dense', sources: ['dense_1'], weights_offset: 9, biases_offset: 18 }),
      block({ name: 'residual_1', kind: 'residual', sources: ['dense_1', 'dense_2'] }),
      block({ name: 'layer_norm_1', kind: 'layer_norm', sources: ['residual_1'] }),
      block({
        name: 'output',
        kind: 'dense',
        sources: ['layer_norm_1'],
        units: 1,
        shape: [1],
        weights_offset: 27,
        biases_offset: 30,
      }),
    ]),
  };
  const { links, wires, skips } = topologyOf(catalog, session);
  assert.deepEqual(skips, [{ column: 1, layer: 2 }]);
  assert.deepEqual(
    wires.map(({ layer, unit, column, row }) => [layer, unit, column, row]),
    [...[0, 1, 2].map((unit) => [2, unit, 2, unit]), ...[0, 1, 2].map((unit) => [3, unit, 3, unit])],
  );
  assert.deepEqual(
    [0, 1, 4].map((layer) => links.filter((link) => link.layer === layer).length),
    [6, 9, 3],
  );
  assert.ok(links.every(({ parameter }) => Number.isInteger(parameter)));
});

/**
 * A session of these layers, one after the other.
 *
 * @import {SessionInfo} from '../../../../static/js/protocol/model.js'
 * @import {LayerShape} from '../../../../static/js/protocol/types.d.ts'
 *
 * @param {Record<string, any>[]} layers
 * @param {Record<string, any>} data what its samples are
 * @param {string[]} inputs
 * @returns {SessionInfo}
 */
function chainOf(layers, data, inputs) {
  const session = sessionOf({ units: [] });
  const kinds = layers.slice(0, -1).map(({ kind }) => ({ kind }));
  return {
    ...session,
    spec: { ...session.spec, features: null, network: { ...session.spec.network, layers: /** @type {any} */ (kinds) } },
    inputs,
    data: { ...session.data, ...data },
    layers: layers.map((layer, index) => {
      const name = index === layers.length - 1 ? 'output' : `${layer.kind}_${index}`;
      const sources = [index === 0 ? 'inputs' : `${layers[index - 1].kind}_${index - 1}`];
      const about = {
        name,
        sources,
        activation: 'linear',
        frozen: false,
        weights_offset: null,
        biases_offset: null,
        blocks: [],
      };
      return /** @type {LayerShape} */ (/** @type {any} */ ({ ...about, ...layer }));
    }),
  };
}

const weightsOf = (/** @type {number} */ offset, /** @type {number[]} */ shape) => [{ name: 'weights', offset, shape }];

test('a dense layer has links if it reads units, of each step or one vector, and wires if it reads pixels', () => {
  const network = chainOf(
    [
      { kind: 'conv2d', units: 2, inputs: 9, shape: [3, 3, 2], weights_offset: 0, blocks: weightsOf(0, [9, 2]) },
      { kind: 'max_pool', units: 2, inputs: 2, shape: [1, 1, 2] },
      { kind: 'conv2d', units: 3, inputs: 2, shape: [4, 1, 3], weights_offset: 20, blocks: weightsOf(20, [2, 3]) },
      { kind: 'dense', units: 1, inputs: 12, shape: [1], weights_offset: 29, blocks: weightsOf(29, [12, 1]) },
    ],
    { image: [3, 3, 1] },
    Array.from({ length: 9 }, (_, index) => `p${index}`),
  );
  const drawn = topologyOf(catalog, network);
  assert.deepEqual(drawn.links, []);
  assert.deepEqual(
    [0, 1, 2, 3].map((layer) => drawn.wires.filter((wire) => wire.layer === layer).length),
    [2, 2, 6, 3],
  );

  const steps = chainOf(
    [
      {
        kind: 'lstm',
        units: 2,
        inputs: 1,
        shape: [4, 2],
        weights_offset: 0,
        biases_offset: 24,
        blocks: weightsOf(0, [1, 8]),
      },
      {
        kind: 'dense',
        units: 3,
        inputs: 2,
        shape: [4, 3],
        weights_offset: 32,
        biases_offset: 38,
        blocks: weightsOf(32, [2, 3]),
      },
    ],
    { steps: 4, target_steps: 4 },
    ['x1', 'x2', 'x3', 'x4'],
  );
  const { inputs, links, wires } = topologyOf(catalog, steps);
  assert.deepEqual(
    inputs.map(({ name }) => name),
    ['x1'],
  ); // the network goes through the steps: the inputs of one
  assert.equal(wires.length, 2);
  assert.deepEqual(
    links.map(({ parameter }) => parameter).toSorted((a, b) => a - b),
    [32, 33, 34, 35, 36, 37],
  );
});

test('weights on pixels are arranged like the pixels, channels side by side; states are below inputs', () => {
  const { layers, ...session } = chainOf(
    [
      { kind: 'conv2d', units: 2, inputs: 4, shape: [2, 2, 2], weights_offset: 0, blocks: weightsOf(0, [4, 2]) },
      { kind: 'dense', units: 1, inputs: 8, shape: [1], weights_offset: 8, blocks: weightsOf(8, [8, 1]) },
    ],
    { image: [3, 3, 1] },
    [],
  );
  const vector = Float32Array.from({ length: 16 }, (_, index) => index);
  const picture = (/** @type {number} */ layer, /** @type {number} */ unit) =>
    weightImage({ session: { ...session, layers }, catalog }, layer, unit, vector);
  assert.deepEqual([picture(0, 1).columns, ...picture(0, 1).values], [2, 1, 3, 5, 7]);
  const { values, columns } = picture(1, 0);
  assert.deepEqual([columns, ...values], [5, 8, 10, NaN, 9, 11, 12, 14, NaN, 13, 15]);
  const blocks = [...weightsOf(0, [1, 6]), { name: 'recurrent', offset: 6, shape: [2, 6] }];
  const gated = chainOf(
    [{ kind: 'gru', units: 2, inputs: 1, shape: [2], weights_offset: 0, blocks }, { kind: 'dense' }],
    { steps: 3 },
    [],
  );
  const states = weightImage(
    { session: gated, catalog },
    0,
    1,
    Float32Array.from({ length: 18 }, (_, index) => index),
  );
  assert.deepEqual([states.columns, ...states.values], [3, 1, 3, 5, NaN, NaN, NaN, 7, 9, 11, 13, 15, 17]);
  const prediction = { outputs: [], activations: { conv2d_0: [1, 2, 3, 4, 5, 6, 7, 8], output: [0.5] } };
  assert.deepEqual([...(predictionImage(layers[0], 1, prediction)?.values ?? [])], [2, 4, 6, 8]);
  assert.equal(predictionImage({ ...layers[0], name: 'other' }, 1, prediction), null);
});

test('layers have the labels of the catalog, outputs the names of their classes or columns', () => {
  const session = chainOf([{ kind: 'lstm' }, { kind: 'dense', units: 2, shape: [2] }], { steps: 3 }, []);
  const state = { session, catalog: CATALOG };
  assert.deepEqual(
    [0, 1].map((layer) => unitTitle(state, layer, 1)),
    ['LSTM 0, neuron 2', 'Output, unit 2'],
  );
  const named = {
    ...session,
    data: { ...session.data, task: /** @type {const} */ ('multiclass'), class_names: ['no', 'yes'] },
  };
  assert.equal(unitTitle({ ...state, session: named }, 1, 1), 'Output, yes');
  assert.deepEqual(
    ['dense_2', 'conv2d_1', 'layer_norm_3'].map((name) => titleOf(CATALOG, name)),
    ['Hidden layer 2', 'Convolution 1', 'Layer norm 3'],
  );
  assert.deepEqual(['LSTM 1', 'Layer norm 3'].map(inSentence), ['LSTM 1', 'layer norm 3']);
});

test('in a layer with gates every gate has a weight on each input, and there is no single bias', () => {
  const [layer] = chainOf(
    [
      {
        kind: 'lstm',
        units: 2,
        inputs: 2,
        shape: [2],
        weights_offset: 10,
        biases_offset: 42,
        blocks: weightsOf(10, [2, 8]),
      },
      { kind: 'dense' },
    ],
    { steps: 3 },
    [],
  ).layers;
  assert.equal(weightIndex(layer, 1, 1), 10 + 8 + 1);
  assert.equal(weightIndex(layer, 1, 1, 3), 10 + 8 + 7);
  assert.deepEqual(
    [
      ...weightsInto(
        layer,
        1,
        Float32Array.from({ length: 60 }, (_, index) => index),
      ),
    ],
    [11, 13, 15, 17, 19, 21, 23, 25],
  );
  assert.ok(Number.isNaN(biasIndex(layer, 1)));
});
