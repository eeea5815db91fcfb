/**
 * The choices of a view, stored in the query of its address: they come back with a reload, with a link, and on return
 * to the view. The run is in the fragment (links.js) and is passed on from view to view.
 *
 * @import {Environment} from '../environment.js'
 */

import { storedFragment } from './address.js';
import { isFragment } from './links.js';

const SHARED = ['lecture']; // choices that go along to every view

const KEY = 'backprop-choices:'; // in the storage of the tab, followed by the path of the view

export class Choices {
  #location;
  #history;
  #storage;

  /** @param {Pick<Environment, 'location' | 'browserHistory' | 'tabStorage'>} environment */
  constructor({ location, browserHistory, tabStorage }) {
    this.#location = location;
    this.#history = browserHistory;
    this.#storage = tabStorage;
  }

  /**
   * Read the choices in the address, by name.
   *
   * @returns {Record<string, string>}
   */
  read() {
    return Object.fromEntries(new URLSearchParams(this.#location.search));
  }

  /**
   * Write choices to the address, beside those that are there; null removes one.
   *
   * @param {Record<string, string | null>} choices
   */
  keep(choices) {
    const query = new URLSearchParams(this.#location.search);
    for (const [name, value] of Object.entries(choices)) {
      if (value === null) query.delete(name);
      else query.set(name, value);
    }
    const { pathname, hash } = this.#location;
    const search = query.size > 0 ? `?${query}` : '';
    this.#history.replaceState(null, '', `${pathname}${search}${hash}`);
    this.#storage.setItem(KEY + pathname, search);
  }

  /**
   * Get the address of another view, with the choices made there before and the run of this view or, if its address has
   * none, of this tab.
   *
   * @param {string} path
   * @param {string} [search] choices to make there, in place of those made before
   */
  addressOf(path, search = this.#storage.getItem(KEY + path) ?? '') {
    const query = new URLSearchParams(search);
    for (const name of SHARED) {
      const value = this.read()[name];
      if (value === undefined) query.delete(name);
      else query.set(name, value);
    }
    const { hash } = this.#location;
    return `${path}${query.size > 0 ? `?${query}` : ''}${isFragment(hash) ? hash : storedFragment(this.#storage)}`;
  }
}
