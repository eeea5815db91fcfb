/** Waiting in tests. */

/** Wait until all promises that can be settled now are settled. */
export async function settle() {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
}

/**
 * Wait until a condition is true: for what takes real time, such as compression.
 *
 * @param {() => boolean} isTrue
 */
export async function eventually(isTrue) {
  for (let turn = 0; turn < 400 && !isTrue(); turn++) await new Promise((resolve) => setTimeout(resolve, 5));
}
