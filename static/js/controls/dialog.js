/**
 * A modal dialog of the browser: it keeps the focus inside, returns it, and closes by Escape, its button, or a click
 * outside.
 *
 * @import {ComponentChildren} from 'preact'
 */

import { html } from 'htm/preact';
import { X } from 'lucide';
import { useLayoutEffect, useRef } from 'preact/hooks';

import { Button } from './button.js';
import { useUniqueId } from './id.js';

/**
 * @param {object} props
 * @param {string} props.title
 * @param {string} props.closeTitle what its button does
 * @param {boolean} props.isOpen
 * @param {() => void} props.onClose
 * @param {string} [props.kind] class names that set its look
 * @param {ComponentChildren} props.children
 */
export function Dialog({ title, closeTitle, isOpen, onClose, kind = '', children }) {
  const id = useUniqueId();
  const dialog = useRef(/** @type {HTMLDialogElement | null} */ (null));
  const pressedBeside = useRef(false);
  useLayoutEffect(() => {
    if (isOpen) dialog.current?.showModal();
    else dialog.current?.close();
  }, [isOpen]);
  const isBeside = (/** @type {Event} */ { target }) => target === dialog.current;
  return html`<dialog
    ref=${dialog}
    class=${`dialog ${kind}`}
    aria-labelledby=${id}
    onClose=${() => {
      if (!dialog.current?.open) onClose(); // the event may come late, when the dialog is open again
    }}
    onCancel=${(/** @type {Event} */ event) => {
      event.preventDefault(); // Escape closes by way of the state, so the next key finds it closed
      onClose();
    }}
    onPointerDown=${(/** @type {Event} */ event) => {
      pressedBeside.current = isBeside(event); // a text selection may also end outside
    }}
    onClick=${(/** @type {Event} */ event) => isBeside(event) && pressedBeside.current && dialog.current?.close()}
  >
    ${
      isOpen &&
      html`<div class="dialog-content">
        <header class="dialog-head">
          <h2 id=${id}>${title}</h2>
          <${Button} icon=${X} title=${closeTitle} onPress=${() => dialog.current?.close()} />
        </header>
        ${children}
      </div>`
    }
  </dialog>`;
}
