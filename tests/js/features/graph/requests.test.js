import assert from 'node:assert/strict';
import { test } from 'node:test';

import { createStore } from '../../../../static/js/core/store.js';
import { ExpressionGraph } from '../../../../static/js/features/graph/expression/expressionGraph.js';
import { Problem } from '../../../../static/js/protocol/problem.js';
import { createFakeEnvironment, settle } from '../../fakes.js';
import { fanOut } from './graphs.js';

/** @param {string} [href] */
async function createExpression(href = 'http://localhost/graph') {
  const { server, clock, environment } = createFakeEnvironment(href);
  /** @type {[string, Record<string, number>][]} */
  const requests = [];
  server.answers.differentiate = (text, values) => {
    requests.push([text, values]);
    return fanOut();
  };
  const store = createStore('light');
  const expression = new ExpressionGraph({ ...environment, store });
  await settle();
  return { expression, store, server, clock, environment, requests };
}

test('the expression in the address is differentiated', async () => {
  const { expression, requests } = await createExpression('http://localhost/graph?text=L%3Dx*y&at=x:2,y:3&step=4');
  assert.deepEqual(requests, [['L=x*y', { x: 2, y: 3 }]]);
  assert.deepEqual([expression.step, expression.steps], [4, 11]);
});

test('one request at a time; after its answer, the newest text and values are requested', async () => {
  const { expression, requests, server } = await createExpression();
  /** @type {((graph: any) => void)[]} */
  const answers = [];
  server.answers.differentiate = (text, values) => {
    requests.push([text, values]);
    return new Promise((resolve) => answers.push(resolve));
  };
  expression.setValue('x', 1);
  expression.setValue('x', 2);
  expression.setValue('x', 3);
  await settle();
  assert.equal(requests.length, 2);
  answers[0](fanOut());
  await settle();
  assert.equal(requests.length, 3);
  assert.equal(requests[2][1].x, 3);
  assert.equal(expression.state.value.moved.x, 3);
  answers[1](fanOut());
  await settle();
  assert.equal(requests.length, 3);
  assert.deepEqual(expression.state.value.moved, {});
});

test('a syntax error is shown with its position', async () => {
  const { expression, server } = await createExpression();
  server.answers.differentiate = () => {
    throw new Problem(422, 'Wrong', 'A value is missing', 'Write one', 3);
  };
  expression.type('L =');
  await settle();
  assert.deepEqual(expression.state.value.fault, {
    position: 3,
    detail: 'A value is missing',
    remedy: 'Write one',
  });
  assert.ok(expression.state.value.graph);
});

test('the address changes at most once per interval', async () => {
  const { expression, clock, environment } = await createExpression();
  expression.goTo(3);
  expression.goTo(4);
  assert.equal(environment.choices.read().step, undefined);
  await clock.advance(250);
  assert.equal(environment.choices.read().step, '4');
});

test('playing goes to the end and stops; an edit stops it too', async () => {
  const { expression, clock } = await createExpression();
  expression.togglePlaying();
  assert.equal(expression.step, 0);
  await clock.advance(1200 * 3);
  assert.equal(expression.step, 3);
  await clock.advance(1200 * 20);
  assert.deepEqual([expression.step, expression.state.value.playing], [11, false]);
  expression.togglePlaying();
  await clock.advance(1200);
  expression.type('L = x');
  await clock.advance(1200 * 5);
  assert.equal(expression.state.value.playing, false);
});

test('what the address asks for and the graph does not have is named', async () => {
  /** @type {[string, RegExp | null][]} */
  const cases = [
    ['at=x:2,y:3&step=4&output=0&by=1', null],
    ['at=x:2,y:high', /^Received at=x:2,y:high in the address, expected values such as x:0\.5,y:-1\. /],
    ['step=99', /^Received step=99 in the address, expected a number from 0 to 11, or last\. /],
    ['step=first', /^Received step=first in the address, /],
    ['step=last', null],
    ['output=3', /^Received output=3 in the address, expected 0\. /],
    ['by=2', /^Received by=2 in the address, expected a number from 0 to 1\. /],
  ];
  for (const [query, told] of cases) {
    const { store } = await createExpression(`http://localhost/graph?text=L%3Dx*y&${query}`);
    const { notice } = store.state.peek();
    if (told) assert.match(notice?.text ?? '', told, query);
    else assert.equal(notice, null, query);
  }
});
