import assert from 'node:assert/strict';
import { test } from 'node:test';

import katex from 'katex';

import { selectionAt, stepOfLayer } from '../../../../static/js/features/microscope/diagram/pointing.js';
import { explain } from '../../../../static/js/features/microscope/explain/explain.js';
import { relativeDifference } from '../../../../static/js/features/microscope/explain/gradientTable.js';
import { numberOf } from '../../../../static/js/core/trace/layerNumbers.js';
import { linkNumbers, passStateAt } from '../../../../static/js/features/microscope/passState.js';
import { outcomeOf } from '../../../../static/js/features/microscope/outcome.js';
import { selectionAtStep, readSelection, writeSelection } from '../../../../static/js/features/microscope/selection.js';
import {
  requestOf,
  isInData,
  readSample,
  nextRow,
  writeSample,
} from '../../../../static/js/features/microscope/sample.js';
import { indexOf, stepsOf, stepsOfLayer } from '../../../../static/js/features/microscope/steps.js';
import { latexOf, portable } from '../../../../static/js/features/microscope/export/latexOf.js';
import {
  breakFormula,
  indexed,
  num,
  product,
  speakFormula,
  sum,
} from '../../../../static/js/features/microscope/explain/tex.js';
import { CATALOG } from '../../catalog.js';
import { lstmTrace, plainTrace } from '../../traces.js';

const steps = (/** @type {any} */ { trace, session }) =>
  stepsOf(trace, { session, catalog: null }).map(({ key }) => key);
const namer = () => (/** @type {number} */ from) => `input ${from + 1}`;
const DEFAULT_SELECTION = { layer: 0, unit: 0, from: 0, block: 'weights', gate: 0, t: 0 };

/**
 * @param {any} snapshot
 * @param {string} key
 * @param {object} [selection]
 * @param {any} [catalog]
 */
function explained({ trace, session }, key, selection, catalog = null) {
  const step = /** @type {any} */ (stepsOf(trace, { session, catalog: null }).find((each) => each.key === key));
  return explain({
    trace,
    session,
    catalog,
    step,
    namer,
    selection: { ...DEFAULT_SELECTION, layer: step.layer, ...selection },
  });
}

/** The right sides of the lines. @param {{lines: [string, string][]}} explanation */
const rights = ({ lines }) => lines.map(([, right]) => right);

test('the steps go forward op by op, through the loss, and back in reverse order', () => {
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

test('a recurrent op has one step per time step, backward from the last', () => {
  assert.deepEqual(steps(lstmTrace()), [
    'input',
    'f0.1',
    'f0.2',
    'f1',
    'a2',
    'loss',
    'd2',
    'z2',
    'w1',
    'x1',
    'd0.2',
    'd0.1',
    'w0',
    'x0',
    'update',
  ]);
});

test('a step that no longer exists is replaced by one of the same op, or by the input', () => {
  const { trace, session } = lstmTrace();
  const all = stepsOf(trace, { session, catalog: null });
  assert.equal(all[indexOf(all, 'd0.7')].key, 'd0.2');
  assert.equal(indexOf(all, 'f9'), 0);
  assert.deepEqual(
    stepsOfLayer(all, 0, 'backward').map(({ key }) => key),
    ['d0.2', 'w0', 'x0'],
  );
});

test('values are known up to the forward step, adjoints down to the backward step', () => {
  const { trace, session } = plainTrace();
  const all = stepsOf(trace, { session, catalog: null });
  const numbersAt = (/** @type {string} */ key) => {
    const { values, adjoints, loss } = passStateAt(trace, session, all, indexOf(all, key));
    const listOf = (/** @type {any} */ layers) =>
      [...layers].map(([layer, { symbol, numbers }]) => [layer, symbol, ...numbers]);
    return [listOf(values), listOf(adjoints), loss];
  };
  assert.deepEqual(numbersAt('f0'), [
    [
      [-1, 'x', 1, -2],
      [0, 'z', 0.5, -1],
    ],
    [],
    null,
  ]);
  assert.deepEqual(numbersAt('loss')[2], 0.5);
  const values = [
    [-1, 'x', 1, -2],
    [0, 'a', 0.4, -0.7],
    [1, 'ŷ', 0.33],
  ];
  assert.deepEqual(numbersAt('d4').slice(0, 2), [values, [[1, '∂ŷ', 1]]]);
  assert.deepEqual(numbersAt('d3').slice(0, 2), [values, [[1, 'δ', 0.6]]]);
  assert.deepEqual(/** @type {any[]} */ (numbersAt('x2')[1])[1], [0, '∂a', 0.375, -0.4]);
  assert.deepEqual(
    numbersAt('x0').slice(0, 2),
    [
      values,
      [
        [1, 'δ', 0.6],
        [0, 'δ', 0.3, -0.2],
        [-1, '∂x', 0.01, 0.02],
      ],
    ],
    'a neuron keeps its value on the way back',
  );
  assert.deepEqual(passStateAt(trace, session, all, indexOf(all, 'x2')).activeLayers, [0]);
});

test('values that are still to be computed are known from the first step on, and none after the loss', () => {
  const { trace, session } = plainTrace();
  const all = stepsOf(trace, { session, catalog: null });
  const aheadAt = (/** @type {string} */ key) => {
    const { ahead } = passStateAt(trace, session, all, indexOf(all, key));
    return [[...ahead.values].map(([layer, { numbers }]) => [layer, ...numbers]), ahead.loss];
  };
  assert.deepEqual(aheadAt('input'), [
    [
      [0, 0.4, -0.7],
      [1, 0.33],
    ],
    0.5,
  ]);
  assert.deepEqual(aheadAt('f1'), [[[1, 0.33]], 0.5]);
  assert.deepEqual(aheadAt('loss'), [[], null]);
  assert.deepEqual(aheadAt('d3'), [[], null]);
});

test('the first step tells what the network answers, and what it should if that is known', () => {
  const lines = (/** @type {boolean} */ withTarget) => explained(plainTrace({ withTarget }), 'input').lines;
  assert.deepEqual(lines(true), [
    ['a^{(0)}=x', '(1,\\;\\text{−}2)'],
    ['\\hat y', '0.3300'],
    ['y', '\\text{−}0.6700'],
    ['L', '0.5000'],
  ]);
  assert.deepEqual(
    lines(false).map(([left]) => left),
    ['a^{(0)}=x', '\\hat y'],
  );
});

test('the outcome gives the number of a class with its name', () => {
  const of = (
    /** @type {any} */ prediction,
    /** @type {any} */ targets,
    /** @type {any} */ target,
    names = ['a', 'b'],
  ) => Object.values(outcomeOf({ prediction, targets }, target, names, 0));
  assert.deepEqual(of([-0.6937], [-1], 0), ['−0.6937 (a)', '−1 (a)']);
  assert.deepEqual(of([0.25], [-1], 0), ['0.2500 (b)', '−1 (a)']);
  assert.deepEqual(of([0.25], null, null), ['0.2500 (b)', '']);
  assert.deepEqual(of([0.2, 0.7, 0.1], [1, 0, 0], 0, ['a', 'b', 'c']), ['0.7000 (b)', '1 (a)']);
  assert.deepEqual(of([0.2, null, 0.1], [1, 0, 0], 0, ['a', 'b', 'c']), ['0.2000 (a)', '1 (a)']);
  assert.deepEqual(of([1.5, 2], [1, -2], [1, -2], []), ['1.5000, 2.0000', '1.0000, −2.0000']);
});

test('connections of the step carry terms, gradients, errors or updates; others their weights', () => {
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

test('the number of a unit is limited to the last time step', () => {
  const layerNumbers = /** @type {any} */ ({ kind: 'value', numbers: [1, 2, 3, 4] });
  assert.equal(numberOf(layerNumbers, 1, 2, 0), 2);
  assert.equal(numberOf(layerNumbers, 1, 2, 9), 4);
});

test('a weighted sum is explained with its numbers', () => {
  const explanation = explained(plainTrace(), 'f0');
  assert.deepEqual(rights(explanation), [
    '\\sum_{i=1}^{2} a^{(0)}_{i}\\,W^{(1)}_{i,1}+b^{(1)}_{1}',
    '1\\cdot 0.1000+(\\text{−}2)\\cdot (\\text{−}0.1500)+0.1000',
    '0.5000',
  ]);
  assert.deepEqual(
    explanation.table?.rows.map(({ cells }) => cells[2]),
    [0.1, 0.3, 0.1],
  );
});

test('a gradient is explained as a product of factors, with its finite difference', () => {
  const explanation = explained(plainTrace(), 'w2', { from: 1 });
  assert.deepEqual(rights(explanation), [
    '\\frac{\\partial L}{\\partial \\hat y_{1}}\\cdot \\frac{\\partial \\hat y_{1}}{\\partial z^{(2)}_{1}}' +
      '\\cdot \\frac{\\partial z^{(2)}_{1}}{\\partial W^{(2)}_{2,1}}',
    '1\\cdot 0.6000\\cdot (\\text{−}0.7000)',
    '\\delta^{(2)}_{1}\\cdot a^{(1)}_{2}',
    '0.6000\\cdot (\\text{−}0.7000)',
    '\\text{−}0.4200',
    '\\frac{L|_{W^{(2)}_{2,1}+h}-L|_{W^{(2)}_{2,1}-h}}{2h}',
    '\\text{−}0.4200',
  ]);
  const row = explanation.table?.rows[1];
  assert.deepEqual(row?.cells.slice(0, 3), [-0.7, 0.6, -0.42]);
  assert.ok((row?.cells[4] ?? 1) < 1e-6 && row?.isSelected);
});

test('for a batch, the product is of the sample and the gradient of the batch', () => {
  const seen = plainTrace();
  seen.trace.of = 'batch';
  const explanation = explained(seen, 'w2', { from: 1 });
  assert.equal(explanation.table?.heads.length, 4);
  assert.match(explanation.note ?? '', /next batch of 3 samples/);
  assert.match(explanation.lines.map(([left]) => left).join(), /batch/);
});

test('the adjoint of a state is the sum of those of the next layer and the next time step', () => {
  const explanation = explained(lstmTrace(), 'd0.1');
  const from2 = '\\delta^{(1)}_{2}\\,R^{(1)\\top}';
  assert.deepEqual(rights(explanation).slice(0, 5), [
    '\\text{from the next layer}+\\text{from time }2',
    from2,
    '\\text{−}0.1200',
    '0+(\\text{−}0.1200)',
    '\\text{−}0.1200',
  ]);
  const cut = lstmTrace();
  /** @type {any} */ (cut.trace.ops[0]).truncate = 1;
  assert.match(rights(explained(cut, 'd0.1'))[0], /truncated before time }2/);
});

test('the gates of an LSTM are followed with their numbers, at their time step', () => {
  const forward = explained(lstmTrace(), 'f0.2');
  assert.deepEqual(forward.lines.slice(2, 4), [
    ['f^{(1)}_{2}', '\\sigma\\bigl(a^{(0)}_{2}W^{(1)}_{f}+h^{(1)}_{1}R^{(1)}_{f}+b^{(1)}_{f}\\bigr)'],
    ['', '\\sigma\\bigl(\\text{−}0.4000+0.03000+0\\bigr)=0.8000'],
  ]);
  const cell = explained(lstmTrace(), 'd0.1').lines.findIndex(([left]) => left.includes('c^{(1)}_{1}'));
  const [symbols, numbers] = rights(explained(lstmTrace(), 'd0.1')).slice(cell);
  assert.match(symbols, /c\^\{\(1\)\}_\{2\}\}\\cdot f\^\{\(1\)\}_\{2\}$/, 'the next cell, through its forget gate');
  assert.match(numbers, /\+0\.1000\\cdot 0\.8000$/);
});

test('a sigmoid in the loss is a step of its own, back and forth', () => {
  const output = explained(lstmTrace(), 'a2');
  assert.deepEqual(output.lines.at(-1), ['', '0.6000']);
  assert.equal(output.lines[0][0], '\\hat y_{1}=a^{(2)}_{1}');
  const { lines } = explained(lstmTrace(), 'z2');
  assert.deepEqual(lines.slice(2), [
    ['\\delta^{(2)}_{1}', '2.500\\cdot 0.2400'],
    ['', '\\hat y_{1}-y_{1}'],
    ['', '0.6000-0'],
    ['', '0.6000'],
  ]);
});

test('softmax comes back through its Jacobian, whose products add up to the error', () => {
  const { trace, session } = plainTrace();
  session.layers[1].units = 3;
  session.data.task = 'regression';
  const op = /** @type {any} */ (trace.ops.find(({ kind }) => kind === 'loss'));
  Object.assign(op, {
    function: 'softmax_cross_entropy',
    output_activation: 'softmax',
    inputs: [0, 0, Math.log(2)],
    prediction: [0.25, 0.25, 0.5],
    targets: [0, 0, 1],
    prediction_adjoints: [0, 0, -2],
    input_adjoints: [0.25, 0.25, -0.5],
  });
  const forward = explained({ trace, session }, 'a4', { unit: 2 });
  assert.equal(forward.lines[1][1], '\\frac{e^{0.6931}}{e^{0}+e^{0}+e^{0.6931}}');
  const { lines, table } = explained({ trace, session }, 'z4', { unit: 0 });
  assert.equal(lines[1][1], '\\hat y_m\\,(\\mathbf 1_{m=1}-\\hat y_{1})');
  assert.equal(lines[2][1], '(\\text{−}2)\\cdot (\\text{−}0.1250)', 'only the right class has an error');
  assert.deepEqual(
    table?.rows.map(({ cells }) => cells[2]),
    [0.1875, -0.0625, -0.125],
  );
});

test('a linear activation is said in words, without factors of 1', () => {
  const { trace, session } = plainTrace();
  const bend = /** @type {any} */ (trace.ops[1]);
  Object.assign(bend, { function: 'linear', derivatives: [1, 1] });
  const back = explained({ trace, session }, 'd1');
  assert.match(back.words, /slope is 1 everywhere/);
  assert.equal(back.lines.length, 2);
  const bias = explained({ trace, session }, 'w0', { from: null });
  assert.match(bias.words, /linear, with slope 1/);
  assert.ok(!rights(bias).join().includes('\\cdot 1'));
});

test('scaled inputs are shown with the raw values', () => {
  const seen = plainTrace();
  seen.session.spec.features = null;
  assert.equal(explained(seen, 'input').table?.heads.length, 1);
  seen.trace.inputs = [5.1, 3.5];
  const { words, table } = explained(seen, 'input');
  assert.match(words, /standardized/);
  assert.deepEqual(table?.rows[0].cells, [5.1, 1]);
});

test('a step is copied as LaTeX that needs amsmath alone, with assignments and without characters beyond ASCII', () => {
  const lines = /** @type {[string, string][]} */ ([
    ['z_1', '1+(\\text{−}2)'],
    ['', '\\text{−}1'],
    ['w\\leftarrow', 'w-\\text{–}'],
  ]);
  assert.equal(
    latexOf({ title: 'Neuron 1', lines }),
    '% Neuron 1\n\\begin{align*}\n' +
      '  z_1 &= 1+({-}2) \\\\\n   &= {-}1 \\\\\n  w &\\leftarrow w-\\text{--}\n\\end{align*}\n',
  );
});

test('every formula of every step is valid LaTeX once it is copied', () => {
  for (const seen of [plainTrace(), lstmTrace()]) {
    for (const key of steps(seen)) {
      const { lines, table, second } = explained(seen, key);
      const heads = [...(table?.heads ?? []), ...(second?.heads ?? [])].map(portable);
      const written = lines.length > 0 ? [latexOf({ title: key, lines })] : [];
      for (const tex of [...heads, ...written]) {
        const render = () => katex.renderToString(tex, { strict: 'error', displayMode: tex.startsWith('%') });
        assert.doesNotThrow(render, `${key}: ${tex}`);
      }
    }
  }
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
  const explanation = explained(plainTrace(), 'update', { layer: 1, unit: 0, from: 1 }, catalog);
  assert.equal(explanation.lines[0][0], 'w=W^{(2)}_{2,1}');
  assert.deepEqual(rights(explanation), [
    '\\text{−}0.2000',
    '\\text{−}0.4200',
    '-\\eta\\,g',
    '-0.1000\\cdot (\\text{−}0.4200)',
    '0.04200',
    '\\text{−}0.2000+0.04200',
    '\\text{−}0.1580',
  ]);
  assert.deepEqual(explanation.table?.rows[0].cells, [0.5, 0.4, 0.4 - 0.5, -0.09]);
});

test('derivatives below the accuracy of finite differences are not compared', () => {
  assert.equal(relativeDifference(2, 1, 1e-8), 0.5);
  assert.equal(relativeDifference(1e-12, 3e-12, 1e-8), null);
  assert.equal(relativeDifference(1, null, 1e-8), null);
});

test('a sample is written to the address and read back', () => {
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

test('rows are cyclic, training rows first', () => {
  const data = { inputs: [[0], [1], [2]], targets: [0, 1, 0], train_size: 2, test_size: 1 };
  assert.deepEqual(nextRow({ kind: 'row', row: 2 }, 1, data), { kind: 'row', row: 0 });
  assert.deepEqual(nextRow({ kind: 'row', row: 0 }, -1, data), { kind: 'row', row: 2 });
  assert.deepEqual(requestOf({ kind: 'row', row: 2 }, 2), { row: 0, split: 'test' });
  assert.equal(isInData({ kind: 'row', row: 3 }, data), false);
  assert.equal(isInData({ kind: 'typed', input: [1, 2], target: null }, data), false);
});

test('a selection is written to the address and read back, and moves to the layer of a step', () => {
  const selection = { layer: 1, unit: 2, from: null, block: 'biases', gate: 3, t: 4 };
  assert.deepEqual(readSelection(writeSelection(selection)), selection);
  assert.equal(readSelection('1.2').layer, -1);
  assert.equal(readSelection('a.b.c.d.e.f').layer, -1);
  const { trace, session } = plainTrace();
  const step = stepsOf(trace, { session, catalog: null })[indexOf(stepsOf(trace, { session, catalog: null }), 'f2')];
  assert.deepEqual(selectionAtStep(step, { ...selection, layer: 1, unit: 9 }, trace, session), {
    ...selection,
    unit: 0,
    t: 0,
  });
  assert.equal(selectionAtStep(step, { ...selection, layer: 0 }, trace, session).from, 0);
});

test('a click selects what takes part in the step, and otherwise goes to another step', () => {
  const { trace, session } = plainTrace();
  const all = stepsOf(trace, { session, catalog: null });
  const step = (/** @type {string} */ key) => all[indexOf(all, key)];
  const unit = /** @type {any} */ ({ kind: 'unit', layer: 0, unit: 1, from: 0 });
  assert.deepEqual(selectionAt(unit, step('f0'), trace, session), { unit: 1 });
  assert.deepEqual(selectionAt(unit, step('f2'), trace, session), { from: 1, block: 'weights' });
  assert.equal(selectionAt({ ...unit, layer: 1 }, step('f0'), trace, session), null);
  assert.deepEqual(selectionAt({ ...unit, kind: 'link', layer: 1, unit: 0, from: 1 }, step('w2'), trace, session), {
    unit: 0,
    from: 1,
    block: 'weights',
  });
  assert.equal(all[stepOfLayer({ ...unit, layer: 1 }, step('f0'), all) ?? 0].key, 'f3');
  assert.equal(all[stepOfLayer(unit, step('d4'), all) ?? 0].key, 'd1');
});

test('numbers have four digits', () => {
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
  assert.equal(indexed('w', 0, 9), 'w_{1,10}');
});

test('a formula is broken outside of brackets', () => {
  assert.deepEqual(breakFormula('(a+b)=\\frac{c+d}{e}+f'), ['(a+b)', '{}=\\frac{c+d}{e}', '{}+f']);
  assert.deepEqual(breakFormula('a\\cdot b\\cdot c'), ['a', '{}\\cdot b', '{}\\cdot c']);
  assert.deepEqual(breakFormula('a\\cdot(1-b)\\quad\\text{so}'), ['a\\cdot(1-b)', '\\;\\text{so}']);
  assert.deepEqual(breakFormula('a\\cdot b\\cdot c\\cdot(1-d)=e'), [
    'a',
    '{}\\cdot b',
    '{}\\cdot c',
    '{}\\cdot(1-d)',
    '{}=e',
  ]);
});

test('formulas of table heads are spoken in words', () => {
  assert.deepEqual(
    ['x_i', '\\frac{\\partial L}{\\partial w}', '\\text{rel. diff.}', '\\frac{\\partial L}{\\partial a_{1}}'].map(
      speakFormula,
    ),
    ['x i', 'd L by d w', 'rel. diff.', 'd L by d a 1'],
  );
});

test('a gradient through time is the sum over all uses of the weight', () => {
  const explanation = explained(lstmTrace(), 'w0', { block: 'weights', from: 0, gate: 3 });
  assert.deepEqual(
    explanation.second?.rows.map(({ cells }) => cells),
    [
      [1, 0, 0],
      [-2, -0.02, 0.04],
    ],
  );
  assert.equal(explanation.second?.total?.[2], 0.04);
  assert.deepEqual(
    explanation.table?.rows.filter(({ isSelected }) => isSelected).map(({ name }) => name),
    ['input 1 → o'],
  );
});
