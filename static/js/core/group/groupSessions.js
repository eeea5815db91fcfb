/**
 * The sessions of a group, which this tab stores for each view to resume them after a reload.
 *
 * @import {Environment} from '../environment.js'
 * @import {RetryingClient} from '../session/retryingClient.js'
 * @import {Entry} from './group.js'
 */

const KEY = 'backprop-group'; // in the storage of the tab, followed by the path of the view

export class GroupSessions {
  #rest;
  #tabStorage;
  #location;
  #retrying;

  /**
   * @param {Pick<Environment, 'rest' | 'tabStorage' | 'location'>} environment
   * @param {RetryingClient} retrying
   */
  constructor({ rest, tabStorage, location }, retrying) {
    this.#rest = rest;
    this.#tabStorage = tabStorage;
    this.#location = location;
    this.#retrying = retrying;
  }

  /**
   * Remember the sessions of the entries.
   *
   * @param {Entry[]} entries
   * @param {string[]} ids
   */
  keep(entries, ids) {
    this.#tabStorage.setItem(this.#key, JSON.stringify({ entries: JSON.stringify(entries), ids }));
  }

  /** Forget the remembered sessions: the same entries get new ones. */
  forget() {
    this.keep([], []);
  }

  /**
   * Get the ids of a session for each entry: the remembered ones of the same entries, which the server may have lost
   * meanwhile, or those of new sessions.
   *
   * @param {Entry[]} entries
   * @returns {Promise<string[]>}
   * @throws {Problem} if the server refuses an entry; it makes none of the sessions then
   */
  async open(entries) {
    const ids = this.#remembered(entries);
    if (ids.length === entries.length) return ids;
    const specs = entries.map(({ spec }) => spec);
    const sessions = await this.#retrying.retry(() => this.#rest.createSessions(specs));
    return sessions.map(({ id }) => id);
  }

  /**
   * @param {Entry[]} entries
   * @returns {string[]}
   */
  #remembered(entries) {
    const stored = JSON.parse(this.#tabStorage.getItem(this.#key) ?? '{"ids": []}');
    return stored.entries === JSON.stringify(entries) ? stored.ids : [];
  }

  get #key() {
    return `${KEY}:${this.#location.pathname}`;
  }
}
