/** Waiting for signals. */

import { effect } from '@preact/signals';

/**
 * Wait until a condition on signals is true.
 *
 * @param {() => boolean} isTrue
 * @returns {Promise<void>}
 */
export const until = (isTrue) =>
  new Promise((resolve) => {
    const stop = effect(() => {
      if (!isTrue()) return;
      resolve();
      queueMicrotask(() => stop());
    });
  });
