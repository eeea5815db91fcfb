import assert from 'node:assert/strict';
import { test } from 'node:test';

import { createPacer } from '../../../../static/js/core/session/pacer.js';
import { createFakeClock, settle } from '../../fakes.js';

test('a job requested many times runs once, and once more after a pause', async () => {
  const clock = createFakeClock();
  /** @type {number[]} */
  const starts = [];
  /** @type {(() => void)[]} */
  const finish = [];
  const job = () =>
    new Promise((/** @type {(value: void) => void} */ resolve) => {
      starts.push(clock.now());
      finish.push(resolve);
    });
  const pacer = createPacer(100, job, clock);
  for (let i = 0; i < 10; i++) pacer.request();
  await clock.advance(30);
  finish[0]();
  await clock.advance(69);
  assert.deepEqual(starts, [0]);
  await clock.advance(1); // the rest of the interval
  assert.deepEqual(starts, [0, 100]);
  pacer.request();
  await clock.advance(80);
  finish[1]();
  await clock.advance(79);
  assert.deepEqual(starts, [0, 100]);
  await clock.advance(1); // as long as the job took
  assert.deepEqual(starts, [0, 100, 260]);
  pacer.request();
  pacer.end();
  finish[2]();
  await clock.advance(1000);
  await settle();
  assert.equal(starts.length, 3);
});
