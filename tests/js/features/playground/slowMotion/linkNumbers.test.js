import assert from 'node:assert/strict';
import { test } from 'node:test';

import { numbersAt, stagesOf } from '../../../../../static/js/core/slowMotion/pass.js';
import {
  linkNumbersAt,
  magnificationOf,
  magnified,
  pulsesAt,
} from '../../../../../static/js/features/playground/slowMotion/linkNumbers.js';
import { lstmTrace, plainTrace } from '../../../traces.js';

/** A 2-2-1 network: its links, in the order of its parameters, without the biases. */
const LINKS = [
  { layer: 0, from: 0, unit: 0, column: 0, row: 0, parameter: 0 },
  { layer: 0, from: 1, unit: 0, column: 0, row: 2, parameter: 2 },
  { layer: 1, from: 0, unit: 0, column: 1, row: 0, parameter: 6 },
  { layer: 1, from: 1, unit: 0, column: 1, row: 1, parameter: 7 },
];

/** Its features, of which the second is off. */
const inputs = [true, false, true].map((on) => ({ name: '', label: '', on, canToggle: true }));

/**
 * @param {ReturnType<typeof plainTrace>} pass
 * @param {string} key phase and layer
 * @param {Partial<import('../../../../../static/js/features/shared/topology.js').Topology>} [topology]
 */
function at({ trace, session }, key, topology = {}) {
  const pass = /** @type {any} */ ({ trace, session });
  const stage = stagesOf(session).find(({ phase, layer }) => `${phase} ${layer}` === key);
  assert.ok(stage, key);
  const links = linkNumbersAt(pass, stage, LINKS);
  const whole = { inputs, moreInputs: 0, units: [], links: LINKS, wires: [], skips: [], ...topology };
  return { links, pulses: pulsesAt(pass, stage, numbersAt(pass, stage), whole) };
}

/** @param {ReturnType<typeof linkNumbersAt>} links */
const plain = (links) =>
  links.map(({ quantity, value, isActive }) => `${quantity} ${value}${isActive ? ' active' : ''}`);

test('connections show terms once values have passed, then gradients, then weights', () => {
  const pass = plainTrace();
  assert.deepEqual(plain(at(pass, 'input -1').links), ['weight 0.1', 'weight -0.15', 'weight 0.5', 'weight -0.2']);
  const first = ['term 0.1 active', 'term 0.3 active'];
  assert.deepEqual(plain(at(pass, 'forward 0').links), [...first, 'weight 0.5', 'weight -0.2']);
  assert.deepEqual(plain(at(pass, 'loss 1').links), ['term 0.1', 'term 0.3', 'term 0.2', 'term 0.14']);
  const last = ['gradient 0.24 active', 'gradient -0.42 active'];
  assert.deepEqual(plain(at(pass, 'backward 1').links), ['term 0.1', 'term 0.3', ...last]);
  const back = ['gradient 0.3 active', 'gradient -0.6 active', 'gradient 0.24', 'gradient -0.42'];
  assert.deepEqual(plain(at(pass, 'backward 0').links), back);
  assert.ok(at(pass, 'update 1').links.every(({ quantity, isActive }) => quantity === 'weight' && isActive));
});

test('connections of layers that are not traced have no number', () => {
  const pass = plainTrace();
  for (const op of pass.trace.ops) if ('weights' in op) Object.assign(op, { weights: null, terms: null });
  assert.ok(at(pass, 'forward 0').links.every(({ value }) => Number.isNaN(value)));
  assert.equal(at(pass, 'forward 0').pulses.length, 2, 'the values still move');
});

test('pulses carry w·x forward and w·δ back, the largest first', () => {
  const pass = plainTrace();
  const rounded = (/** @type {string} */ key) =>
    at(pass, key).pulses.map(({ route, value }) => [route, Number(value.toFixed(6))]);
  assert.deepEqual(rounded('forward 0'), [
    [1, 0.3],
    [0, 0.1],
  ]);
  assert.deepEqual(rounded('backward 0'), [
    [2, 0.3],
    [3, -0.12],
  ]);
  assert.deepEqual(rounded('loss 1'), []);
});

test('a wide layer has few pulses', () => {
  const many = Array.from({ length: 200 }, () => LINKS[0]);
  assert.equal(at(plainTrace(), 'forward 0', { links: many }).pulses.length, 24);
});

test('wires into a recurrent layer carry the last value of the sequence', () => {
  const wires = [{ layer: 0, unit: 0, column: 0, row: 0 }];
  const { pulses } = at(/** @type {any} */ (lstmTrace()), 'forward 0', { links: [], wires });
  assert.deepEqual(pulses, [{ route: 0, value: 1 }]);
});

test('changes are magnified by a round number, and only if they are too small to be seen', () => {
  assert.equal(magnificationOf([0.02, -0.01]), 50);
  assert.equal(magnificationOf([0.004]), 200);
  assert.equal(magnificationOf([1e-9]), 1000);
  assert.equal(magnificationOf([3, NaN]), 1);
  assert.equal(magnificationOf([0, NaN]), 1);
  assert.equal(magnificationOf([]), 1);
});

test('a magnified weight keeps its sign and does not pass zero', () => {
  assert.equal(magnified(0.5, 0.52, 10).toFixed(3), '0.700');
  assert.equal(magnified(-0.5, -0.52, 10).toFixed(3), '-0.700');
  assert.equal(magnified(0.5, 0.4, 10), 0);
});
