/**
 * The teacher's message to everybody, over the whole page: nothing below it can be used while it is there.
 */

import { html } from 'htm/preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

/** @param {{text: string | null}} props */
export function Message({ text }) {
  const dialog = useRef(/** @type {HTMLDialogElement | null} */ (null));
  const isShown = Boolean(text);
  const show = () => {
    if (!isShown || dialog.current?.open) return;
    dialog.current?.showModal();
    dialog.current?.focus(); // keys belong to it
  };
  useLayoutEffect(() => {
    if (isShown) show();
    else dialog.current?.close();
  }, [isShown]);
  return html`<dialog ref=${dialog} class="room-message" tabindex="-1" aria-labelledby="room-message-text"
    onCancel=${(/** @type {Event} */ event) => event.preventDefault()} onClose=${show}>
    ${
      isShown &&
      html`<p class="quiet">Message from the teacher</p>
      <p id="room-message-text" class="room-message-text">${text}</p>`
    }
  </dialog>`;
}
