/**
 * Something that is asked for often and done seldom: one at a time, with a pause after each that is no shorter than it
 * took.
 */

/**
 * @param {number} pause milliseconds from one beginning to the next, at least
 * @param {() => Promise<void>} work
 * @param {() => number} [now]
 */
export function createPacer(pause, work, now = () => performance.now()) {
  let isAsked = false;
  let isBusy = false;
  let isOver = false;

  async function run() {
    isAsked = false;
    isBusy = true;
    const began = now();
    await work();
    const took = now() - began;
    await new Promise((resolve) => setTimeout(resolve, Math.max(pause - took, took)));
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
