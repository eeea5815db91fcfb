import assert from 'node:assert/strict';
import { test } from 'node:test';

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

test('a flush runs all waiting jobs at once; what asks for another turn has it in the next frame', () => {
  const { requests, clock, ticker } = setUp();
  /** @type {string[]} */
  const log = [];
  const again = () => {
    log.push('again');
    clock.pass(50);
    ticker.schedule(again);
  };
  ticker.schedule(again);
  ticker.schedule(() => {
    log.push('first');
    ticker.schedule(() => log.push('second'));
  });
  ticker.flush();
  assert.deepEqual(log, ['again', 'first', 'second']);
  requests[0]();
  assert.deepEqual(log, ['again', 'first', 'second', 'again']);
  assert.equal(requests.length, 2);
});

test('a frame takes jobs as long as it has time; the others follow in their order, none is lost', async () => {
  const { requests, clock, ticker } = setUp();
  /** @type {string[]} */
  const log = [];
  const slow = (/** @type {string} */ name) => () => {
    log.push(name);
    clock.pass(5);
  };
  const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
  for (const name of names) ticker.schedule(slow(name));
  requests[0]();
  assert.deepEqual(log, ['a', 'b', 'c'], '12 ms');
  ticker.schedule(slow('newer'));
  requests[1]();
  requests[2]();
  assert.deepEqual(log, [...names, 'newer']);
  assert.equal(requests.length, 3);
});

test('jobs leave time to paint, and have some in every frame however long painting takes', async () => {
  const { requests, clock, ticker } = setUp();
  /** Jobs of a millisecond that a frame takes. */
  const take = async (/** @type {number} */ painting) => {
    let done = 0;
    const jobs = Array.from({ length: 50 }, () => () => {
      done += 1;
      clock.pass(1);
    });
    for (const job of jobs) ticker.schedule(job);
    requests[requests.length - 1]();
    for (const job of jobs) ticker.cancel(job);
    clock.pass(painting);
    await clock.advance(0);
    return done;
  };
  assert.equal(await take(8), 12);
  for (let frame = 0; frame < 40; frame++) await take(8);
  assert.equal(await take(8), 5); // 12 - 8 ms, begun and ended
  for (let frame = 0; frame < 40; frame++) await take(40);
  assert.equal(await take(40), 2);
  for (let frame = 0; frame < 80; frame++) await take(0);
  assert.equal(await take(0), 12);
});

test('without work there is no next frame; a cancelled job is not done', () => {
  const { requests, ticker } = setUp();
  const job = () => assert.fail('it was cancelled');
  ticker.schedule(job);
  ticker.cancel(job);
  requests[0]();
  assert.equal(requests.length, 1);
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
