/**
 * Something that is asked for often and done seldom: one at a time, with a pause after each that is no shorter than it
 * took.
 */

const CLOCK = {
  now: () => performance.now(),
  /** @param {number} milliseconds @returns {Promise<unknown>} */
  wait: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
};

/**
 * @param {number} pause milliseconds from one beginning to the next, at least
 * @param {() => Promise<void>} work
 * @param {typeof CLOCK} [clock]
 */
export function createPacer(pause, work, { now, wait } = CLOCK) {
  let isAsked = false;
  let isBusy = false;
  let isOver = false;

  async function run() {
    isAsked = false;
    isBusy = true;
    const began = now();
    await work();
    const took = now() - began;
    await wait(Math.max(pause - took, took));
    isBusy = false;
    if (isAsked && !isOver) run();
  }

  return {
    /** Does it now, or, while it is under way, once more when it is done. */
    ask() {
      isAsked = true;
      if (!isBusy && !isOver) run();
    },
    end() {
      isOver = true;
    },
  };
}
