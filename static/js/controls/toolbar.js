/** Buttons as one stop of the Tab key: the arrow keys move the focus among them, as WAI-ARIA describes a toolbar. */

import { useLayoutEffect, useRef } from 'preact/hooks';

/**
 * Make the buttons of an element a toolbar, without those in its cards. A select keeps its own stop, because it uses
 * the arrow keys itself.
 *
 * @returns {{ref: {current: HTMLElement | null}, onKeyDown: (event: KeyboardEvent) => void,
 *   onFocusIn: (event: FocusEvent) => void}} attributes of the element
 */
export function useToolbar() {
  const ref = useRef(/** @type {HTMLElement | null} */ (null));
  const last = useRef(/** @type {EventTarget | null} */ (null)); // the button that had the focus last
  useLayoutEffect(() => mark(buttonsOf(ref.current), last.current));
  return {
    ref,
    onFocusIn: ({ target }) => {
      if (!buttonsOf(ref.current).includes(/** @type {HTMLButtonElement} */ (target))) return;
      last.current = target;
      mark(buttonsOf(ref.current), target);
    },
    onKeyDown: (event) => {
      const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      const from = buttonsOf(ref.current).indexOf(/** @type {HTMLButtonElement} */ (event.target));
      const isPlain = !(event.ctrlKey || event.metaKey || event.altKey || event.shiftKey);
      if (!by || from < 0 || !isPlain || !(/** @type {HTMLElement} */ (event.target).matches(':focus-visible'))) return;
      event.preventDefault();
      buttonsOf(ref.current)[from + by]?.focus();
    },
  };
}

const BUTTONS = 'button:enabled:not([popover] *)';

/** @param {HTMLElement | null} bar */
const buttonsOf = (bar) => [
  .../** @type {NodeListOf<HTMLButtonElement> | []} */ (bar?.querySelectorAll(BUTTONS) ?? []),
];

/**
 * Let Tab go to one button alone.
 *
 * @param {HTMLButtonElement[]} buttons
 * @param {EventTarget | null} last
 */
function mark(buttons, last) {
  const stop = buttons.find((button) => button === last) ?? buttons[0];
  for (const button of buttons) {
    button.tabIndex = button === stop ? 0 : -1;
    button.dataset.roving = '';
  }
}
