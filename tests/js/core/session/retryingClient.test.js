import assert from 'node:assert/strict';
import { test } from 'node:test';

import { delayAfter } from '../../../../static/js/core/session/backoff.js';
import { RetryingClient } from '../../../../static/js/core/session/retryingClient.js';
import { createStore } from '../../../../static/js/core/store.js';
import { Problem } from '../../../../static/js/protocol/problem.js';
import { createFakeEnvironment, settle } from '../../fakes.js';

function setUp() {
  const fakes = createFakeEnvironment();
  const store = createStore('light');
  return { ...fakes, store, retrying: new RetryingClient(store, fakes.environment) };
}

test('delays between tries double up to a limit, which is longer after a minute', () => {
  assert.deepEqual([1, 2, 3, 4, 5, 30, 31, 99].map(delayAfter), [400, 800, 1600, 2000, 2000, 2000, 8000, 8000]);
});

test('a request is repeated until the server can be reached', async () => {
  const { server, store, clock, retrying } = setUp();
  server.isDown = true;
  let tries = 0;
  const answer = retrying.retry(() => {
    tries += 1;
    return server.rest.getCatalog();
  });
  await clock.advance(400 + 800);
  assert.equal(tries, 3);
  assert.equal(store.state.peek().connection.phase, 'lost');
  assert.equal(store.state.peek().connection.message, 'The server cannot be reached.');
  server.isDown = false;
  await clock.advance(1600);
  assert.ok((await answer).default);
});

test('a wait can be ended early', async () => {
  const { server, clock, retrying } = setUp();
  server.isDown = true;
  const answer = retrying.retry(() => server.rest.getCatalog());
  await settle();
  server.isDown = false;
  retrying.retryNow();
  assert.ok(await answer);
  assert.equal(clock.waiting, 0);
});

test('a refusal is not repeated', async () => {
  const { retrying } = setUp();
  let tries = 0;
  const refused = retrying.retry(async () => {
    tries += 1;
    throw new Problem(422, 'Invalid spec');
  });
  await assert.rejects(refused, /Invalid spec/);
  assert.equal(tries, 1);
});

test('the progress of a server that compiles its kernels is shown, and it is asked again soon', async () => {
  const { server, store, clock, retrying } = setUp();
  server.health = { status: 'warming', total: 4, done: 1, message: 'Compiling' };
  const ready = retrying.untilReady();
  await clock.advance(10 * 400);
  assert.deepEqual(store.state.peek().connection, { phase: 'warming', message: 'Compiling', progress: 0.25 });
  assert.equal(server.requests.length, 11);
  server.health = { status: 'ready' };
  await clock.advance(400);
  await ready;
});
