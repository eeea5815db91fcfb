/**
 * The animation loop of the page. It runs only while there are jobs: a scheduled job runs once in the next screen
 * frame, however often it was scheduled.
 *
 * A frame takes jobs in the order in which they were scheduled, as long as it has time; the others have their turn in
 * the next frames. So on a slow machine drawings are updated less often, while the page stays fluent and answers at
 * once.
 *
 * @import {Clock} from './clock.js'
 *
 * @typedef {() => void} Job
 */

const FRAME = 12; // ms for jobs, layout and painting; a frame of 60 a second has 16.7, some of them for input
const LEAST = 2; // ms for jobs, even if layout and painting take longer
const WEIGHT = 0.1; // of the last frame in the mean time of layout and painting

/**
 * @param {(callback: () => void) => void} requestFrame `requestAnimationFrame`, or a stand-in
 * @param {Clock} clock
 * @param {() => boolean} [prefersLessMotion] whether the user asks for less motion
 */
export function createTicker(requestFrame, clock, prefersLessMotion = () => false) {
  /** @type {Set<Job>} */
  const jobs = new Set();
  /** @type {Job | null} */
  let running = null;
  /** @type {Set<Job>} */
  let again = new Set();
  let requested = false;
  let painting = 0; // ms that the browser needs after the jobs, on average

  function run() {
    const waiting = runUntil(clock.now() + Math.max(LEAST, FRAME - painting));
    requested = false;
    waiting.forEach(schedule);
    measurePainting(clock.now());
  }

  /** Run waiting jobs until a time, and return those that are left. @param {number} end */
  function runUntil(end) {
    // a Set also visits items added during iteration: drawings that a frame triggers run in the same tick
    for (const job of jobs) {
      jobs.delete(job);
      running = job;
      try {
        job();
      } catch (error) {
        reportError(error); // a failing drawing must not stop the others
      }
      if (clock.now() >= end) break;
    }
    running = null;
    const waiting = [...jobs, ...again];
    jobs.clear();
    again = new Set();
    return waiting;
  }

  /** @param {number} start when the jobs were done */
  function measurePainting(start) {
    // a timer waits until the browser has painted the frame
    clock.after(0, () => {
      painting += WEIGHT * (clock.now() - start - painting);
    });
  }

  /**
   * Run a job in the next screen frame that has time for it, after the jobs already waiting. A job scheduled by another
   * may run in the same frame, a job that schedules itself in the next.
   *
   * @param {Job} job
   */
  function schedule(job) {
    if (job === running) {
      again.add(job);
      return;
    }
    jobs.add(job);
    if (requested) return;
    requested = true;
    requestFrame(run);
  }

  return {
    schedule,
    now: clock.now,
    prefersLessMotion,

    /**
     * Run a job in the first screen frame after a delay; returns a function that cancels the wait.
     *
     * @param {number} delay ms; 0: in the next frame
     * @param {Job} job
     */
    scheduleAfter(delay, job) {
      if (delay > 0) return clock.after(delay, () => schedule(job));
      schedule(job);
      return () => undefined;
    },

    /** Run all waiting jobs at once, because there will be no screen frame before they are needed. */
    flush() {
      runUntil(Infinity).forEach(schedule);
    },

    /**
     * Cancel a waiting job.
     *
     * @param {Job} job
     */
    cancel(job) {
      jobs.delete(job);
      again.delete(job);
    },
  };
}

/** @typedef {ReturnType<typeof createTicker>} Ticker */

/**
 * A job that runs in the screen frame after a request, but not before a pause since its last run has passed.
 *
 * @param {Ticker} ticker
 * @param {(ticker: Ticker) => number} pause ms
 * @param {Job} job
 */
export function createPacedJob(ticker, pause, job) {
  let ranAt = -Infinity;
  let cancelWait = () => {};
  const run = () => {
    ranAt = ticker.now();
    job();
  };
  return {
    request() {
      cancelWait();
      cancelWait = ticker.scheduleAfter(ranAt + pause(ticker) - ticker.now(), run);
    },

    /** Cancel what was requested. */
    end() {
      cancelWait();
      ticker.cancel(run);
    },
  };
}
