/**
 * Tables that are dropped anywhere on the page, or pasted outside of text fields.
 *
 * @import {RefObject} from 'preact'
 */

import { useLayoutEffect, useRef } from 'preact/hooks';

import { looksLikeTable } from './table/tableText.js';

const TYPED_INTO = 'input, textarea, select, [contenteditable]';

/**
 * True if a file is a table and not a saved run, which is opened elsewhere.
 *
 * @param {File} file
 */
const mayBeTable = (file) => !file.name.endsWith('.json');

/**
 * Pass on dropped files and pasted text, and show a popover while a file is dragged over the page.
 *
 * @param {(table: File | string) => void} take the same function in every rendering
 * @returns {RefObject<HTMLElement | null>} the element
 */
export function useArrivals(take) {
  const veil = useRef(/** @type {HTMLElement | null} */ (null));
  useLayoutEffect(() => {
    const until = new AbortController();
    const listen = { signal: until.signal };
    const showVeil = (/** @type {boolean} */ isOver) => void veil.current?.togglePopover(isOver);

    addEventListener(
      'dragover',
      (event) => {
        if (!event.dataTransfer?.types.includes('Files')) return;
        event.preventDefault();
        showVeil(true);
      },
      listen,
    );
    addEventListener(
      'dragleave',
      (event) => {
        if (!event.relatedTarget) showVeil(false); // the pointer left the window, not only an element
      },
      listen,
    );
    addEventListener(
      'drop',
      (event) => {
        showVeil(false);
        const file = event.dataTransfer?.files[0];
        if (!file || !mayBeTable(file)) return;
        event.preventDefault();
        take(file);
      },
      listen,
    );
    addEventListener(
      'paste',
      (event) => {
        if (event.target instanceof Element && event.target.closest(TYPED_INTO)) return;
        const file = event.clipboardData?.files[0];
        const text = event.clipboardData?.getData('text/plain') ?? '';
        if (looksLikeTable(text)) take(text);
        else if (file && mayBeTable(file)) take(file);
      },
      listen,
    );
    return () => until.abort();
  }, [take]);
  return veil;
}
