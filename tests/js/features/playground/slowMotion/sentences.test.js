import assert from 'node:assert/strict';
import { test } from 'node:test';

import { stagesOf } from '../../../../../static/js/core/slowMotion/pass.js';
import { sentenceOf } from '../../../../../static/js/features/playground/slowMotion/sentences.js';
import { lstmTrace, plainTrace } from '../../../traces.js';

/**
 * @param {ReturnType<typeof plainTrace>} traced
 * @param {string} key phase and layer
 */
function say({ trace, session }, key) {
  const stages = stagesOf(session);
  const stage = stages.find(({ phase, layer }) => `${phase} ${layer}` === key);
  assert.ok(stage, key);
  return sentenceOf({ trace, session, batchTrace: trace, catalog: null, row: 4, before: null, stages }, stage);
}

test('every stage of a dense network is told with its numbers', () => {
  const pass = plainTrace();
  const said = (/** @type {string} */ key) => say(pass, key);
  assert.equal(said('input -1'), 'Training example 5: x₁ = 1, x₂ = −2. It is one of the 3 in the next batch.');
  assert.equal(
    said('forward 0'),
    'Hidden layer 1, neuron 1: z⁽¹⁾ = 0.1 × 1 + (−0.15) × (−2) + 0.1 = 0.5, a⁽¹⁾ = tanh(z⁽¹⁾) = 0.4.',
  );
  assert.equal(said('forward 1'), 'Output: z⁽²⁾ = 0.5 × 0.4 + (−0.2) × (−0.7) + 0 = 0.34, ŷ = tanh(z⁽²⁾) = 0.33.');
  assert.equal(said('loss 1'), 'half_squared_error: prediction ŷ = 0.33, target y = −0.67, loss L = 0.5.');
  assert.equal(
    said('backward 1'),
    'The output receives the gradient from the loss of this one example. ' +
      'δ⁽²⁾ = ∂L/∂ŷ × tanh′(z⁽²⁾) = 1 × 0.6 = 0.6.',
  );
  assert.equal(
    said('backward 0'),
    'Hidden layer 1 receives the gradient from the output. ' +
      'Neuron 1: δ⁽¹⁾ = ∂L/∂a⁽¹⁾ × tanh′(z⁽¹⁾) = 0.375 × 0.8 = 0.3.',
  );
  assert.equal(
    said('update 1'),
    'Every weight moves against its gradient, averaged over the 3 examples of the batch: w ← w − 0.1 × ∂L/∂w.',
  );
});

test('a batch of one example is not called a batch', () => {
  const pass = plainTrace();
  pass.trace.batch = [4];
  const all = ['input -1', 'backward 1', 'update 1'].map((key) => say(pass, key)).join(' ');
  assert.doesNotMatch(all, /batch|one example/);
});

test('another optimizer and a summed loss are named', () => {
  const pass = plainTrace();
  Object.assign(pass.session.spec, { reduction: 'sum', optimizer: { name: 'adam', learning_rate: 0.1 } });
  assert.match(
    say(pass, 'update 1'),
    /^adam updates every weight, .* 0\.1 and its gradient, summed over the 3 examples/,
  );
});

test('a recurrent network is told in time steps, a loss with its output activation without δ × slope', () => {
  const pass = /** @type {any} */ (lstmTrace());
  assert.match(say(pass, 'forward 0'), /reads 2 steps, one after the other\. Unit 1 ends at h = 0\.064\.$/);
  assert.match(say(pass, 'backward 0'), /It goes back through 2 steps, from the last to the first\.$/);
  assert.match(say(pass, 'backward 1'), /δ⁽²⁾ = ∂L\/∂z⁽²⁾ = 0\.6\./);
});

test('of many outputs the right class is told, of many inputs their number', () => {
  const pass = plainTrace();
  const loss = /** @type {any} */ (pass.trace.ops.at(-1));
  Object.assign(loss, { prediction: [0.2, 0.7, 0.1], targets: [0, 1, 0] });
  Object.assign(pass.session, { inputs: ['a', 'b', 'c', 'd'] });
  Object.assign(pass.session.data, { task: 'multiclass', class_names: ['setosa', 'versicolor', 'virginica'] });
  assert.match(say(pass, 'loss 1'), /the right class is versicolor, for which the output is 0\.7; loss L = 0\.5\.$/);
  assert.match(say(pass, 'input -1'), /^Training example 5: 4 numbers\./);
});
