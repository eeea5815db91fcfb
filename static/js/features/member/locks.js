/**
 * Disables the controls of what the teacher has locked. A control belongs to the parts of a run that `data-lock` of a
 * fieldset around it names, which may appear at any time.
 *
 * @import {Part} from '../../protocol/room.js'
 */

import { lockReason } from '../../core/room/parts.js';

const LOCKABLE = 'fieldset[data-lock]';

export class Locks {
  #document;
  /** @type {Part[]} */
  #locked = [];
  /** @type {string | undefined} */
  #reason;
  #observer;
  /** Titles that fieldsets had before. @type {WeakMap<HTMLFieldSetElement, string>} */
  #titles = new WeakMap();

  /** @param {Document} page */
  constructor(page) {
    this.#document = page;
    this.#observer = new MutationObserver((records) => {
      for (const { type, target, addedNodes } of records) {
        if (type === 'attributes') this.#apply(/** @type {HTMLFieldSetElement} */ (target));
        for (const node of addedNodes) if (node instanceof Element) this.#applyWithin(node);
      }
    });
  }

  /**
   * Lock parts, and unlock all others.
   *
   * @param {Part[]} parts
   * @param {string} [reason] instead of the teacher's lock
   */
  set(parts, reason) {
    if (parts.join() === this.#locked.join() && reason === this.#reason) return;
    this.#locked = parts;
    this.#reason = reason;
    this.#observer.disconnect();
    this.#applyWithin(this.#document.body);
    const options = { childList: true, subtree: true, attributeFilter: ['data-lock', 'title'] };
    if (parts.length > 0) this.#observer.observe(this.#document.body, options);
  }

  /** @param {Element} element */
  #applyWithin(element) {
    this.#apply(element);
    for (const fieldset of element.querySelectorAll(LOCKABLE)) this.#apply(fieldset);
  }

  /** @param {Element} element */
  #apply(element) {
    if (!(element instanceof HTMLFieldSetElement) || !element.dataset.lock) return;
    const names = element.dataset.lock.split(' ');
    const part = this.#locked.find((name) => names.includes(name));
    if (part) this.#lock(element, this.#reason ?? lockReason(part));
    else if (element.disabled) this.#unlock(element);
  }

  /**
   * @param {HTMLFieldSetElement} element
   * @param {string} reason
   */
  #lock(element, reason) {
    element.disabled = true;
    if (element.title === reason) return;
    this.#titles.set(element, element.title);
    element.title = reason;
  }

  /** @param {HTMLFieldSetElement} element */
  #unlock(element) {
    element.disabled = false;
    element.title = this.#titles.get(element) ?? '';
  }
}
