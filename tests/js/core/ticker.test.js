import assert from 'node:assert/strict';
import { test } from 'node:test';

import { delayAfter } from '../../../static/js/core/session/backoff.js';
import { createPacedJob, createTicker } from '../../../static/js/core/ticker.js';
import { createFakeClock } from '../fakes.js';

function setUp() {
  /** @type {(() => void)[]} */
  const requests = [];
  const clock = createFakeClock();
  return { requests, clock, ticker: createTicker((callback) => void requests.push(callback), clock) };
}

test('a job requested many times runs once per frame of the screen', () => {
  const { requests, ticker } = setUp();
  let done = 0;
  const job = () => (done += 1);
  for (let i = 0; i < 5; i++) ticker.schedule(job);
  assert.equal(requests.length, 1);
  requests[0]();
  assert.equal(done, 1);
});

test('a job requested by a job runs in the same frame', () => {
  const { requests, ticker } = setUp();
  /** @type {string[]} */
  const log = [];
  ticker.schedule(() => {
    log.push('frame arrived');
    ticker.schedule(() => log.push('drawn'));
  });
  requests[0]();
  assert.deepEqual(log, ['frame arrived', 'drawn']);
  assert.equal(requests.length, 1);
});

test('a job that requests itself runs once per frame', () => {
  const { requests, ticker } = setUp();
  let done = 0;
  const job = () => {
    done += 1;
    if (done < 3) ticker.schedule(job);
  };
  ticker.schedule(job);
  for (let frame = 0; frame < requests.length; frame++) {
    requests[frame]();
    assert.equal(done, frame + 1);
  }
  assert.equal(done, 3);
});

test('without work there is no next frame; a cancelled job is not done', () => {
  const { requests, ticker } = setUp();
  const job = () => assert.fail('it was cancelled');
  ticker.schedule(job);
  ticker.cancel(job);
  requests[0]();
  assert.equal(requests.length, 1);
});

test('the wait between tries grows up to a limit', () => {
  assert.deepEqual([1, 2, 3, 4, 5, 6, 20].map(delayAfter), [400, 800, 1600, 3200, 6400, 8000, 8000]);
});

test('a paced job runs at once, then once after each pause, with the last request', async () => {
  const { requests, clock, ticker } = setUp();
  let done = 0;
  const job = createPacedJob(
    ticker,
    () => 100,
    () => (done += 1),
  );
  const runFrame = () => requests.at(-1)?.();
  job.request();
  runFrame();
  assert.equal(done, 1);
  for (let times = 0; times < 10; times++) {
    job.request();
    await clock.advance(20);
  }
  assert.equal(requests.length, 2);
  runFrame();
  assert.equal(done, 2);
  job.request();
  job.end();
  await clock.advance(1000);
  assert.deepEqual([requests.length, done], [2, 2]);
});

test('a job with a delay runs in the first frame after it, unless the wait is cancelled', async () => {
  const { requests, clock, ticker } = setUp();
  let done = 0;
  ticker.scheduleAfter(100, () => (done += 1));
  const cancel = ticker.scheduleAfter(100, () => (done += 10));
  cancel();
  await clock.advance(99);
  assert.equal(requests.length, 0);
  await clock.advance(1);
  requests[0]();
  assert.equal(done, 1);
});
