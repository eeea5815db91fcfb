import assert from 'node:assert/strict';
import { test } from 'node:test';

import { numbersAt, stagesOf } from '../../../../static/js/core/slowMotion/pass.js';
import { lstmTrace, plainTrace } from '../../traces.js';
import { sessionOf } from '../../state.js';

/**
 * @param {ReturnType<typeof plainTrace>} pass
 * @param {string} key phase and layer
 */
function at(pass, key) {
  const stage = stagesOf(pass.session).find(({ phase, layer }) => `${phase} ${layer}` === key);
  assert.ok(stage, key);
  const { values, adjoints } = numbersAt(pass, stage);
  const plain = (/** @type {typeof values} */ map) =>
    Object.fromEntries([...map].map(([k, { numbers }]) => [k, numbers]));
  return { values: plain(values), adjoints: plain(adjoints) };
}

test('the stages are the input, every layer forward, the loss, every layer backward, the update', () => {
  const stages = stagesOf(sessionOf({ units: [4, 2] })).map(({ phase, layer }) => `${phase} ${layer}`);
  const forward = ['forward 0', 'forward 1', 'forward 2'];
  const backward = ['backward 2', 'backward 1', 'backward 0'];
  assert.deepEqual(stages, ['input -1', ...forward, 'loss 2', ...backward, 'update 2']);
});

test('a network of 64 layers has a stage for each layer and direction', () => {
  assert.equal(stagesOf(sessionOf({ units: new Array(63).fill(2) })).length, 2 * 64 + 3);
});

test('values are known up to the layer of a stage, adjoints down to it', () => {
  const pass = plainTrace();
  assert.deepEqual(at(pass, 'input -1'), { values: { '-1': [1, -2] }, adjoints: {} });
  assert.deepEqual(at(pass, 'forward 0').values, { '-1': [1, -2], 0: [0.4, -0.7] });
  assert.deepEqual(at(pass, 'loss 1').values[1], [0.33]);
  assert.deepEqual(at(pass, 'loss 1').adjoints, {});
  assert.deepEqual(at(pass, 'backward 1').adjoints, { 1: [0.6] }, 'the error before the activation');
  assert.deepEqual(at(pass, 'backward 0').adjoints, { 0: [0.3, -0.2], 1: [0.6] });
  assert.deepEqual(at(pass, 'update 1'), at(pass, 'backward 0'));
});

test('a recurrent layer keeps the adjoints of its states at every time step', () => {
  const pass = lstmTrace();
  assert.deepEqual(at(pass, 'forward 0').values[0], [0.015, 0.064]);
  assert.deepEqual(at(pass, 'backward 1').adjoints, { 1: [0.6] });
  assert.deepEqual(at(pass, 'backward 0').adjoints[0], [-0.12, 0.3]);
});
