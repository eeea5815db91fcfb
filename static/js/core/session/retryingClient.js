/**
 * Repeats requests to a server that cannot be reached yet. Meanwhile the connection in the state says why it waits.
 *
 * @import {Health} from '../../protocol/types.d.ts'
 * @import {Environment} from '../environment.js'
 * @import {Store} from '../store.js'
 */

import { Problem } from '../../protocol/problem.js';
import { createBackoff } from './backoff.js';

export class RetryingClient {
  #store;
  #rest;
  #backoff;

  /**
   * @param {Store} store
   * @param {Pick<Environment, 'rest' | 'clock'>} environment
   */
  constructor(store, { rest, clock }) {
    this.#store = store;
    this.#rest = rest;
    this.#backoff = createBackoff(clock);
  }

  /**
   * Repeat a request until it succeeds.
   *
   * @template T
   * @param {() => Promise<T>} request
   * @returns {Promise<T>}
   * @throws {Problem} if the server refuses the request: repeating it would not help
   */
  async retry(request) {
    for (;;) {
      try {
        const answer = await request();
        this.#backoff.reset();
        return answer;
      } catch (error) {
        if (!(error instanceof Problem) || !error.isTemporary) throw error;
        this.#report(await this.#rest.getHealth(), error.message);
        await this.#backoff.wait();
      }
    }
  }

  /** Wait until the server has compiled its kernels; the state shows its progress. */
  async untilReady() {
    for (;;) {
      const health = await this.#rest.getHealth();
      if (health && health.status !== 'warming') return;
      this.#report(health, 'The server cannot be reached.');
      await this.#backoff.wait();
    }
  }

  /** End the wait before the next try. */
  retryNow() {
    this.#backoff.now();
  }

  /**
   * @param {Health | null} health
   * @param {string} problem
   */
  #report(health, problem) {
    if (health?.status === 'warming') {
      const progress = health.total > 0 ? health.done / health.total : 0;
      this.#store.dispatch({ type: 'connection', phase: 'warming', message: health.message, progress });
      this.#backoff.reset(); // the server will be ready soon: try again soon
    } else {
      this.#store.dispatch({ type: 'connection', phase: 'lost', message: problem });
    }
  }
}
