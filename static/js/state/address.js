/**
 * The run in the page's address, and which session it belongs to: a reload of the tab resumes that session.
 *
 * @import {SessionInfo} from '../protocol/model.js'
 * @import {RunSpec} from '../protocol/types.d.ts'
 */

import { readFragment, writeFragment } from './links.js';

const KEPT = 'backprop-session';
const DELAY = 250; // ms; browsers limit how often an address may change

export class Address {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** The session this tab had before a reload, while the address still tells the same run; null otherwise. */
  keptSession() {
    const { id, fragment } = JSON.parse(sessionStorage.getItem(KEPT) ?? '{}');
    return id && fragment === location.hash ? /** @type {string} */ (id) : null;
  }

  /** @returns {Promise<RunSpec | null>} @throws {RangeError} where the address holds a run that cannot be read */
  read() {
    return readFragment(location.hash);
  }

  /** Puts a session's run into the address, soon. @param {SessionInfo} session */
  keep({ id, spec }) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(async () => {
      const fragment = await writeFragment(spec);
      history.replaceState(null, '', fragment);
      sessionStorage.setItem(KEPT, JSON.stringify({ id, fragment }));
    }, DELAY);
  }
}
