/** Waiting between tries: longer each time, up to a limit, and cut short on demand. */

const FIRST = 400; // ms
const LONGEST = 8000;

/** @param {number} tries tries that failed so far, from 1; returns ms */
export const delayAfter = (tries) => Math.min(LONGEST, FIRST * 2 ** (tries - 1));

export function createBackoff() {
  let tries = 0;
  let hurry = () => {};

  return {
    /** Resolves after the next delay, or as soon as `now` is called. */
    wait() {
      tries += 1;
      return new Promise((resolve) => {
        const timer = setTimeout(resolve, delayAfter(tries));
        hurry = () => {
          clearTimeout(timer);
          resolve(undefined);
        };
      });
    },

    /** Ends the present wait. */
    now: () => hurry(),

    /** After a success: the next wait is short again. */
    reset() {
      tries = 0;
    },
  };
}
