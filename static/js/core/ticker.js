/**
 * The page's one animation loop. It runs only while there is something to do: work that was scheduled is done once in
 * the next frame of the screen, however often it was asked for.
 *
 * @typedef {() => void} Job
 */

/**
 * @param {(callback: () => void) => void} requestFrame `requestAnimationFrame`, or a stand-in
 */
export function createTicker(requestFrame) {
  /** @type {Set<Job>} */
  const jobs = new Set();
  /** @type {Job | null} */
  let running = null;
  /** @type {Set<Job>} */
  let again = new Set();
  let requested = false;

  function run() {
    // a Set also visits what is added on the way: drawings that a frame sets off are done in the same tick
    for (const job of jobs) {
      jobs.delete(job);
      running = job;
      try {
        job();
      } catch (error) {
        reportError(error); // one drawing that fails must not take the others with it
      }
    }
    running = null;
    requested = false;
    const waiting = again;
    again = new Set();
    waiting.forEach(schedule);
  }

  /**
   * Does the job in the next frame of the screen, after the jobs already waiting; a job scheduled by another in the
   * same one, a job that schedules itself in the one after.
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

    /**
     * Drops a job that waits.
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
