import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { SEVERITY, diagnose } from '../../../../static/js/features/flow/diagnosis.js';
import { fractionOf, power, times } from '../../../../static/js/features/flow/magnitude.js';
import { STICKY_TIME, keepFindings } from '../../../../static/js/features/flow/stickyFindings.js';
import { CATALOG } from '../../catalog.js';
import { DIVERGENCE, frameOf, sessionOf } from '../../state.js';

/**
 * @import {Finding, FindingName} from '../../../../static/js/features/flow/diagnosis.js'
 * @import {StickyFinding} from '../../../../static/js/features/flow/stickyFindings.js'
 * @import {State} from '../../../../static/js/core/model.js'
 *
 * @typedef {{name: string, seed: number, task: string, metrics: {train_loss: number, train_r2: number | null},
 *   layers: {name: string, units: number, activation: string, statistics: object}[]}} RecordedRun
 */

/** @type {RecordedRun[]} */
const RUNS = JSON.parse(readFileSync(new URL('../../../engine/fixtures/gradient_runs.json', import.meta.url), 'utf8'));

/** Findings about a recorded run of the engine. @param {RecordedRun} run */
function diagnoseRun({ task, metrics, layers }) {
  const session = { layers, data: { task } };
  const frame = { metrics, layers: layers.map(({ statistics }) => statistics) };
  return diagnose(
    /** @type {State} */ (/** @type {unknown} */ ({ session, frame, status: 'ready', catalog: CATALOG })),
  );
}

/** @param {string} name */
const runsOf = (name) => RUNS.filter((run) => run.name === name);

/**
 * A state with these layer statistics.
 *
 * @param {{norm: number | null, std?: number, saturated?: number, dead?: number, ratio?: number}[]} statistics
 * @param {string} [activation] of the hidden layers
 */
function stateOf(statistics, activation = 'tanh') {
  const session = sessionOf({ units: statistics.slice(1).map(() => 4) });
  session.layers.slice(0, -1).forEach((layer) => (layer.activation = activation));
  const frame = frameOf({ step: 10, layers: statistics.length });
  frame.layers = statistics.map(({ norm, std = 1, saturated = 0, dead = 0, ratio = 1e-3 }, index) => ({
    ...frame.layers[index],
    activation: { mean: 0, std, saturated, dead },
    gradient_norm: norm,
    update_ratio: norm === null ? null : ratio,
  }));
  return /** @type {State} */ (
    /** @type {unknown} */ ({ session, frame, status: 'ready', divergence: null, catalog: CATALOG })
  );
}

/** @param {State} state */
const names = (state) => diagnose(state).map(({ name }) => name);

const LARGE_TARGETS = [
  'large targets',
  'large targets, two layers',
  'large targets, trained at a normal rate',
  'targets far from zero',
  'one large target',
];

for (const name of LARGE_TARGETS) {
  test(`real runs, ${name}: the loss is large, and no gradient explodes`, () => {
    for (const run of runsOf(name)) {
      const findings = diagnoseRun(run);
      assert.equal(findings[0].name, 'large loss');
      assert.match(findings[0].text, /^Large loss: .* The targets are large: scale them/);
      assert.equal(findings[0].remedies[0], 'targets');
      assert.ok(findings.every((finding) => finding.name !== 'exploding gradient'));
    }
  });
}

for (const name of ['large inputs', 'large weights']) {
  test(`real runs, ${name}: the loss is large, but not the targets`, () => {
    for (const run of runsOf(name)) {
      const [finding] = diagnoseRun(run);
      assert.equal(finding.name, 'large loss');
      assert.match(finding.text, /The activations are large/);
      assert.ok(!finding.remedies.includes('targets'));
    }
  });
}

test('real runs: a gradient that grows on its way back explodes', () => {
  for (const run of runsOf('exploding')) {
    const findings = diagnoseRun(run);
    assert.match(findings[0].text, /^Exploding gradient: hidden layer 1 gets (a|ten) thousand times the output's/);
    assert.ok(findings.every(({ name }) => name !== 'large loss'));
  }
});

test('real runs: sigmoids make the gradient vanish', () => {
  for (const run of runsOf('vanishing')) {
    assert.match(
      diagnoseRun(run)[0].text,
      /^Vanishing gradient: hidden layer 1 gets a hundred-thousandth of the output's gradient\. The slope of a sigmoid/,
    );
  }
});

test('real runs: targets and activations of normal scale are healthy', () => {
  for (const run of [...runsOf('scaled targets'), ...runsOf('healthy')]) {
    assert.deepEqual(
      diagnoseRun(run).map(({ level }) => level),
      ['good'],
    );
  }
});

test('a healthy run shows the ratio of the gradients of the first layer and the output', () => {
  const [finding] = diagnose(stateOf([{ norm: 0.2 }, { norm: 0.3 }, { norm: 0.4 }]));
  assert.equal(finding.level, 'good');
  assert.match(finding.text, /Hidden layer 1 gets 0.5 times the output's gradient/);
});

test('a vanishing gradient names the fraction and the saturated layer', () => {
  const state = stateOf([{ norm: 1e-7 }, { norm: 1e-3, saturated: 0.83 }, { norm: 0.1 }], 'sigmoid');
  const [finding] = diagnose(state);
  assert.deepEqual([finding.name, finding.level], ['vanishing gradient', 'alarm']);
  assert.equal(
    finding.text,
    "Vanishing gradient: hidden layer 1 gets a millionth of the output's gradient. " +
      'In hidden layer 2, 83 % of the sigmoid activations are saturated.',
  );
  assert.ok(finding.remedies.includes('relu') && finding.remedies.includes('residual'));
});

test('a vanishing gradient without saturation names the largest slope of an activation that is flat everywhere', () => {
  const causeWith = (/** @type {string} */ name) => diagnose(stateOf([{ norm: 1e-7 }, { norm: 1 }], name))[0].text;
  assert.match(causeWith('sigmoid'), / The slope of a sigmoid is at most 0\.25, in every layer\.$/);
  assert.doesNotMatch(causeWith('tanh'), /slope/);
});

test('only squashing activations are saturated, and only others are dead', () => {
  for (const [activation, expected] of [
    ['sigmoid', 'saturation'],
    ['tanh', 'saturation'],
    ['relu', 'dead neurons'],
    ['sin', 'dead neurons'],
  ]) {
    const found = names(stateOf([{ norm: 1, saturated: 0.9, dead: 0.5 }, { norm: 1 }], activation));
    assert.deepEqual(
      found.filter((name) => name === 'saturation' || name === 'dead neurons'),
      [expected],
    );
  }
});

test('a weak gradient is a notice, not an alarm', () => {
  const [finding] = diagnose(stateOf([{ norm: 5e-3 }, { norm: 0.1 }, { norm: 1 }]));
  assert.deepEqual([finding.name, finding.level], ['vanishing gradient', 'notice']);
  assert.match(finding.text, /^Weak gradient/);
});

test('an exploding gradient suggests clipping first', () => {
  const [finding] = diagnose(stateOf([{ norm: 5e4 }, { norm: 30 }, { norm: 1 }]));
  assert.equal(finding.name, 'exploding gradient');
  assert.equal(finding.remedies[0], 'clip');
});

test('growth and a large loss are two findings', () => {
  const found = names(stateOf([{ norm: 5e8 }, { norm: 1e6 }, { norm: 1e4 }]));
  assert.deepEqual(found, ['exploding gradient', 'large loss']);
});

test('each kind of finding is found', () => {
  assert.deepEqual(names(stateOf([{ norm: 0 }, { norm: 0 }])).slice(0, 1), ['no gradient']);
  assert.ok(names(stateOf([{ norm: 1, dead: 0.5 }, { norm: 1 }], 'relu')).includes('dead neurons'));
  assert.ok(names(stateOf([{ norm: 1, saturated: 0.9 }, { norm: 1 }])).includes('saturation'));
  assert.ok(names(stateOf([{ norm: 1 }, { norm: 1, std: 1e-3 }, { norm: 1 }])).includes('shrinking signal'));
  assert.ok(names(stateOf([{ norm: 1 }, { norm: 1, std: 1e3 }, { norm: 1 }])).includes('growing signal'));
  assert.ok(names(stateOf([{ norm: 1, ratio: 0.5 }, { norm: 1 }])).includes('large updates'));
  const slow = stateOf([
    { norm: 1, ratio: 1e-8 },
    { norm: 1, ratio: 1e-9 },
  ]);
  assert.ok(names(slow).includes('small updates'));
});

test('findings are sorted, worst first', () => {
  const found = names(stateOf([{ norm: 1e-9, saturated: 0.9, ratio: 0.5 }, { norm: 1, std: 1e3 }, { norm: 1e4 }]));
  assert.equal(found.length, 5);
  assert.deepEqual(
    found,
    [...found].sort((one, other) => SEVERITY.indexOf(one) - SEVERITY.indexOf(other)),
  );
});

test('before the first step there is one notice; a diverged run shows its reason alone', () => {
  assert.deepEqual(names(stateOf([{ norm: null }, { norm: null }])), ['unmeasured']);
  const state = stateOf([{ norm: 1 }, { norm: 1 }]);
  state.status = 'diverged';
  state.divergence = DIVERGENCE;
  const [finding] = diagnose(state);
  assert.deepEqual([finding.name, finding.text], ['diverged', DIVERGENCE.detail]);
  state.session = null;
  assert.deepEqual(diagnose(state), []);
});

test('a network of one trained layer has nothing to compare', () => {
  assert.match(diagnose(stateOf([{ norm: 1 }]))[0].text, /the only trained layer/);
});

test('orders of magnitude are written in words or as powers of ten', () => {
  assert.deepEqual([1e-5, 2.9e12, 1, 0].map(power), ['10⁻⁵', '10¹²', '10⁰', '0']);
  assert.deepEqual([0.012, 1e-6, 2e-8, 0].map(fractionOf), ['a hundredth of', 'a millionth of', '10⁻⁸ of', 'none of']);
  assert.deepEqual([120, 1e6, 1e12].map(times), ['a hundred times', 'a million times', '10¹² times']);
});

test('a cleared finding stays visible for a while, in its place', () => {
  const findingOf = (/** @type {FindingName} */ name) =>
    /** @type {Finding} */ ({ name, level: name === 'healthy' ? 'good' : 'notice', text: name, remedies: [] });
  const namesOf = (/** @type {StickyFinding[]} */ shown) => shown.map(({ finding }) => finding.name);
  const vanishing = findingOf('vanishing gradient');
  const shrinking = findingOf('shrinking signal');
  const healthy = findingOf('healthy');
  const both = keepFindings([], [vanishing, shrinking], 0);
  assert.deepEqual(namesOf(both), ['vanishing gradient', 'shrinking signal']);
  const one = keepFindings(both, [shrinking], 1000);
  assert.deepEqual(namesOf(one), ['vanishing gradient', 'shrinking signal']);
  assert.deepEqual(namesOf(keepFindings(one, [healthy], 2000)), ['vanishing gradient', 'shrinking signal']);
  assert.deepEqual(namesOf(keepFindings(one, [healthy], STICKY_TIME)), ['shrinking signal']);
  assert.deepEqual(namesOf(keepFindings(one, [healthy], STICKY_TIME + 1000)), ['healthy']);
  assert.deepEqual(namesOf(keepFindings(keepFindings([], [healthy], 0), [shrinking], 1)), ['shrinking signal']);
  assert.deepEqual(namesOf(keepFindings(one, [findingOf('diverged')], 1001)), ['diverged']);
});
