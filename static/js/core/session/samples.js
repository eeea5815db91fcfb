/**
 * The samples of runs. Runs with the same data share one answer of the server.
 *
 * @import {SessionInfo} from '../../protocol/model.js'
 * @import {RestClient} from '../../protocol/rest.js'
 * @import {PointData} from '../../protocol/types.d.ts'
 */

const KEPT = 2; // answers: those of the page's own run and of its group

export class Samples {
  #rest;
  /** @type {Map<string, Promise<PointData>>} answers by the spec of their data, oldest first */
  #answers = new Map();

  /** @param {Pick<RestClient, 'getData'>} rest */
  constructor(rest) {
    this.#rest = rest;
  }

  /**
   * Get the samples of a session, from the server only if no other session with the same data has asked for them.
   *
   * @param {Pick<SessionInfo, 'id' | 'spec'>} session
   * @returns {Promise<PointData>}
   * @throws {Problem}
   */
  get({ id, spec }) {
    const key = JSON.stringify(spec.data); // the data follow from it alone
    const shared = this.#answers.get(key);
    return shared ? shared.catch(() => this.#request(key, id)) : this.#request(key, id);
  }

  /**
   * @param {string} key
   * @param {string} id
   */
  #request(key, id) {
    const answer = this.#rest.getData(id);
    this.#answers.delete(key);
    this.#answers.set(key, answer);
    for (const oldest of [...this.#answers.keys()].slice(0, -KEPT)) this.#answers.delete(oldest);
    return answer;
  }
}
