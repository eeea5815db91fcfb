import assert from 'node:assert/strict';
import { test } from 'node:test';

import { arrayNode, gridOf, nodeTitle, pictureGrid } from '../../../../static/js/draw/graphNode.js';
import { latexOfTensor } from '../../../../static/js/draw/latex.js';
import { entriesOf, entryName, rowsOf, sidesOf, withEntry, zerosLike } from '../../../../static/js/draw/tensor.js';
import { revived } from '../../../../static/js/protocol/expression.js';
import { folded, partsIn, unfolded } from '../../../../static/js/features/graph/diagram/fold.js';
import { fittingLayout, layoutOf } from '../../../../static/js/features/graph/diagram/placement.js';
import { equationsOf } from '../../../../static/js/features/graph/equations.js';
import { EXAMPLES } from '../../../../static/js/features/graph/expression/examples.js';
import { directionsOf, hasDirection, seedsOf } from '../../../../static/js/features/graph/expression/directions.js';
import { passStateAt, stepCount } from '../../../../static/js/features/graph/expression/passState.js';
import { initialExpression, reduceExpression } from '../../../../static/js/features/graph/expression/reducer.js';
import { isDiagonal } from '../../../../static/js/features/graph/jacobians.js';
import { rowVectors } from '../../../../static/js/features/graph/orientation.js';
import { batch } from './batch.js';
import { fanOut } from './graphs.js';

test('numbers, vectors and matrices have entries, sides and rows', () => {
  assert.deepEqual(
    [
      3,
      [1, 2],
      [
        [1, 2],
        [3, 4],
      ],
    ].map(entriesOf),
    [[3], [1, 2], [1, 2, 3, 4]],
  );
  assert.deepEqual([3, [1, 2], [[1, 2, 3]]].map(sidesOf), [[], [2], [1, 3]]);
  assert.deepEqual([rowsOf(3), rowsOf([1, 2]), rowsOf([1, 2], true)], [[[3]], [[1], [2]], [[1, 2]]]);
  assert.deepEqual(
    withEntry(
      [
        [1, 2],
        [3, 4],
      ],
      2,
      -7,
    ),
    [
      [1, 2],
      [-7, 4],
    ],
  );
  assert.deepEqual([zerosLike(3), zerosLike([[1], [2]])], [0, [[0], [0]]]);
  assert.deepEqual(
    [entryName('x', [], 0), entryName('b', [3], 2), entryName('W', [2, 3], 4)],
    ['x', 'b[3]', 'W[2, 2]'],
  );
});

test('arrays are written as matrices, large ones with dots', () => {
  assert.equal(latexOfTensor([1, -0.5]), '\\begin{pmatrix}1 \\\\ {-0.5}\\end{pmatrix}');
  assert.equal(latexOfTensor([1, -0.5], true), '\\begin{pmatrix}1 & {-0.5}\\end{pmatrix}');
  assert.equal(latexOfTensor([[0.12345, NaN]]), '\\begin{pmatrix}0.123 & \\mathrm{NaN}\\end{pmatrix}');
  const large = latexOfTensor(Array.from({ length: 5 }, (_, i) => Array.from({ length: 8 }, (_, j) => 10 * i + j)));
  assert.equal(
    large,
    '\\begin{pmatrix}0 & 1 & \\cdots & 7 \\\\ 10 & 11 & \\cdots & 17 \\\\ ' +
      '\\vdots & \\vdots & \\vdots & \\vdots \\\\ 40 & 41 & \\cdots & 47\\end{pmatrix}',
  );
});

test('"inf" and "nan" become numbers within arrays', () => {
  const answer = batch();
  answer.nodes[3].value[0][1] = 'inf';
  answer.nodes[3].arguments[0].jacobian[0][0] = 'nan';
  const graph = revived(answer);
  assert.equal(entriesOf(graph.nodes[3].value)[1], Infinity);
  assert.ok(Number.isNaN(graph.nodes[3].arguments[0].jacobian?.[0][0]));
});

test('a vector that is added to the rows of a matrix is a row', () => {
  assert.deepEqual([...rowVectors(batch())], [2]);
  assert.deepEqual([...rowVectors(fanOut())], []);
});

/** @param {any} graph @param {number} node */
const backward = (graph, node) => {
  const step = graph.operations + 2 + graph.reverse[0].steps.findIndex((/** @type {any} */ each) => each.node === node);
  return equationsOf(graph, 0, passStateAt(graph, 0, step));
};

test('the adjoint of a matrix product is explained by its rule, in symbols and in numbers', () => {
  const graph = revived(batch());
  const [byX, byW] = backward(graph, 3);
  const dZ = latexOfTensor(graph.reverse[0].adjoints[3] ?? 0);
  assert.deepEqual(byX.slice(0, 2), [
    '\\dfrac{\\partial L}{\\partial X}',
    '= {\\dfrac{\\partial L}{\\partial v_{4}} \\, {W}^{\\top}}',
  ]);
  assert.deepEqual(byW, [
    '\\dfrac{\\partial L}{\\partial W}',
    '= {{X}^{\\top} \\, \\dfrac{\\partial L}{\\partial v_{4}}}',
    `= {{${latexOfTensor(graph.nodes[0].value)}}^{\\top} \\, ${dZ}}`,
    `= {${latexOfTensor(graph.reverse[0].adjoints[1] ?? 0)}}`,
  ]);
  const [, byB] = backward(graph, 4);
  assert.equal(byB[1], '= {\\sum_{\\text{rows}} \\dfrac{\\partial L}{\\partial Z}}');
  assert.equal(byB[3], `= {${latexOfTensor(graph.reverse[0].adjoints[2] ?? 0, true)}}`);
});

test('forward steps of arrays have their matrices', () => {
  const [[left, symbols, numbers, value]] = equationsOf(revived(batch()), 0, passStateAt(revived(batch()), 0, 1));
  assert.deepEqual([left, symbols], ['v_{4}', '= {X \\, W}']);
  assert.match(numbers, /pmatrix.*pmatrix/);
  assert.match(value, /^= \{\\begin\{pmatrix\}/);
});

test('a Jacobian with zeros beside its diagonal is diagonal', () => {
  assert.ok(
    isDiagonal([
      [2, 0],
      [0, 0],
    ]),
  );
  assert.ok(
    !isDiagonal([
      [2, 1],
      [0, 3],
    ]),
  );
  assert.ok(!isDiagonal([[2, 0]]));
  const { nodes } = batch();
  assert.deepEqual(
    nodes[4].arguments.map((/** @type {any} */ { jacobian }) => isDiagonal(jacobian)),
    [true, false],
  );
});

test('forward mode has a direction for each entry of the inputs', () => {
  const graph = revived(batch());
  assert.deepEqual(
    directionsOf(graph).map(({ name }) => name),
    ['X[1, 1]', 'X[1, 2]', 'X[2, 1]', 'X[2, 2]', 'W[1, 1]', 'W[1, 2]', 'W[2, 1]', 'W[2, 2]', 'b[1]', 'b[2]'],
  );
  assert.deepEqual([seedsOf(graph, 0), seedsOf(graph, 8)], [{}, {}]);
  assert.deepEqual(seedsOf(graph, 6), {
    W: [
      [0, 0],
      [1, 0],
    ],
  });
  assert.deepEqual([hasDirection(graph, 4), hasDirection(graph, 6)], [true, false]);
  assert.deepEqual(
    directionsOf(revived(fanOut())).map(({ input }) => input),
    [0, 1],
  );
});

const text = 'X = [[0.5, -1.2],\n [1.1, 0.7]]; W = [[0.2, -0.7], [1.3, 0.4]]\nb = [0.1, -0.2]\nZ = X @ W + b';

test('another direction is requested, once', () => {
  const state = reduceExpression(initialExpression({ text, values: {} }), {
    type: 'answer',
    version: 0,
    text,
    graph: revived(batch()),
  });
  assert.equal(state.version, 0);
  const chosen = reduceExpression(state, { type: 'input', input: 6 });
  assert.deepEqual([chosen.version, chosen.input], [1, 6]);
  const graph = revived(batch());
  graph.forward[1].seed = [
    [0, 0],
    [1, 0],
  ];
  assert.equal(reduceExpression(chosen, { type: 'answer', version: 1, text, graph }).version, 1);
});

test('an entry is changed in the text, also in one of several lines', () => {
  const graph = revived(batch());
  graph.nodes[0].span = [4, 31];
  const state = reduceExpression(initialExpression({ text, values: {} }), { type: 'answer', version: 0, text, graph });
  const moved = reduceExpression(state, { type: 'value', name: 'X', value: -2, entry: 3 });
  assert.equal(moved.text, text.replace('[[0.5, -1.2],\n [1.1, 0.7]]', '[[0.5, -1.2], [1.1, -2]]'));
  assert.deepEqual(moved.moved, {
    X: [
      [0.5, -1.2],
      [1.1, -2],
    ],
  });
  const again = reduceExpression(moved, { type: 'value', name: 'X', value: 9, entry: 0 });
  assert.ok(again.text.startsWith('X = [[9, -1.2], [1.1, -2]]; W ='));
});

test('a node has room for the cells of its value and its adjoint', () => {
  for (const [rows, columns] of [
    [1, 1],
    [3, 1],
    [1, 4],
    [4, 3],
    [8, 8],
  ]) {
    for (const form of /** @type {const} */ (['high', 'low'])) {
      for (const isCompact of [false, true]) {
        const grid = gridOf(rows, columns, isCompact);
        const { size, places } = arrayNode('×', 'v1', form, grid);
        for (const { x, y } of places)
          assert.ok(x >= 0 && x + grid.width <= size.width && y + grid.height <= size.height);
        const [one, other] = places;
        assert.ok(one.x + grid.width <= other.x || one.y + grid.height <= other.y);
      }
    }
  }
  assert.deepEqual(
    [gridOf(4, 4).hasNumbers, gridOf(8, 8).hasNumbers, gridOf(2, 2, true).hasNumbers],
    [true, false, false],
  );
  assert.deepEqual([pictureGrid(12, 6, 44).height, pictureGrid(1, 2, 44).width], [44, 24]);
});

test('a graph is compact only if its numbers do not fit and it is allowed', () => {
  const graph = revived(batch());
  const small = { width: 480, height: 300 };
  assert.equal(fittingLayout(graph, unfolded(graph), { width: 2000, height: 900 }, 1, true).look.isCompact, false);
  assert.equal(fittingLayout(graph, unfolded(graph), small, 1, true).look.isCompact, true);
  assert.equal(fittingLayout(graph, unfolded(graph), small, 1, false).look.isCompact, false);
});

test('operations that only one named value needs are folded into it', () => {
  assert.deepEqual(folded(revived(batch())), [0, 1, 2, 4, 4, 5]);
  assert.deepEqual(folded(revived(fanOut())), [0, 1, 2, 6, 6, 6, 6]);
  assert.deepEqual([partsIn(folded(revived(fanOut())), 6), partsIn(folded(revived(fanOut())), 2)], [3, 0]);
  const forked = fanOut();
  forked.nodes[6].name = null; // an output is not folded, with or without a name
  forked.nodes[5].name = 'r';
  assert.deepEqual(folded(forked), [0, 1, 2, 6, 5, 5, 6]);
});

test('a folded graph has the places of the nodes that are drawn, and the edges between them', () => {
  const graph = revived(fanOut());
  const stands = folded(graph);
  const { nodes, edges } = layoutOf(graph, 'LR', { form: 'high', isCompact: false, stands });
  assert.equal(nodes.length, graph.nodes.length);
  assert.deepEqual(nodes[3], nodes[6]);
  assert.notDeepEqual(nodes[2], nodes[6]);
  assert.deepEqual(Object.keys(edges).sort(), ['2.0', '2.1', '3.0', '4.0', '5.0']);
});

test('the title of a node leaves out constant arrays', () => {
  const title = (/** @type {string} */ symbol, /** @type {(string | null)[]} */ ...constants) =>
    nodeTitle({ operation: 'any', symbol, arguments: constants.map((constant) => ({ constant })) });
  assert.deepEqual([title('cross_entropy', null, '[0, 1]'), title('×', '[1, 2]', null)], ['cross_entropy', '[…] ×']);
});

test('every example has a name of its own, and steps', () => {
  assert.equal(new Set(EXAMPLES.map(({ name }) => name)).size, EXAMPLES.length);
  assert.equal(stepCount(revived(batch()), 0), 7);
});
