/**
 * The card that explains a term, beside the part of the page that is called so.
 *
 * @import {App} from '../../../core/app.js'
 * @import {GlossaryTerm} from '../../../protocol/types.d.ts'
 * @import {Glossary} from '../../shared/glossary/glossary.js'
 * @import {Meaning} from './meaning.js'
 */

import { html } from 'htm/preact';
import { X } from 'lucide';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';

import { Button } from '../../../controls/button.js';
import { inStylePixels, zoomOf } from '../../../draw/canvas.js';
import { TermBody } from '../../shared/glossary/termBody.js';
import { placeOf } from './place.js';

/**
 * @param {object} props
 * @param {App} props.app
 * @param {Glossary} props.glossary
 * @param {Meaning} props.meaning
 * @param {(meaning: Meaning) => void} props.onShow
 * @param {() => void} props.onClose
 */
export function Card({ app, glossary, meaning, onShow, onClose }) {
  const card = useRef(/** @type {HTMLElement | null} */ (null));
  const { term, chosen, element } = meaning;
  useLayoutEffect(
    () => app.shortcuts.add('Explanation', [{ keys: ['Escape'], label: 'Close the explanation', act: onClose }]),
    [],
  );
  usePressElsewhere(card, onClose);
  useEffect(() => {
    element?.setAttribute('data-explaining', '');
    return () => element?.removeAttribute('data-explaining');
  }, [element]);
  useLayoutEffect(() => {
    card.current?.showPopover();
    const observer = new ResizeObserver(() => place(card.current, element));
    if (card.current) observer.observe(card.current);
    return () => observer.disconnect();
  }, [element]);
  useFocus(card, element, term.id); // once the card is shown

  /** A link to a term, which a plain press shows on this card. @param {GlossaryTerm} next */
  const linkTo = (next) => {
    const show = (/** @type {MouseEvent} */ event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      onShow({ term: next, chosen: null, element });
    };
    return html`<a href=${`${app.root}/glossary#${next.id}`} onClick=${show}>${next.title}</a>`;
  };
  return html`<div ref=${card} class="card explain-card" popover="manual" role="dialog" aria-labelledby="explain-title">
    <div class="explain-head">
      <h2 id="explain-title" tabindex="-1">${term.title}</h2>
      <${Button} icon=${X} iconSize=${16} kind="small quiet" title="Close the explanation" onPress=${onClose} />
    </div>
    ${chosen && html`<p class="term-related"><span class="quiet">Chosen here</span> ${linkTo(chosen)}</p>`}
    <${TermBody} ...${{ app, glossary, term, linkTo }} />
    <a class="explain-more" href=${`${app.root}/glossary#${term.id}`}>More in the glossary</a>
  </div>`;
}

/**
 * @param {HTMLElement | null} card
 * @param {Element | null} element
 */
function place(card, element) {
  if (!card) return;
  const size = { width: card.offsetWidth, height: card.offsetHeight };
  const zoom = zoomOf(card);
  const room = { width: document.documentElement.clientWidth / zoom, height: innerHeight / zoom };
  const { left, top } = placeOf(element && inStylePixels(element.getBoundingClientRect(), element), size, room);
  card.style.left = `${left}px`;
  card.style.top = `${top}px`;
}

/**
 * Move the focus to the card while it is open, unless a field has just got it by its label.
 *
 * @param {{current: HTMLElement | null}} card
 * @param {Element | null} element
 * @param {string} id of the term
 */
function useFocus(card, element, id) {
  const before = useRef(document.activeElement);
  useLayoutEffect(() => {
    const isLabel = element instanceof HTMLLabelElement && element.control === document.activeElement;
    if (!isLabel) /** @type {HTMLElement | null} */ (card.current?.querySelector('h2'))?.focus({ preventScroll: true });
  }, [id]);
  useEffect(
    () => () => {
      if (document.activeElement === document.body && before.current instanceof HTMLElement) before.current.focus();
    },
    [],
  );
}

/**
 * Close at a press elsewhere.
 *
 * @param {{current: HTMLElement | null}} card
 * @param {() => void} close
 */
function usePressElsewhere(card, close) {
  useLayoutEffect(() => {
    const press = (/** @type {Event} */ { target }) => {
      if (target instanceof Node && !card.current?.contains(target)) close();
    };
    addEventListener('pointerdown', press, true);
    return () => removeEventListener('pointerdown', press, true);
  }, []);
}
