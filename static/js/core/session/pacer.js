/**
 * Limits how often an asynchronous job runs: one at a time, with a pause after each that is at least as long as the job
 * took.
 *
 * @import {Clock} from '../clock.js'
 */

import { wait } from '../clock.js';

/**
 * @param {number} interval shortest time from one start to the next, in milliseconds
 * @param {() => Promise<void>} job
 * @param {Clock} clock
 */
export function createPacer(interval, job, clock) {
  let isRequested = false;
  let isBusy = false;
  let isOver = false;

  async function run() {
    isRequested = false;
    isBusy = true;
    const start = clock.now();
    await job();
    const duration = clock.now() - start;
    await wait(clock, Math.max(interval - duration, duration));
    isBusy = false;
    if (isRequested && !isOver) run();
  }

  return {
    /** Run the job now, or once more after the present run and its pause. */
    request() {
      isRequested = true;
      if (!isBusy && !isOver) run();
    },

    /** Start no further run. */
    end() {
      isOver = true;
    },
  };
}
