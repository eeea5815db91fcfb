/**
 * Delays between retries: each is twice as long as the one before, up to a limit. The limit is short at first, so that
 * a server that has been started again is found at once, and longer after a minute.
 *
 * @import {Clock} from '../clock.js'
 */

const FIRST = 400; // ms
const LONGEST = 2000;
const MINUTE = 30; // tries in about a minute
const LONGEST_LATER = 8000;

/**
 * Compute the delay before the next try, in milliseconds.
 *
 * @param {number} tries failed tries so far, from 1
 */
export const delayAfter = (tries) => Math.min(tries <= MINUTE ? LONGEST : LONGEST_LATER, FIRST * 2 ** (tries - 1));

/** @param {Clock} clock */
export function createBackoff(clock) {
  let tries = 0;
  let endWait = () => {};

  return {
    /** Wait for the next delay, or until `now` is called. */
    wait() {
      tries += 1;
      return new Promise((resolve) => {
        const cancel = clock.after(delayAfter(tries), () => resolve(undefined));
        endWait = () => {
          cancel();
          resolve(undefined);
        };
      });
    },

    /** End the present wait. */
    now: () => endWait(),

    /** Make the next delay short again, after a success. */
    reset() {
      tries = 0;
    },
  };
}
