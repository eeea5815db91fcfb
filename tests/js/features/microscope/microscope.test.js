import assert from 'node:assert/strict';
import { test } from 'node:test';

import { placeAt, stepFor } from '../../../../static/js/features/microscope/diagram/pointing.js';
import { explain } from '../../../../static/js/features/microscope/explain/explain.js';
import { relativeDifference } from '../../../../static/js/features/microscope/explain/gradientTable.js';
import { linkNumbers, numberOf, pictureAt } from '../../../../static/js/features/microscope/passState.js';
import { placeOf, readPlace, writePlace } from '../../../../static/js/features/microscope/selection.js';
import {
  asRequest,
  isThere,
  readSample,
  rowBeside,
  writeSample,
} from '../../../../static/js/features/microscope/sample.js';
import { indexOf, stepsOf, stepsOfLayer } from '../../../../static/js/features/microscope/steps.js';
import { at, num, parts, product, spoken, sum } from '../../../../static/js/features/microscope/explain/tex.js';
import { CATALOG } from '../../catalog.js';
import { lstmTrace, plainTrace } from './traces.js';

const steps = (/** @type {any} */ { trace, session }) =>
  stepsOf(trace, { session, catalog: null }).map(({ key }) => key);
const namer = () => (/** @type {number} */ from) => `input ${from + 1}`;
const here = { layer: 0, unit: 0, from: 0, block: 'weights', gate: 0, t: 0 };

/** @param {any} seen @param {string} key @param {object} [place] @param {any} [catalog] */
function explained({ trace, session }, key, place, catalog = null) {
  const step = /** @type {any} */ (stepsOf(trace, { session, catalog: null }).find((each) => each.key === key));
  return explain({ trace, session, catalog, step, namer, place: { ...here, layer: step.layer, ...place } });
}

/** The right sides of the lines. @param {{lines: [string, string][]}} explanation */
const rights = ({ lines }) => lines.map(([, right]) => right);

test('a pass goes forward op by op, through the loss, and back the other way', () => {
  const seen = plainTrace();
  assert.deepEqual(steps(seen), [
    'input',
    'f0',
    'f1',
    'f2',
    'f3',
    'loss',
    'd4',
    'd3',
    'w2',
    'x2',
    'd1',
    'w0',
    'x0',
    'update',
  ]);
  const { trace, session } = plainTrace({ withTarget: false });
  assert.deepEqual(steps({ trace, session }), ['input', 'f0', 'f1', 'f2', 'f3', 'loss']);
});

test('an op that goes through time takes a step for each, backward from the last', () => {
  assert.deepEqual(steps(lstmTrace()), [
    'input',
    'f0.1',
    'f0.2',
    'f1',
    'loss',
    'd2',
    'w1',
    'x1',
    'd0.2',
    'd0.1',
    'w0',
    'x0',
    'update',
  ]);
});

test('a step that is gone leads to the same op at another time, or to the input', () => {
  const { trace, session } = lstmTrace();
  const all = stepsOf(trace, { session, catalog: null });
  assert.equal(all[indexOf(all, 'd0.7')].key, 'd0.2');
  assert.equal(indexOf(all, 'f9'), 0);
  assert.deepEqual(
    stepsOfLayer(all, 0, 'backward').map(({ key }) => key),
    ['d0.2', 'w0', 'x0'],
  );
});

test('the picture fills from left to right with values and from right to left with derivatives', () => {
  const { trace, session } = plainTrace();
  const all = stepsOf(trace, { session, catalog: null });
  const reached = (/** @type {string} */ key) => {
    const { layers, loss } = pictureAt(trace, session, all, indexOf(all, key));
    return [[...layers].map(([layer, { kind, numbers }]) => [layer, kind, ...numbers]), loss];
  };
  assert.deepEqual(reached('f0'), [
    [
      [-1, 'value', 1, -2],
      [0, 'value', 0.5, -1],
    ],
    null,
  ]);
  assert.deepEqual(reached('loss')[1], 0.5);
  assert.deepEqual(reached('d3')[0], [
    [-1, 'value', 1, -2],
    [0, 'value', 0.4, -0.7],
    [1, 'adjoint', 0.6],
  ]);
  assert.deepEqual(reached('x0')[0], [
    [-1, 'adjoint', 0.01, 0.02],
    [0, 'adjoint', 0.3, -0.2],
    [1, 'adjoint', 0.6],
  ]);
  assert.deepEqual(pictureAt(trace, session, all, indexOf(all, 'x2')).lit, [0]);
});

test('links carry terms, gradients, what comes back, updates; else their weights', () => {
  const { trace, session } = plainTrace();
  const all = stepsOf(trace, { session, catalog: null });
  const link = /** @type {any} */ ({ layer: 1, from: 1, unit: 0 });
  const on = (/** @type {string} */ key) => linkNumbers(trace, session, all[indexOf(all, key)], [link])[0];
  assert.equal(on('f2'), 0.14);
  assert.equal(on('w2'), -0.42);
  assert.equal(on('x2'), -0.2 * 0.6);
  assert.equal(on('update'), 0.042);
  assert.equal(on('f0'), -0.2);
});

test('a number is that of a time step, or of the last that there is', () => {
  const reached = /** @type {any} */ ({ kind: 'value', numbers: [1, 2, 3, 4] });
  assert.equal(numberOf(reached, 1, 2, 0), 2);
  assert.equal(numberOf(reached, 1, 2, 9), 4);
});

test('a weighted sum is told with its numbers', () => {
  const told = explained(plainTrace(), 'f0');
  assert.deepEqual(rights(told), [
    '\\sum_{i=1}^{2} x_i\\,w_{i,1}+b_{1}',
    '1\\cdot 0.1000+(\\text{−}2)\\cdot (\\text{−}0.1500)+0.1000',
    '0.5000',
  ]);
  assert.deepEqual(
    told.table?.rows.map(({ cells }) => cells[2]),
    [0.1, 0.3, 0.1],
  );
});

test('a gradient is the product of its factors, beside its finite difference', () => {
  const told = explained(plainTrace(), 'w2', { from: 1 });
  assert.deepEqual(rights(told), [
    '\\frac{\\partial L}{\\partial a_{1}}\\cdot \\frac{\\partial a_{1}}{\\partial z_{1}}\\cdot \\frac{\\partial z_{1}}{\\partial w_{2,1}}',
    '1\\cdot 0.6000\\cdot (\\text{−}0.7000)',
    '\\delta_{1}\\cdot x_{2}',
    '0.6000\\cdot (\\text{−}0.7000)',
    '\\text{−}0.4200',
    '\\frac{L|_{w_{2,1}+h}-L|_{w_{2,1}-h}}{2h}',
    '\\text{−}0.4200',
  ]);
  const row = told.table?.rows[1];
  assert.deepEqual(row?.cells.slice(0, 3), [-0.7, 0.6, -0.42]);
  assert.ok((row?.cells[4] ?? 1) < 1e-6 && row?.isLookedAt);
});

test("of a batch the product is the sample's and the gradient all of theirs", () => {
  const seen = plainTrace();
  seen.trace.of = 'batch';
  const told = explained(seen, 'w2', { from: 1 });
  assert.equal(told.table?.heads.length, 4);
  assert.match(told.note ?? '', /3 samples of the next batch/);
  assert.match(told.lines.map(([left]) => left).join(), /batch/);
});

test('an adjoint of a state is what comes from above and from the time after', () => {
  const told = explained(lstmTrace(), 'd0.1');
  assert.match(rights(told)[1], /^0\+\(\\text\{−\}0.1200\)=\\text\{−\}0.1200$/);
  const cut = lstmTrace();
  /** @type {any} */ (cut.trace.ops[0]).truncate = 1;
  assert.match(rights(explained(cut, 'd0.1'))[0], /cut short/);
});

test('an update follows the lines of its optimizer in the catalog', () => {
  const line = { symbol: '', latex: '', numbers: '', result: '', if_zero: '', if_nonzero: '' };
  const update = [
    {
      ...line,
      symbol: 'b',
      latex: '\\mu b+g',
      numbers: '{momentum}\\cdot {b}+{g}',
      result: 'next.b',
      if_nonzero: 'momentum',
    },
    {
      ...line,
      symbol: '\\Delta w',
      latex: '-\\eta\\,g',
      numbers: '-{effective_rate}\\cdot {direction}',
      if_zero: 'momentum',
    },
  ];
  const catalog = { ...CATALOG, optimizers: [{ name: 'sgd', update, vector_update: [] }] };
  const told = explained(plainTrace(), 'update', { layer: 1, unit: 0, from: 1 }, catalog);
  assert.deepEqual(rights(told), [
    '\\text{−}0.4200',
    '-\\eta\\,g',
    '-0.1000\\cdot (\\text{−}0.4200)',
    '0.04200',
    '\\text{−}0.2000+0.04200',
    '\\text{−}0.1580',
  ]);
  assert.deepEqual(told.table?.rows[0].cells, [0.5, 0.4, 0.4 - 0.5, -0.09]);
});

test('differences are compared where they can tell anything', () => {
  assert.equal(relativeDifference(2, 1, 1e-8), 0.5);
  assert.equal(relativeDifference(1e-12, 3e-12, 1e-8), null);
  assert.equal(relativeDifference(1, null, 1e-8), null);
});

test('a sample comes back from the address', () => {
  for (const sample of /** @type {any[]} */ ([
    { kind: 'row', row: 12 },
    { kind: 'typed', input: [1, -2.5], target: 1 },
    { kind: 'typed', input: [3], target: null },
    { kind: 'typed', input: [3], target: [0.5] },
    { kind: 'typed', input: [3], target: [1, 0] },
  ])) {
    const told = Object.fromEntries(Object.entries(writeSample(sample)).filter(([, value]) => value !== null));
    assert.deepEqual(
      readSample(/** @type {any} */ (told)),
      JSON.parse(JSON.stringify(sample)).target?.length === 1 ? { ...sample, target: [0.5] } : sample,
    );
  }
  for (const broken of [{ row: '-1' }, { row: 'x' }, { x: '1,,2' }, { x: 'NaN' }, { x: '1e999' }]) {
    assert.deepEqual(readSample(/** @type {any} */ (broken)), { kind: 'row', row: 0 });
  }
});

test('rows go round, those to train on first, and end with the data', () => {
  const data = { inputs: [[0], [1], [2]], targets: [0, 1, 0], train_size: 2, test_size: 1 };
  assert.deepEqual(rowBeside({ kind: 'row', row: 2 }, 1, data), { kind: 'row', row: 0 });
  assert.deepEqual(rowBeside({ kind: 'row', row: 0 }, -1, data), { kind: 'row', row: 2 });
  assert.deepEqual(asRequest({ kind: 'row', row: 2 }, 2), { row: 0, split: 'test' });
  assert.equal(isThere({ kind: 'row', row: 3 }, data), false);
  assert.equal(isThere({ kind: 'typed', input: [1, 2], target: null }, data), false);
});

test('a place comes back from the address, and moves into the layer of a step', () => {
  const place = { layer: 1, unit: 2, from: null, block: 'biases', gate: 3, t: 4 };
  assert.deepEqual(readPlace(writePlace(place)), place);
  assert.equal(readPlace('1.2').layer, -1);
  assert.equal(readPlace('a.b.c.d.e.f').layer, -1);
  const { trace, session } = plainTrace();
  const step = stepsOf(trace, { session, catalog: null })[indexOf(stepsOf(trace, { session, catalog: null }), 'f2')];
  assert.deepEqual(placeOf(step, { ...place, layer: 1, unit: 9 }, trace, session), { ...place, unit: 0, t: 0 });
  assert.equal(placeOf(step, { ...place, layer: 0 }, trace, session).from, 0);
});

test('what is pressed is looked at where the step has it, else leads to its own', () => {
  const { trace, session } = plainTrace();
  const all = stepsOf(trace, { session, catalog: null });
  const step = (/** @type {string} */ key) => all[indexOf(all, key)];
  const unit = /** @type {any} */ ({ kind: 'unit', layer: 0, unit: 1, from: 0 });
  assert.deepEqual(placeAt(unit, step('f0'), trace, session), { unit: 1 });
  assert.deepEqual(placeAt(unit, step('f2'), trace, session), { from: 1, block: 'weights' });
  assert.equal(placeAt({ ...unit, layer: 1 }, step('f0'), trace, session), null);
  assert.deepEqual(placeAt({ ...unit, kind: 'link', layer: 1, unit: 0, from: 1 }, step('w2'), trace, session), {
    unit: 0,
    from: 1,
    block: 'weights',
  });
  assert.equal(all[stepFor({ ...unit, layer: 1 }, step('f0'), all) ?? 0].key, 'f3');
  assert.equal(all[stepFor(unit, step('d4'), all) ?? 0].key, 'd1');
});

test('numbers are written to calculate with', () => {
  assert.deepEqual([0, 3, -0.5, 1234.5, 2e-5, -1e9, Infinity, null].map(num), [
    '0',
    '3',
    '\\text{−}0.5000',
    '1235',
    '{2.00\\cdot 10^{-5}}',
    '\\text{−}{1.00\\cdot 10^{9}}',
    '\\infty',
    '\\text{–}',
  ]);
  assert.equal(product([2, -3]), '2\\cdot (\\text{−}3)');
  assert.equal(sum(['a', 'b', 'c', 'd']), 'a+b+c+d');
  assert.equal(sum(['a', 'b', 'c', 'd', 'e'], 'z'), 'a+b+c+\\cdots+z');
  assert.equal(at('w', 0, 9), 'w_{1,10}');
});

test('a long line is broken where no bracket is around', () => {
  assert.deepEqual(parts('(a+b)=\\frac{c+d}{e}+f'), ['(a+b)', '{}=\\frac{c+d}{e}', '{}+f']);
  assert.deepEqual(parts('a\\cdot b\\cdot c'), ['a', '{}\\cdot b', '{}\\cdot c']);
  assert.deepEqual(parts('a\\cdot(1-b)\\quad\\text{so}'), ['a\\cdot(1-b)', '\\;\\text{so}']);
  assert.deepEqual(parts('a\\cdot b\\cdot c\\cdot(1-d)=e'), ['a', '{}\\cdot b', '{}\\cdot c', '{}\\cdot(1-d)', '{}=e']);
});

test('what stands above a column can be read aloud', () => {
  assert.deepEqual(
    ['x_i', '\\frac{\\partial L}{\\partial w}', '\\text{rel. diff.}', '\\frac{\\partial L}{\\partial a_{1}}'].map(
      spoken,
    ),
    ['x i', 'd L by d w', 'rel. diff.', 'd L by d a 1'],
  );
});

test('a gradient through time is the sum of what each use gives', () => {
  const told = explained(lstmTrace(), 'w0', { block: 'weights', from: 0, gate: 3 });
  assert.deepEqual(
    told.second?.rows.map(({ cells }) => cells),
    [
      [1, 0, 0],
      [-2, -0.02, 0.04],
    ],
  );
  assert.equal(told.second?.total?.[2], 0.04);
  assert.deepEqual(
    told.table?.rows.filter(({ isLookedAt }) => isLookedAt).map(({ name }) => name),
    ['input 1 → o'],
  );
});
