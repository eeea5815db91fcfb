/**
 * Tables that arrive anywhere on the page: dropped as a file, or pasted while nobody types.
 *
 * @import {RefObject} from 'preact'
 */

import { useEffect, useRef } from 'preact/hooks';

import { looksLikeTable } from './tableText.js';

const TYPED_INTO = 'input, textarea, select, [contenteditable]';

/**
 * Whether a file is a table rather than a saved run, which is loaded elsewhere.
 *
 * @param {File} file
 */
const mayBeTable = (file) => !file.name.endsWith('.json');

/**
 * Hands on what arrives, and shows an element, a popover, while a file is dragged over the page.
 *
 * @param {(table: File | string) => void} take the same function in every rendering
 * @returns {RefObject<HTMLElement | null>} the element
 */
export function useArrivals(take) {
  const veil = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => {
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
        if (!event.relatedTarget) showVeil(false); // it left the window, not only an element
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
