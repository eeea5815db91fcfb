import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  fillFormula,
  latexOfConstant,
  latexOfName,
  latexOfNode,
  latexOfNumber,
  letterOf,
} from '../../../../static/js/draw/latex.js';
import { placeGraph } from '../../../../static/js/draw/graphLayout.js';
import { nodeSize, nodeTitle, numberPlaces, reachOf, tint } from '../../../../static/js/draw/graphNode.js';
import { paletteOf } from '../../../../static/js/draw/palette.js';
import { revived } from '../../../../static/js/protocol/expression.js';
import { choicesOf, expressionOf } from '../../../../static/js/features/graph/expression/address.js';
import { EXAMPLES } from '../../../../static/js/features/graph/expression/examples.js';
import { passStateAt, stepCount, stepOf } from '../../../../static/js/features/graph/expression/passState.js';
import { initialExpression, reduceExpression } from '../../../../static/js/features/graph/expression/reducer.js';
import { fanOut } from './graphs.js';

/** @import {Expression, ExpressionEvent} from '../../../../static/js/features/graph/expression/reducer.js' */

const [{ text, values }] = EXAMPLES;

/**
 * @param {Expression} state
 * @param {ExpressionEvent[]} events
 */
const after = (state, ...events) => events.reduce(reduceExpression, state);

const opened = () => after(initialExpression({ text, values }), { type: 'answer', version: 0, text, graph: fanOut() });

test('steps go forward through the operations, then backward node by node', () => {
  const graph = fanOut();
  assert.equal(stepCount(graph, 0), 11);
  const phases = Array.from({ length: 12 }, (_, step) => passStateAt(graph, 0, step)).map(({ phase, node }) => [
    phase,
    node,
  ]);
  assert.deepEqual(phases, [
    ['start', null],
    ...[2, 3, 4, 5, 6].map((node) => ['forward', node]),
    ['seed', 6],
    ...[6, 5, 4, 3, 2].map((node) => ['backward', node]),
  ]);
});

test('values and adjoints are known up to the step', () => {
  const graph = fanOut();
  assert.deepEqual(
    [0, 2, 5, 9].map((step) => passStateAt(graph, 0, step).known),
    [2, 4, 7, 7],
  );
  assert.deepEqual(passStateAt(graph, 0, 5).adjoints, [null, null, null, null, null, null, null]);
  assert.deepEqual(passStateAt(graph, 0, 6).adjoints, [null, null, null, null, null, null, 1]);
  assert.deepEqual(passStateAt(graph, 0, 9).adjoints, [null, null, 1.1036, 1, 1.5, 1, 1]);
  assert.deepEqual(passStateAt(graph, 0, 11).adjoints, graph.reverse[0].adjoints);
});

test('a node has a forward and a backward step', () => {
  const graph = fanOut();
  assert.deepEqual(
    [0, 2, 4].map((node) => stepOf(graph, 0, node, 1)),
    [0, 1, 3],
  );
  assert.deepEqual(
    [0, 2, 4, 6].map((node) => stepOf(graph, 0, node, 11)),
    [11, 11, 9, 7],
  );
});

test('moved values are shown until the newest answer', () => {
  const moved = after(opened(), { type: 'value', name: 'x', value: 2 }, { type: 'value', name: 'x', value: 3 });
  assert.deepEqual([moved.values.x, moved.moved, moved.version], [3, { x: 3 }, 2]);
  const older = after(moved, { type: 'answer', version: 1, text, graph: fanOut() });
  assert.deepEqual(older.moved, { x: 3 });
  assert.deepEqual(after(older, { type: 'answer', version: 2, text, graph: fanOut() }).moved, {});
});

test('a value defined in the text is changed in the text', () => {
  const graph = fanOut();
  graph.nodes[0].span = [9, 12];
  const state = after(initialExpression({ text: 'x2 = 7; x = 0.5\nq = x*x2', values: {} }), {
    type: 'answer',
    version: 0,
    text: '',
    graph,
  });
  const changed = after(state, { type: 'value', name: 'x', value: -2.5 });
  assert.equal(changed.text, 'x2 = 7; x = -2.5\nq = x*x2');
  assert.deepEqual(changed.values, {});
});

test('the step stays for other values, not for another graph', () => {
  const at = after(opened(), { type: 'step', step: 4 });
  const { shorter } = { shorter: fanOut() };
  shorter.nodes[4].operation = 'cos';
  assert.equal(after(at, { type: 'answer', version: 0, text, graph: fanOut() }).step, 4);
  assert.equal(after(at, { type: 'answer', version: 0, text, graph: shorter }).step, 0);
  const last = after(opened(), { type: 'step', step: null });
  assert.equal(after(last, { type: 'answer', version: 0, text, graph: shorter }).step, null, 'the last step remains');
});

test('an error in an older text is not shown, and the graph stays', () => {
  const fault = { position: 3, detail: 'Received …', remedy: 'Write …' };
  const typed = after(opened(), { type: 'text', text: 'L =' });
  assert.equal(after(typed, { type: 'fault', version: 0, fault }).fault, null);
  const told = after(typed, { type: 'fault', version: 1, fault });
  assert.equal(told.fault, fault);
  assert.ok(told.graph);
  const mended = after(
    told,
    { type: 'text', text: 'L = x' },
    { type: 'answer', version: 2, text: 'L = x', graph: fanOut() },
  );
  assert.equal(mended.fault, null);
});

test('output and input are limited to those of a new graph', () => {
  const state = { ...opened(), output: 4, input: 9 };
  const answered = after(state, { type: 'answer', version: 0, text, graph: fanOut() });
  assert.deepEqual([answered.output, answered.input], [0, 1]);
});

test('the expression is read from the address; invalid settings get their defaults', () => {
  const state = { ...opened(), text: 'L = a*b # 1\n', values: { a: -0.5, b: 1e-7 }, output: 1, input: 2, step: 3 };
  const query = new URLSearchParams(Object.entries(choicesOf(state)).map(([name, value]) => [name, String(value)]));
  const back = expressionOf(Object.fromEntries(new URLSearchParams(String(query))));
  assert.deepEqual(back, { text: state.text, values: state.values, output: 1, input: 2, step: 3 });
  assert.deepEqual(Object.values(choicesOf(opened())), [null, null, null, null, null]);
  assert.deepEqual(expressionOf({}), { text, values, output: 0, input: 0, step: 0 });
  assert.equal(expressionOf({ step: 'last' }).step, null);
  assert.equal(choicesOf({ ...opened(), step: null }).step, 'last');
  const odd = expressionOf({
    text: 'x',
    at: 'x:1,:2,y,z:,w:NaN,v:1e999,<b>:3,u:0',
    step: '-4',
    output: '1.5',
    by: 'x',
  });
  assert.deepEqual(odd, { text: 'x', values: { x: 1, u: 0 }, output: 0, input: 0, step: 0 });
});

test('"inf" and "nan" become numbers, except in names', () => {
  const answer = fanOut();
  answer.nodes[0].name = 'inf';
  answer.nodes[2].value = 'nan';
  answer.nodes[4].arguments[0].local = '-inf';
  answer.forward[0].tangents[3] = 'inf';
  answer.reverse[0].steps[0].products[0].after = 'nan';
  const graph = revived(answer);
  assert.equal(graph.nodes[0].name, 'inf');
  assert.ok(Number.isNaN(graph.nodes[2].value));
  assert.equal(graph.nodes[4].arguments[0].local, -Infinity);
  assert.deepEqual(graph.forward[0].tangents.slice(1, 4), [null, 3, Infinity]);
  assert.ok(Number.isNaN(graph.reverse[0].steps[0].products[0].after));
});

test('names, numbers and constants as LaTeX', () => {
  assert.deepEqual(['w1', 'x', 'loss', 'theta_0', 'x_in', 'a_b_c', '_'].map(latexOfName), [
    'w_{1}',
    'x',
    '\\mathrm{loss}',
    '\\theta_{0}',
    'x_{\\mathrm{in}}',
    'a_{\\mathrm{b\\_c}}',
    '\\mathrm{\\_}',
  ]);
  assert.deepEqual([2, -0.5, 1 / 3, 1e-5, -3.2e12, Infinity, -Infinity, NaN].map(latexOfNumber), [
    '2',
    '{-0.5}',
    '0.3333',
    '1 \\cdot 10^{-5}',
    '{-3.2 \\cdot 10^{12}}',
    '\\infty',
    '{-\\infty}',
    '\\mathrm{NaN}',
  ]);
  assert.deepEqual(['2', '-pi', '1.5e-3'].map(latexOfConstant), ['2', '{-\\pi }', '1.5 \\cdot 10^{-3}']);
});

test('nodes are numbered with a letter that is not a name', () => {
  const { nodes } = fanOut();
  assert.equal(latexOfNode(nodes, 3), 'v_{4}');
  assert.equal(latexOfNode(nodes, 2), 'q');
  nodes[0].name = 'v1';
  nodes[1].name = 'n';
  assert.equal(letterOf(nodes), 't');
});

test('formulas are filled, with parentheses around negative parts', () => {
  assert.equal(fillFormula('#1 \\cdot #2', ['', 'a', '{-2}']), 'a \\cdot ({-2})');
  assert.equal(fillFormula('{#1}^{#2}', ['', '{-2}', '{-3}']), '{({-2})}^{{-3}}');
  assert.equal(fillFormula('\\tanh(#1)', ['', '{-2}']), '\\tanh({-2})');
  assert.equal(fillFormula('1 - {#0}^2', ['{-0.5}']), '1 - {({-0.5})}^2');
  assert.equal(fillFormula('#1', ['', '{-2}']), '{-2}');
});

test('the title of a node is its operation with constants', () => {
  const title = (/** @type {string} */ symbol, /** @type {(string | null)[]} */ ...constants) =>
    nodeTitle({ operation: 'any', symbol, arguments: constants.map((constant) => ({ constant })) });
  assert.deepEqual(
    [
      title('×', null, null),
      title('×', '2', null),
      title('^', null, '2'),
      title('max', '0', null),
      title('×', 'pi', null),
    ],
    ['×', '2 ×', '^ 2', 'max(0, ·)', 'π ×'],
  );
  assert.equal(title('+', null, '0.123456789'), '+ 0.123');
});

test('a tint shows the sign; zero and non-finite numbers have none', () => {
  const { values } = paletteOf('light');
  const none = tint(values, 0, 1);
  assert.equal(tint(values, NaN, 1), none);
  assert.equal(tint(values, Infinity, 1), none);
  assert.equal(new Set([none, tint(values, 1e-9, 1), tint(values, -1e-9, 1), tint(values, 1, 1)]).size, 4);
  assert.equal(reachOf([null, -3, NaN, Infinity, 2]), 3);
  assert.equal(reachOf([null, NaN]), 1);
});

const size = { width: 72, height: 60 };
/** @param {number[][]} pairs */
const edgesOf = (pairs) =>
  pairs.map(([from, to], index) => ({ from, to, key: String(index), label: { width: 46, height: 16 } }));

test('nodes are placed after their arguments, without overlap', () => {
  const edges = edgesOf([
    [0, 2],
    [1, 2],
    [2, 3],
    [2, 4],
    [2, 5],
    [4, 5],
    [3, 6],
    [5, 6],
  ]);
  const widths = [1, 0.5, 0].map((room) => {
    const {
      nodes,
      width,
      edges: placed,
    } = placeGraph(
      Array.from({ length: 7 }, () => size),
      edges,
      'LR',
      room,
    );
    for (const { from, to } of edges) assert.ok(nodes[from].x + size.width < nodes[to].x);
    for (const [index, one] of nodes.entries()) {
      assert.ok(one.x >= size.width / 2 && one.x <= width - size.width / 2);
      for (const other of nodes.slice(index + 1)) {
        assert.ok(Math.abs(one.x - other.x) >= size.width || Math.abs(one.y - other.y) >= size.height);
      }
    }
    assert.equal(Object.keys(placed).length, edges.length);
    return width;
  });
  assert.ok(widths[0] > widths[1] && widths[1] > widths[2]);
});

test('a node has room for its title beside its name, and for both numbers', () => {
  for (const form of /** @type {const} */ (['high', 'low'])) {
    const words = [nodeSize('tanh', 'v11', form), nodeSize('sigmoid', 'hidden', form)].map(({ width }) => width);
    assert.ok(words[0] >= 4 * 8.6 + 3 * 7.6 + 20 && words[1] > words[0]);
    const { width, height } = nodeSize('×', 'n'.repeat(2000), form);
    assert.ok(width < 200, 'a long name is shortened');
    const [value, adjoint] = numberPlaces(width, form);
    assert.ok(value.x + value.width < adjoint.x || value.y + value.height < adjoint.y);
    assert.ok(adjoint.x + adjoint.width < width && adjoint.y + adjoint.height < height);
  }
});

test('two edges between the same nodes are distinct', () => {
  const { edges } = placeGraph(
    [size, size],
    edgesOf([
      [0, 1],
      [0, 1],
    ]),
    'TB',
  );
  assert.notEqual(edges[0].path, edges[1].path);
});

test('all edges of the largest graph are placed', () => {
  const pairs = Array.from({ length: 199 }, (_, index) =>
    index > 3
      ? [
          [index % 3, index + 1],
          [index, index + 1],
        ]
      : [[index, index + 1]],
  ).flat();
  const { edges } = placeGraph(
    Array.from({ length: 200 }, () => size),
    edgesOf(pairs),
    'LR',
  );
  assert.equal(Object.keys(edges).length, pairs.length);
});
