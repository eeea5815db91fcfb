/**
 * Delays between retries: each is twice as long as the one before, up to a limit.
 *
 * @import {Clock} from '../clock.js'
 */

const FIRST = 400; // ms
const LONGEST = 8000;

/**
 * Compute the delay before the next try, in milliseconds.
 *
 * @param {number} tries failed tries so far, from 1
 */
export const delayAfter = (tries) => Math.min(LONGEST, FIRST * 2 ** (tries - 1));

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
