/**
 * Keeps the keyboard's place: when the focused control is removed or disabled, the browser would send the next Tab to
 * the top of the page. The focus moves to the control beside it instead, or out of a closed card back to where it came
 * from.
 *
 * @typedef {{parent: Element, index: number}} Place an ancestor, and which of its children has the focus inside
 */

import { TEXT_FIELDS } from '../../core/shortcuts/keys.js';

const CARDS = '.inspector, .notice, .card';
const CONTROLS =
  'a[href], button:enabled, input:enabled, select:enabled, textarea:enabled, summary, [tabindex="0"], [role="button"]';
const REMEMBERED = 8; // controls that had the focus before

export class FocusKeeper {
  #document;
  /** The focused control. @type {Element | null} */
  #focused = null;
  /** Where it is, innermost first. @type {Place[]} */
  #places = [];
  #isInCard = false;
  /** Controls that had the focus before, newest last. @type {Element[]} */
  #earlier = [];

  /** @param {Document} page */
  constructor(page) {
    this.#document = page;
  }

  /** Watch the page. */
  start() {
    this.#document.addEventListener('focusin', ({ target }) => {
      if (target instanceof Element) this.#remember(target);
    });
    this.#document.addEventListener('focusout', () => {
      // a user who presses beside all controls leaves this one; a control that is gone has been lost
      setTimeout(() => {
        if (!this.#isLost() && this.#document.activeElement === this.#document.body) this.#focused = null;
      });
    });
    const changes = new MutationObserver(() => {
      if (this.#isLost()) this.#restore();
    });
    changes.observe(this.#document.body, { childList: true, subtree: true, attributeFilter: ['disabled', 'hidden'] });
  }

  /** @param {Element} element that has the focus now */
  #remember(element) {
    if (this.#focused) this.#earlier = [...this.#earlier, this.#focused].slice(-REMEMBERED);
    this.#focused = element;
    this.#isInCard = element.closest(CARDS) !== null;
    this.#places = [];
    for (let child = element; child.parentElement; child = child.parentElement) {
      const parent = child.parentElement;
      this.#places.push({ parent, index: Array.prototype.indexOf.call(parent.children, child) });
    }
  }

  /** True if the focused control is gone, and nothing else has the focus. */
  #isLost() {
    const { activeElement, body } = this.#document;
    if (this.#focused === null || (activeElement !== body && activeElement !== this.#focused)) return false;
    return !this.#focused.isConnected || !canHaveFocus(this.#focused);
  }

  #restore() {
    // a control that lecture mode hides has its focus again after the lecture; its bars appear on request only
    if (this.#document.documentElement.dataset.lecture === 'true') return;
    const before = this.#isInCard
      ? this.#earlier.findLast((element) => element.isConnected && isUsable(element))
      : null;
    const next = before ?? this.#counterpart() ?? this.#neighbour();
    this.#focused = null;
    if (next instanceof HTMLElement || next instanceof SVGElement) next.focus({ preventScroll: true });
  }

  /** The same control of the item that has taken the place of a removed one, such as the next row of a list. */
  #counterpart() {
    const outermost = this.#places.findIndex(({ parent }) => parent.isConnected);
    const [item, ...path] = this.#places.slice(0, outermost + 1).toReversed();
    if (!this.#focused || path.length === 0) return null;
    const items = item.parent.children;
    const control = path.reduce(
      (/** @type {Element | undefined} */ element, { index }) => element?.children[index],
      items[Math.min(item.index, items.length - 1)],
    );
    const isSame = control?.tagName === this.#focused.tagName && control.className === this.#focused.className;
    return isSame && isUsable(control) ? control : null;
  }

  /**
   * The next control after the place of the lost one, or the last before it. A text field only takes the place of
   * another: in any other case the next key, such as Space to play, would be typed into it.
   */
  #neighbour() {
    const places = this.#places.filter(({ parent }) => parent.isConnected);
    const controls = places.flatMap(({ parent, index }) => {
      const children = [...parent.children];
      const before = children.slice(0, index).flatMap(controlsIn);
      return [...children.slice(index).flatMap(controlsIn), ...before.toReversed()];
    });
    const isText = this.#focused?.matches(TEXT_FIELDS) ?? false;
    return controls.find((control) => isText || !control.matches(TEXT_FIELDS)) ?? null;
  }
}

/** @param {Element} element */
const controlsIn = (element) => [element, ...element.querySelectorAll(CONTROLS)].filter(isUsable);

/** True also for what only a script focuses, such as the heading of a card. @param {Element} element */
const canHaveFocus = (element) =>
  !element.matches(':disabled') && element.checkVisibility({ visibilityProperty: true });

/** @param {Element} element */
const isUsable = (element) => element.matches(CONTROLS) && element.checkVisibility({ visibilityProperty: true });
