/** Tests of the next step that a paused run suggests. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { appendHistory, createHistory } from '../../../../static/js/core/history.js';
import { createStore } from '../../../../static/js/core/store.js';
import { nextStepOf } from '../../../../static/js/features/playground/nextStep.js';
import { frameOf, sessionOf } from '../../state.js';

const EPOCHS = 100;

/**
 * A paused run of a hundred epochs.
 *
 * @param {object} about
 * @param {(epoch: number) => number} [about.train]
 * @param {(epoch: number) => number} [about.test]
 * @param {object} [about.metrics]
 * @param {number[]} [about.norms]
 * @param {number} [about.epochs]
 */
function stateOf({ train = () => 0.2, test = train, metrics = {}, norms = [1, 1, 1], epochs = EPOCHS }) {
  const state = createStore('light').state.peek();
  let history = createHistory(0);
  for (let epoch = 0; epoch <= epochs; epoch++) {
    history = appendHistory(history, { epoch, train: train(epoch), test: test(epoch), norms: [], stds: [] });
  }
  const frame = frameOf({ step: 25 * epochs, layers: 3 });
  const none = { test_accuracy: null, train_accuracy: null, test_r2: null, train_r2: null };
  const layers = norms.map((gradient_norm, index) => ({ ...frame.layers[index], gradient_norm }));
  const shown = { ...frame, epoch: epochs, layers, metrics: { ...frame.metrics, ...none, ...metrics } };
  return { ...state, session: sessionOf(), frame: shown, history };
}

test('a run that has learned its task leads to the microscope', () => {
  const of = (/** @type {object} */ metrics) => nextStepOf(stateOf({ metrics }));
  assert.deepEqual(of({ test_accuracy: 0.996, train_accuracy: 1 }), {
    found: 'Learned: test accuracy 99.6 %.',
    path: '/microscope',
    next: 'follow one example forward and back',
  });
  assert.equal(of({ train_accuracy: 1 })?.found, 'Learned: training accuracy 100 %.');
  assert.equal(of({ test_r2: 0.97, train_r2: 0.99 })?.found, 'Learned: test R² 0.9700.');
  assert.notEqual(of({ test_accuracy: 0.9, train_accuracy: 1 })?.path, '/microscope');
});

test('a loss that falls is trained on', () => {
  const step = nextStepOf(stateOf({ train: (epoch) => Math.exp(-epoch / 100), metrics: { test_accuracy: 0.8 } }));
  assert.deepEqual(step, { found: 'The loss is still falling.', path: null, next: 'press play to train on' });
});

test('a loss that stays leads to other optimizers, or to layers with little gradient', () => {
  const noisy = (/** @type {number} */ epoch) => 0.3 + 0.05 * Math.sin(97 * epoch);
  assert.equal(nextStepOf(stateOf({ train: noisy }))?.path, '/race');
  assert.equal(nextStepOf(stateOf({ norms: [1e-4, 0.1, 1] }))?.path, '/flow');
  assert.equal(nextStepOf(stateOf({ norms: [0, 0, 0] }))?.path, '/race');
});

test('a history with too few rows to tell whether the loss falls suggests nothing', () => {
  const state = stateOf({ metrics: { test_accuracy: 0.8 } });
  const { epochs, train, test: test_loss } = state.history;
  const sparse = { epochs: epochs.filter((epoch) => epoch < 80 || epoch === 100), train, test: test_loss, length: 81 };
  assert.equal(nextStepOf({ ...state, history: { ...state.history, ...sparse } }), null);
});

test('a test loss that has risen leads back to where it was lowest, if there is a time line', () => {
  const rising = {
    train: (/** @type {number} */ epoch) => 1 / (1 + epoch),
    test: (/** @type {number} */ epoch) => 0.2 + ((epoch - 40) / 100) ** 2,
    metrics: { test_accuracy: 0.97 },
  };
  assert.equal(nextStepOf(stateOf(rising))?.found, 'Overfitting: the test loss was lowest at epoch 40.');
  const state = stateOf(rising);
  assert.equal(nextStepOf({ ...state, look: { ...state.look, hidden: ['time-line'] } })?.path, '/microscope');
  assert.equal(
    nextStepOf(stateOf({ ...rising, train: () => 0.2 }))?.path,
    '/microscope',
    'the training loss has not fallen',
  );
  assert.equal(nextStepOf(stateOf({ ...rising, test: () => NaN }))?.path, '/microscope', 'without a test split');
});

test('there is no suggestion before a run has trained a while, while it plays, diverged, or at a checkpoint', () => {
  const state = stateOf({});
  assert.ok(nextStepOf(state));
  assert.equal(nextStepOf({ ...state, playing: true }), null);
  assert.equal(nextStepOf({ ...state, status: 'diverged' }), null);
  assert.equal(nextStepOf({ ...state, checkpoint: 25 }), null);
  assert.equal(nextStepOf({ ...state, session: null }), null);
  assert.equal(nextStepOf(stateOf({ epochs: 9 })), null);
});
