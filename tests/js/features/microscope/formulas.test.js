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
