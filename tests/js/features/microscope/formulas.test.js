import assert from 'node:assert/strict';
import { test } from 'node:test';

import { explain } from '../../../../static/js/features/microscope/explain/explain.js';
import { activationOf, lossOf } from '../../../../static/js/features/microscope/explain/formulas.js';
import { num, squared } from '../../../../static/js/features/microscope/explain/tex.js';
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

test('the slope of a loss is by the output, also if the loss is computed with an activation', () => {
  assert.deepEqual(lossOf(CATALOG, 'hinge'), { value: 'h', slope: "h'", words: 'A margin.' });
  const losses = [{ ...CATALOG.losses[0], output_activation: 'sigmoid', latex_by_prediction: 'p' }];
  assert.equal(lossOf({ ...CATALOG, losses }, 'hinge').slope, 'p');
});

test('an argument with an index is put in brackets before an exponent', () => {
  const catalog = /** @type {any} */ ({ activations: [{ name: 'tanh', latex: '', latex_derivative: '1-#0^2' }] });
  const { slope } = activationOf(catalog, 'tanh');
  assert.equal(slope('', 'a^{(1)}_{2}'), '1-(a^{(1)}_{2})^2');
  assert.equal(slope('', num(-2)), '1-(\\text{−}2)^2');
  assert.equal(slope('', num(2e-5)), '1-({2.00\\cdot 10^{-5}})^2');
  assert.deepEqual(
    [squared(0.5), squared(-0.5), squared(2e-5)],
    ['0.5000^2', '(\\text{−}0.5000)^2', '({2.00\\cdot 10^{-5}})^2'],
  );
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
  assert.equal(lossLines('-\\sum_k y_k\\ln\\hat y_k', two, 2)[1], '-1\\cdot \\ln(0.7500)', 'terms with a target of 0');
  const surprise = '-\\sum_k \\bigl(y_k\\ln\\hat y_k+(1-y_k)\\ln(1-\\hat y_k)\\bigr)';
  const one = { inputs: [1], prediction: [0.25], targets: [1] };
  assert.equal(lossLines(surprise, one)[1], '-\\bigl(1\\cdot \\ln(0.2500)+(1-1)\\cdot \\ln(1-0.2500)\\bigr)');
  const defined = '\\sum_k \\tfrac12 e_k^2\\text{ if }|e_k|<1,\\quad e_k=\\hat y_k-y_k';
  const error = { prediction: [0.25], targets: [0.75] };
  assert.equal(
    lossLines(defined, error)[1],
    '\\tfrac12 \\cdot (\\text{−}0.5000)^2\\text{ if }|\\text{−}0.5000|<1',
    'a letter that the loss defines',
  );
});

test('of a loss at every time step, the step that is looked at is written with its numbers', () => {
  const steps = { inputs: [1, 2], prediction: [0.25, 0.75], targets: [0, 1], step_values: [0.25, 0.75] };
  assert.deepEqual(lossLines('\\sum_k y_k\\,\\hat y_k', steps), [
    '\\frac1{2}\\sum_{t=1}^{2} \\ell_t',
    '\\frac1{2}\\bigl(0.2500+0.7500\\bigr)',
    '0.5000',
    '\\sum_k y_k\\,\\hat y_k',
    '1\\cdot 0.7500',
    '0.7500',
  ]);
});
