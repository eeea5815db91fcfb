import assert from 'node:assert/strict';
import { test } from 'node:test';

import { createStore } from '../../../../static/js/core/store.js';
import { Microscope } from '../../../../static/js/features/microscope/microscope.js';
import { Problem } from '../../../../static/js/protocol/problem.js';
import { createFakeEnvironment, settle } from '../../fakes.js';
import { frameOf } from '../../state.js';
import { plainTrace } from '../../traces.js';

const DATA = { inputs: [[1, -2]], targets: [0], train_size: 1, test_size: 0 };

/**
 * A microscope that follows a run.
 *
 * @param {{href?: string, playing?: boolean}} [options]
 */
async function createMicroscope({ href = 'http://localhost/microscope', playing = false } = {}) {
  const { server, clock, environment } = createFakeEnvironment(href);
  const { trace, session } = plainTrace();
  const store = createStore('light');
  /** @type {any[]} */
  const requests = [];
  server.answers.getTrace = (_, request) => {
    requests.push(request);
    return trace;
  };
  store.dispatch({ type: 'connection', phase: 'open' });
  const scope = new Microscope({ ...environment, store });
  scope.follow();
  store.dispatch({ type: 'session', session: { ...session, playing }, re: null });
  store.dispatch({ type: 'frame', frame: { ...frameOf({ step: 0, layers: session.layers.length }), playing } });
  await settle();
  store.dispatch({ type: 'data', data: /** @type {any} */ (DATA) });
  await settle();
  return { scope, store, clock, server, environment, requests };
}

test('one trace is requested at first, with finite differences while training is paused', async () => {
  const { scope, requests } = await createMicroscope();
  assert.deepEqual(requests, [{ row: 0, split: 'train', of: 'sample', layers: null, finite_differences: true }]);
  assert.equal(scope.step.value?.key, 'input');
  scope.setGradientSource('batch');
  await settle();
  assert.equal(requests.at(-1)?.of, 'batch');
});

test('a run that trains is traced at intervals, without finite differences', async () => {
  const { scope, clock, requests } = await createMicroscope({ playing: true });
  assert.deepEqual(
    requests.map(({ finite_differences }) => finite_differences),
    [undefined],
  );
  scope.setSample({ kind: 'typed', input: [1, 2], target: 1 });
  await settle();
  assert.equal(requests.length, 1);
  await clock.advance(500);
  assert.deepEqual(requests[1].input, [1, 2]);
});

test('if finite differences are refused, the trace is requested without them', async () => {
  const { server, scope, requests } = await createMicroscope();
  const trace = scope.snapshot.value?.trace;
  server.answers.getTrace = (_, request) => {
    requests.push(request);
    if (request.finite_differences) throw new Problem(422, 'Too much work', '', '', null, ['finite_differences']);
    return trace;
  };
  scope.setGradientSource('batch');
  await settle();
  assert.deepEqual(
    requests.slice(1).map(({ finite_differences }) => finite_differences),
    [true, undefined],
  );
  assert.equal(scope.problem.value, null);
});

test('a refused sample is reported, a lost server is left to the connection', async () => {
  const { server, scope } = await createMicroscope();
  server.answers.getTrace = () => {
    throw new Problem(0, 'The server cannot be reached');
  };
  scope.setGradientSource('batch');
  await settle();
  assert.equal(scope.problem.value, null);
  server.answers.getTrace = () => {
    throw new Problem(422, 'No such row');
  };
  scope.setGradientSource('sample');
  await settle();
  assert.match(scope.problem.value ?? '', /No such row/);
});

test('choices are read from the address and stored there', async () => {
  const { scope, environment } = await createMicroscope({
    href: 'http://localhost/microscope?at=w2&see=1.0.1.weights.0.0&of=batch',
  });
  assert.deepEqual([scope.step.value?.key, scope.selection.value.from], ['w2', 1]);
  scope.goTo('d3');
  assert.equal(environment.choices.read().at, 'd3');
  assert.equal(environment.choices.read().of, 'batch');
});

test('slow motion plays to the last step and stops there', async () => {
  const { scope, clock } = await createMicroscope();
  const last = scope.steps.value.length - 1;
  scope.togglePlaying();
  await clock.advance(1200);
  assert.equal(scope.index.value, 1);
  await clock.advance(1200 * last);
  assert.deepEqual([scope.index.value, scope.isPlaying.value], [last, false]);
  scope.togglePlaying();
  assert.equal(scope.index.value, 0);
  scope.move(1);
  assert.equal(scope.isPlaying.value, false);
});

test('what the address asks for and the microscope does not have is named', async () => {
  /** @type {[string, RegExp | null][]} */
  const cases = [
    ['row=0&at=f0&see=0.0.-.weights.0.0&of=batch', null],
    ['row=first', /^Received row=first in the address, expected the number of a row\. /],
    ['row=7', /^Received row=7 in the address, expected 0\. /],
    ['x=1,two', /^Received x=1,two in the address, expected numbers such as 0\.5,-1\. /],
    ['x=1,2&y=cat', /^Received y=cat in the address, expected a class or numbers/],
    ['at=nowhere', /^Received at=nowhere in the address, expected a step such as input, f0, /],
    ['see=1.2', /^Received see=1\.2 in the address, expected a selection such as /],
    ['of=all', /^Received of=all in the address, expected sample or batch\. /],
  ];
  for (const [query, told] of cases) {
    const { store } = await createMicroscope({ href: `http://localhost/microscope?${query}` });
    const { notice } = store.state.peek();
    if (told) assert.match(notice?.text ?? '', told, query);
    else assert.equal(notice, null, query);
  }
});
