/**
 * The clock, as classes receive it: the browser's, or a fake one in tests.
 *
 * @typedef {object} Clock
 * @property {() => number} now milliseconds since the page was opened
 * @property {() => number} date milliseconds since 1970
 * @property {(delay: number, callback: () => void) => () => void} after call back after a delay in milliseconds;
 *   returns a function that cancels the call
 */

/** @type {Clock} */
export const browserClock = {
  now: () => performance.now(),
  date: () => Date.now(),
  after(delay, callback) {
    const timer = setTimeout(callback, delay);
    return () => clearTimeout(timer);
  },
};

/**
 * Wait for a delay in milliseconds.
 *
 * @param {Clock} clock
 * @param {number} delay
 * @returns {Promise<void>}
 */
export const wait = (clock, delay) => new Promise((resolve) => clock.after(delay, resolve));
