/**
 * Follows the pointer: what it is on, and presses on headings and labels.
 *
 * @typedef {object} Handlers
 * @property {(element: Element) => void} onPress a heading or label is pressed
 * @property {(link: Element) => void} onLink a link in a text from a term to its explanation is pressed
 * @property {(element: Element) => void} onHover the mouse is on a heading or label
 */

import { LABELS } from './labels.js';

const LINKS = 'a.term-link';

/** What the mouse is on, unless the keyboard was used since. @type {Element | null} */
let pointed = null;

/** What the user means now: the element under the mouse, or the one with the focus. */
export function currentElement() {
  if (pointed?.isConnected) return pointed;
  return document.activeElement === document.body ? null : document.activeElement;
}

/**
 * @param {Handlers} handlers
 * @returns {() => void} stop listening
 */
export function followPointer({ onPress, onLink, onHover }) {
  const stop = new AbortController();
  const { signal } = stop;

  addEventListener(
    'pointermove',
    ({ target, pointerType }) => {
      pointed = pointerType === 'mouse' && target instanceof Element ? target : null;
    },
    { signal, passive: true },
  );
  addEventListener(
    'keydown',
    ({ key }) => {
      if (key === 'Tab' || key.startsWith('Arrow')) pointed = null; // who moves by keyboard means the focus
    },
    { signal, capture: true },
  );
  addEventListener(
    'pointerover',
    ({ target, pointerType }) => {
      const label = pointerType === 'mouse' && target instanceof Element ? target.closest(LABELS) : null;
      if (label) onHover(label);
    },
    { signal, passive: true },
  );
  addEventListener(
    'click',
    (event) => {
      const { target } = event;
      if (!(target instanceof Element)) return;
      const link = target.closest(LINKS);
      if (link && !(event.ctrlKey || event.metaKey || event.shiftKey)) {
        event.preventDefault();
        onLink(link);
      } else if (target.closest(LABELS) && getSelection()?.isCollapsed !== false) onPress(target);
    },
    { signal },
  );
  return () => stop.abort();
}
