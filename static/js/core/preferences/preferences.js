/**
 * Preferences of the user, which this browser keeps for every tab, such as the theme. Unlike the choices in an address,
 * they are not part of a link.
 */

const PREFIX = 'backprop-'; // early.js reads the key of the theme too

export class Preferences {
  #getStorage;

  /** @param {() => Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>} getStorage throws if the browser blocks it */
  constructor(getStorage) {
    this.#getStorage = getStorage;
  }

  /**
   * The value of a preference; null if there is none, or the browser blocks its storage.
   *
   * @param {string} name
   */
  read(name) {
    try {
      return this.#getStorage().getItem(PREFIX + name);
    } catch {
      return null;
    }
  }

  /**
   * Keep a preference, if the browser allows it.
   *
   * @param {string} name
   * @param {string | null} value null to forget it
   */
  keep(name, value) {
    try {
      if (value === null) this.#getStorage().removeItem(PREFIX + name);
      else this.#getStorage().setItem(PREFIX + name, value);
    } catch {
      return; // full or blocked: the page works without it
    }
  }
}
