/**
 * The run in the page's address, and which session it belongs to: a reload of the tab resumes that session. A run too
 * large for an address is kept in the tab's own store.
 *
 * @import {SessionInfo} from '../../protocol/model.js'
 * @import {Linked} from './links.js'
 *
 * @typedef {{id?: string, address?: string, fragment?: string}} Kept the session, the address that tells its run, and
 *   the run where the address is too short for it
 */

import { LONGEST, readFragment, writeFragment } from './links.js';

const KEPT = 'backprop-session';
const DELAY = 250; // ms; browsers limit how often an address may change

export class Address {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** The session this tab had before a reload, while the address still tells the same run; null otherwise. */
  keptSession() {
    return this.#kept().id ?? null;
  }

  /** @returns {Promise<Linked>} @throws {RangeError} where the address holds a run that cannot be read */
  read() {
    const { fragment } = this.#kept();
    return fragment ? readFragment(fragment, Infinity) : readFragment(location.hash);
  }

  /**
   * Puts a session's run into the address, soon.
   *
   * @param {SessionInfo} session
   * @param {string[]} hidden
   */
  keep({ id, spec }, hidden) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(async () => {
      const whole = await writeFragment(spec, hidden);
      const fits = whole.length <= LONGEST;
      const address = fits ? whole : `#hide=${hidden.join('.')}`;
      history.replaceState(null, '', address);
      this.#store(fits ? { id, address } : { id, address, fragment: whole });
    }, DELAY);
  }

  /** What was kept of this address. @returns {Kept} */
  #kept() {
    /** @type {Kept} */
    const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? '{}');
    return kept.address === location.hash ? kept : {};
  }

  /** @param {Kept} kept */
  #store(kept) {
    try {
      sessionStorage.setItem(KEPT, JSON.stringify(kept));
    } catch {
      sessionStorage.setItem(KEPT, JSON.stringify({ id: kept.id, address: kept.address })); // the store is full
    }
  }
}
