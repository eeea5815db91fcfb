/**
 * A button that opens a card below it: a native popover, closed by Escape or a click elsewhere.
 *
 * @import {ComponentChildren} from 'preact'
 * @import {IconNode} from 'lucide'
 */

import { html } from 'htm/preact';
import { useRef, useState } from 'preact/hooks';

import { Icon } from './icon.js';
import { useUniqueId } from './id.js';

const MARGIN = 8; // CSS pixels between the card and the edge of the window
const GAP = 6; // between the button and the card

/**
 * @param {object} props
 * @param {string} props.title contents of the card; accessible name of the card, and of a button with only an icon
 * @param {IconNode} props.icon
 * @param {string} [props.label] label of the button; style sheets hide it on narrow screens
 * @param {string} [props.kind] class names that set the button's look
 * @param {number} [props.iconSize]
 * @param {boolean} [props.disabled]
 * @param {(close: () => void) => ComponentChildren} props.children the card, made when it opens
 */
export function Popover({ title, icon, label, kind = '', iconSize, disabled = false, children }) {
  const id = useUniqueId();
  const button = useRef(/** @type {HTMLButtonElement | null} */ (null));
  const card = useRef(/** @type {HTMLElement | null} */ (null));
  const [isOpen, setOpen] = useState(false);
  const toggled = (/** @type {ToggleEvent} */ event) => {
    setOpen(event.newState === 'open');
    if (event.newState === 'open') requestAnimationFrame(() => place(button.current, card.current));
  };
  return html`
    <button
      ref=${button}
      type="button"
      class=${`button ${label ? '' : 'bare'} ${kind}`}
      title=${title}
      aria-label=${label ? undefined : title}
      popovertarget=${id}
      ...${{ disabled }}
    >
      <${Icon} icon=${icon} size=${iconSize} />${label && html`<span class="button-label">${label}</span>`}
    </button>
    <div ref=${card} id=${id} class="card" popover="auto" role="group" aria-label=${title} onToggle=${toggled}>
      ${isOpen && children(() => card.current?.hidePopover())}
    </div>
  `;
}

/**
 * Position the card below the button, inside the window.
 *
 * @param {HTMLElement | null} button
 * @param {HTMLElement | null} card
 */
function place(button, card) {
  if (!button || !card) return;
  // boxes are measured on the screen, except in older WebKit; styles and sizes before they are enlarged
  const scale = card.currentCSSZoom ?? 1;
  const zoom = Number(getComputedStyle(document.documentElement).zoom) || 1;
  const { left, top, bottom } = button.getBoundingClientRect();
  const from = { left: left / scale, top: top / scale, bottom: bottom / scale };
  const most = document.documentElement.clientWidth / zoom - card.offsetWidth - MARGIN;
  const below = innerHeight / zoom - from.bottom - GAP - MARGIN;
  const fits = card.offsetHeight <= below || below > from.top;
  card.style.left = `${Math.max(MARGIN, Math.min(from.left, most))}px`;
  card.style.top = fits ? `${from.bottom + GAP}px` : `${Math.max(MARGIN, from.top - GAP - card.offsetHeight)}px`;
  card.style.maxHeight = `${fits ? below : from.top - GAP - MARGIN}px`;
}
