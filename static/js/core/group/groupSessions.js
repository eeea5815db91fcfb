/**
 * The sessions of a group, which this tab stores for each view to resume them after a reload.
 *
 * @import {SessionInfo} from '../../protocol/model.js'
 * @import {Environment} from '../environment.js'
 * @import {RetryingClient} from '../session/retryingClient.js'
 * @import {Entry} from './group.js'
 */

const KEY = 'backprop-group'; // in the storage of the tab, followed by the path of the view

export class GroupSessions {
  #environment;
  #retrying;

  /**
   * @param {Pick<Environment, 'rest' | 'tabStorage' | 'location'>} environment
   * @param {RetryingClient} retrying
   */
  constructor(environment, retrying) {
    this.#environment = environment;
    this.#retrying = retrying;
  }

  /**
   * Remember the sessions of the entries.
   *
   * @param {Entry[]} entries
   * @param {string[]} ids
   */
  keep(entries, ids) {
    this.#environment.tabStorage.setItem(this.#key, JSON.stringify({ entries: JSON.stringify(entries), ids }));
  }

  /** Forget the remembered sessions: the same entries get new ones. */
  forget() {
    this.keep([], []);
  }

  /**
   * Get a session for each entry: the remembered ones of the same entries, or new ones if any of those is gone.
   *
   * @param {Entry[]} entries
   * @returns {Promise<SessionInfo[]>}
   * @throws {Problem} if the server refuses an entry; no session is left then
   */
  async open(entries) {
    const { rest } = this.#environment;
    const ids = this.#remembered(entries);
    const answers = await Promise.all(
      ids.map((id) => this.#retrying.retry(() => rest.getSession(id)).catch(() => null)),
    );
    const found = answers.filter((session) => session !== null);
    if (found.length === entries.length) return found;
    for (const { id } of found) rest.deleteSession(id);
    return this.#create(entries);
  }

  /**
   * @param {Entry[]} entries
   * @returns {string[]}
   */
  #remembered(entries) {
    const stored = JSON.parse(this.#environment.tabStorage.getItem(this.#key) ?? '{"ids": []}');
    return stored.entries === JSON.stringify(entries) ? stored.ids : [];
  }

  /** @param {Entry[]} entries */
  async #create(entries) {
    const { rest } = this.#environment;
    const results = await Promise.allSettled(
      entries.map(({ spec }) => this.#retrying.retry(() => rest.createSession(spec))),
    );
    const created = results.filter((result) => result.status === 'fulfilled').map(({ value }) => value);
    const refusal = results.find((result) => result.status === 'rejected');
    if (!refusal) return created;
    for (const { id } of created) rest.deleteSession(id);
    throw refusal.reason;
  }

  get #key() {
    return `${KEY}:${this.#environment.location.pathname}`;
  }
}
