import assert from 'node:assert/strict';
import { test } from 'node:test';

import { diagnose, power } from '../../../../static/js/features/flow/diagnosis.js';
import { LINGER, linger } from '../../../../static/js/features/flow/stickyFindings.js';
import { frameOf, sessionOf } from '../../state.js';

/**
 * @import {State} from '../../../../static/js/core/model.js'
 */

/**
 * A state whose layers have these figures.
 *
 * @param {{norm: number | null, std?: number, saturated?: number, dead?: number, ratio?: number}[]} figures
 * @param {string} [activation] of the hidden layers
 */
function stateOf(figures, activation = 'tanh') {
  const session = sessionOf({ units: figures.slice(1).map(() => 4) });
  session.layers.slice(0, -1).forEach((layer) => (layer.activation = activation));
  const frame = frameOf({ step: 10, layers: figures.length });
  frame.layers = figures.map(({ norm, std = 1, saturated = 0, dead = 0, ratio = 1e-3 }, index) => ({
    ...frame.layers[index],
    activation: { mean: 0, std, saturated, dead },
    gradient_norm: norm,
    update_ratio: norm === null ? null : ratio,
  }));
  return /** @type {State} */ (/** @type {unknown} */ ({ session, frame, status: 'ready', divergence: null }));
}

/** @param {State} state */
const names = (state) => diagnose(state).map(({ name }) => name);

test('a healthy run is said to be one, with the share of the first layer', () => {
  const [finding] = diagnose(stateOf([{ norm: 0.2 }, { norm: 0.3 }, { norm: 0.4 }]));
  assert.equal(finding.level, 'good');
  assert.match(finding.text, /hidden layer 1 receives 0.5 times the output's gradient/);
});

test('a vanishing gradient is told with its power of ten and what saturates', () => {
  const state = stateOf([{ norm: 1e-6 }, { norm: 1e-3, saturated: 0.83 }, { norm: 0.1 }], 'sigmoid');
  const [finding] = diagnose(state);
  assert.deepEqual([finding.name, finding.level], ['vanishing', 'alarm']);
  assert.match(
    finding.text,
    /Hidden layer 1 receives 10⁻⁵ of the output's gradient: vanishing; sigmoid saturates 83 % of hidden layer 2/,
  );
  assert.ok(finding.remedies.includes('relu') && finding.remedies.includes('residual'));
});

test('a gradient that fades is no alarm yet', () => {
  const [finding] = diagnose(stateOf([{ norm: 5e-3 }, { norm: 0.1 }, { norm: 1 }]));
  assert.deepEqual([finding.name, finding.level], ['vanishing', 'notice']);
});

test('an exploding gradient asks for clipping', () => {
  const [finding] = diagnose(stateOf([{ norm: 5e4 }, { norm: 30 }, { norm: 1 }]));
  assert.equal(finding.name, 'exploding');
  assert.equal(finding.remedies[0], 'clip');
});

test('no gradient at all, dead neurons, saturation, spread and the length of steps are each found', () => {
  assert.deepEqual(names(stateOf([{ norm: 0 }, { norm: 0 }])).slice(0, 1), ['none']);
  assert.ok(names(stateOf([{ norm: 1, dead: 0.5 }, { norm: 1 }], 'relu')).includes('dead'));
  assert.ok(names(stateOf([{ norm: 1, saturated: 0.9 }, { norm: 1 }])).includes('saturated'));
  assert.ok(names(stateOf([{ norm: 1 }, { norm: 1, std: 1e-3 }, { norm: 1 }])).includes('faded'));
  assert.ok(names(stateOf([{ norm: 1 }, { norm: 1, std: 1e3 }, { norm: 1 }])).includes('swollen'));
  assert.ok(names(stateOf([{ norm: 1, ratio: 0.5 }, { norm: 1 }])).includes('long steps'));
  assert.ok(
    names(
      stateOf([
        { norm: 1, ratio: 1e-8 },
        { norm: 1, ratio: 1e-9 },
      ]),
    ).includes('short steps'),
  );
});

test('before the first step nothing is claimed, and a diverged run tells why', () => {
  assert.deepEqual(names(stateOf([{ norm: null }, { norm: null }])), ['unmeasured']);
  const state = stateOf([{ norm: 1 }, { norm: 1 }]);
  state.status = 'diverged';
  state.divergence = 'The loss is infinite.';
  const [finding] = diagnose(state);
  assert.deepEqual([finding.name, finding.text], ['diverged', 'The loss is infinite.']);
  state.session = null;
  assert.deepEqual(diagnose(state), []);
});

test('a network of one layer is told as that', () => {
  assert.match(diagnose(stateOf([{ norm: 1 }]))[0].text, /One layer/);
});

test('powers of ten are written as they are said', () => {
  assert.equal(power(1e-5), '10⁻⁵');
  assert.equal(power(2.9e12), '10¹²');
  assert.equal(power(1), '10⁰');
  assert.equal(power(0), '0');
});

test('what was found lately is told a while longer, in its place', () => {
  const [vanishing, faded, well, ended] = ['vanishing', 'faded', 'well', 'diverged'].map((name) => {
    return {
      name,
      level: /** @type {import('../../../../static/js/features/flow/diagnosis.js').Level} */ (
        name === 'well' ? 'good' : 'notice'
      ),
      text: name,
      remedies: [],
    };
  });
  const told = (/** @type {import('../../../../static/js/features/flow/stickyFindings.js').Kept[]} */ kept) =>
    kept.map(({ finding }) => finding.name);
  const both = linger([], [vanishing, faded], 0);
  assert.deepEqual(told(both), ['vanishing', 'faded']);
  const one = linger(both, [faded], 1000);
  assert.deepEqual(told(one), ['vanishing', 'faded']);
  assert.deepEqual(told(linger(one, [well], 2000)), ['vanishing', 'faded']);
  assert.deepEqual(told(linger(one, [well], LINGER)), ['faded']);
  assert.deepEqual(told(linger(one, [well], LINGER + 1000)), ['well']);
  assert.deepEqual(told(linger(linger([], [well], 0), [faded], 1)), ['faded']);
  assert.deepEqual(told(linger(one, [ended], 1001)), ['diverged']);
});
