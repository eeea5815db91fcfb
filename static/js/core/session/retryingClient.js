/**
 * Asking a server that may not be there yet: until it answers, the state tells what is being waited for.
 *
 * @import {Health} from '../../protocol/types.d.ts'
 * @import {Store} from '../store.js'
 */

import { Problem, getHealth } from '../../protocol/rest.js';
import { createBackoff } from './backoff.js';

export class Patience {
  #store;
  #backoff = createBackoff();

  /** @param {Store} store */
  constructor(store) {
    this.#store = store;
  }

  /**
   * Asks until there is an answer; a refusal that trying again would not change is thrown.
   *
   * @template T
   * @param {() => Promise<T>} ask
   * @returns {Promise<T>}
   */
  async insist(ask) {
    for (;;) {
      try {
        const answer = await ask();
        this.#backoff.reset();
        return answer;
      } catch (error) {
        if (!(error instanceof Problem) || !error.isTemporary) throw error;
        await this.#wait(error);
      }
    }
  }

  /** Waits until the engine is compiled, telling how far it is. */
  async untilReady() {
    for (;;) {
      const health = await getHealth();
      if (health && health.status !== 'warming') return;
      this.#tell(health, 'The server cannot be reached.');
      await this.#backoff.wait();
    }
  }

  /** Ends the wait before the next try. */
  retryNow() {
    this.#backoff.now();
  }

  /** @param {Problem} problem */
  async #wait(problem) {
    this.#tell(await getHealth(), problem.message);
    await this.#backoff.wait();
  }

  /** @param {Health | null} health @param {string} problem */
  #tell(health, problem) {
    if (health?.status === 'warming') {
      const progress = health.total > 0 ? health.done / health.total : 0;
      this.#store.dispatch({ type: 'connection', phase: 'warming', message: health.message, progress });
      this.#backoff.reset(); // it is on its way: look again soon
    } else {
      this.#store.dispatch({ type: 'connection', phase: 'lost', message: problem });
    }
  }
}
