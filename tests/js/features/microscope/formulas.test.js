import assert from 'node:assert/strict';
import { test } from 'node:test';

import { explain } from '../../../../static/js/features/microscope/explain/explain.js';
import { activationOf, lossOf } from '../../../../static/js/features/microscope/explain/formulas.js';
import { num } from '../../../../static/js/features/microscope/explain/tex.js';
import { stepsOf } from '../../../../static/js/features/microscope/steps.js';
import { CATALOG as WHOLE_CATALOG } from '../../catalog.js';
import { plainTrace } from '../../traces.js';

const CATALOG = /** @type {any} */ ({
  activations: [{ name: 'silu', latex: '#1\\cdot\\sigma(#1)', latex_derivative: '#0+\\sigma(#1)' }],
  losses: [{ name: 'hinge', latex: 'h', latex_derivative: "h'", description: 'A margin.', output_activation: null }],
});

test('a formula is filled with symbols, or with numbers, in brackets if they have a sign', () => {
  const { value, slope } = activationOf(CATALOG, 'silu');
  assert.equal(value('z_1'), 'z_1\\cdot\\sigma(z_1)');
  assert.equal(value(num(-2)), '(\\text{−}2)\\cdot\\sigma(\\text{−}2)');
  assert.equal(slope(num(2), num(-1)), '(\\text{−}1)+\\sigma(2)');
});

test('a loss is of an output, or of a pre-activation if it needs an activation', () => {
  assert.deepEqual(lossOf(CATALOG, 'hinge'), { of: '\\hat y', value: 'h', slope: "h'", words: 'A margin.' });
  const losses = [{ ...CATALOG.losses[0], output_activation: 'sigmoid' }];
  assert.equal(lossOf({ ...CATALOG, losses }, 'hinge').of, 'z');
});

test('without a catalog a formula is replaced by dots', () => {
  assert.equal(activationOf(null, 'tanh').value('z'), '\\cdots');
  assert.equal(lossOf(null, 'hinge').slope, '\\cdots');
});

test('the derivative of a loss is written with its letters, and then with its numbers', () => {
  const losses = [{ ...CATALOG.losses[0], name: 'half_squared_error', latex_derivative: '\\hat y_k-y_k' }];
  const { trace, session } = plainTrace();
  const catalog = { ...WHOLE_CATALOG, losses };
  const step = /** @type {any} */ (stepsOf(trace, { session, catalog: null }).find(({ key }) => key === 'd4'));
  const selection = { layer: 1, unit: 0, from: 0, block: 'weights', gate: 0, t: 0 };
  const { lines, table } = explain({ trace, session, catalog, step, selection, namer: () => () => '' });
  assert.deepEqual(lines, [
    ['\\frac{\\partial L}{\\partial \\hat y_{1}}', '\\hat y_{1}-y_{1}'],
    ['', '0.3300-(\\text{−}0.6700)'],
    ['', '1'],
  ]);
  assert.deepEqual(table?.heads.slice(0, 2), ['\\hat y_k', 'y_k']);
});

/**
 * The right sides of the lines that explain a loss.
 *
 * @param {string} latex
 * @param {object} [changes] of the op
 * @param {number} [units] number of outputs
 */
function lossLines(latex, changes = {}, units = 1) {
  const { trace, session } = plainTrace();
  session.layers[1].units = units;
  const op = /** @type {any} */ (trace.ops.find(({ kind }) => kind === 'loss'));
  Object.assign(op, changes);
  const catalog = { ...WHOLE_CATALOG, losses: [{ ...CATALOG.losses[0], name: op.function, latex }] };
  const step = /** @type {any} */ (stepsOf(trace, { session, catalog: null }).find(({ phase }) => phase === 'loss'));
  const selection = { layer: 1, unit: 0, from: 0, block: 'weights', gate: 0, t: 1 };
  return explain({ trace, session, catalog, step, selection, namer: () => () => '' }).lines.map(([, right]) => right);
}

test('a loss is written with its numbers, summed over the outputs', () => {
  const squares = '\\sum_k \\tfrac12\\,(\\hat y_k-y_k)^2';
  assert.deepEqual(lossLines(squares), [squares, '\\tfrac12\\cdot (0.3300-(\\text{−}0.6700))^2', '0.5000']);
  const two = { inputs: [1, 2], prediction: [0.25, 0.75], targets: [0, 1] };
  assert.equal(lossLines('-\\sum_k y_k\\ln\\hat y_k', two, 2)[1], '-\\bigl(0\\ln0.2500+1\\ln0.7500\\bigr)');
  const special = '\\sum_k a\\text{ if }e_k,\\quad e_k=\\hat y_k-y_k';
  assert.deepEqual(lossLines(special), [special, '0.5000'], 'a loss with letters of its own is not filled in');
});

test('of a loss at every time step, the step that is looked at is written with its numbers', () => {
  const steps = { inputs: [1, 2], prediction: [0.25, 0.75], targets: [0, 1], step_values: [0.25, 0.75] };
  assert.deepEqual(lossLines('\\sum_k y_k\\,\\hat y_k', steps), [
    '\\frac1{2}\\sum_t \\ell_t',
    '0.5000',
    '\\sum_k y_k\\,\\hat y_k',
    '1\\cdot 0.7500',
    '0.7500',
  ]);
});
