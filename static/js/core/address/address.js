/**
 * The run in the page's address, and the session it belongs to: a reload of the tab resumes that session. A run that is
 * too large for an address is stored in the tab's storage.
 *
 * @import {SessionInfo} from '../../protocol/model.js'
 * @import {Environment} from '../environment.js'
 * @import {Linked} from './links.js'
 *
 * @typedef {{id?: string, address?: string, fragment?: string}} Stored id of the session, the fragment that the address
 *   had for it, and the whole fragment if that is too long for the address
 */

import { LONGEST, readFragment, writeFragment } from './links.js';

const KEY = 'backprop-session';
const DELAY = 250; // ms; browsers limit how often an address may change

/**
 * The fragment that the address had for this tab's latest session; empty before there was one.
 *
 * @param {Pick<Storage, 'getItem'>} tabStorage
 * @returns {string}
 */
export const storedFragment = (tabStorage) => JSON.parse(tabStorage.getItem(KEY) ?? '{}').address ?? '';

/**
 * The id of this tab's latest session; null before there was one.
 *
 * @param {Pick<Storage, 'getItem'>} tabStorage
 * @returns {string | null}
 */
export const storedId = (tabStorage) => JSON.parse(tabStorage.getItem(KEY) ?? '{}').id ?? null;

/**
 * Make a session this tab's: the next view whose address holds no run opens it.
 *
 * @param {Pick<Storage, 'setItem'>} tabStorage
 * @param {string} id
 */
export const storeSession = (tabStorage, id) => tabStorage.setItem(KEY, JSON.stringify({ id, address: '' }));

export class Address {
  #environment;
  #cancelTimer = () => {};

  /** @param {Pick<Environment, 'location' | 'browserHistory' | 'tabStorage' | 'clock'>} environment */
  constructor(environment) {
    this.#environment = environment;
  }

  /** Get the id of this tab's session from before a reload; null if the address has another run now. */
  storedSession() {
    return this.#read().id ?? null;
  }

  /**
   * Read the run in the address.
   *
   * @returns {Promise<Linked>}
   * @throws {RangeError} if the address holds a run that cannot be read
   */
  read() {
    const { fragment } = this.#read();
    return fragment ? readFragment(fragment, Infinity) : readFragment(this.#environment.location.hash);
  }

  /**
   * Write a session's run to the address, after a short delay.
   *
   * @param {SessionInfo} session
   * @param {string[]} hidden names of hidden parts of the page
   */
  write({ id, spec }, hidden) {
    this.#cancelTimer();
    this.#cancelTimer = this.#environment.clock.after(DELAY, async () => {
      const whole = await writeFragment(spec, hidden);
      const fits = whole.length <= LONGEST;
      const address = fits ? whole : `#hide=${hidden.join('.')}`;
      this.#environment.browserHistory.replaceState(null, '', address);
      this.#store(fits ? { id, address } : { id, address, fragment: whole });
    });
  }

  /**
   * What is stored for the present address.
   *
   * @returns {Stored}
   */
  #read() {
    /** @type {Stored} */
    const stored = JSON.parse(this.#environment.tabStorage.getItem(KEY) ?? '{}');
    return stored.address === this.#environment.location.hash ? stored : {};
  }

  /** @param {Stored} stored */
  #store({ id, address, fragment }) {
    const { tabStorage } = this.#environment;
    try {
      tabStorage.setItem(KEY, JSON.stringify({ id, address, fragment }));
    } catch {
      tabStorage.setItem(KEY, JSON.stringify({ id, address })); // the storage is full
    }
  }
}
