/**
 * Lets anything on the page be pressed to have it explained: a veil over the page that marks what has an explanation,
 * and a panel with the terms of the page and a search.
 *
 * @import {App} from '../../../core/app.js'
 * @import {GlossaryTerm} from '../../../protocol/types.d.ts'
 * @import {Glossary} from '../../shared/glossary/glossary.js'
 * @import {Meaning} from './meaning.js'
 */

import { html } from 'htm/preact';
import { X } from 'lucide';
import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';

import { Button } from '../../../controls/button.js';
import { inStylePixels } from '../../../draw/canvas.js';
import { meaningOf, meaningsOn } from './meaning.js';

const MOST = 40; // terms in the list
const MOST_FOUND = 12;

/**
 * @param {object} props
 * @param {App} props.app
 * @param {Glossary} props.glossary
 * @param {string} props.missing a name that is no term; empty: none was looked for
 * @param {(meaning: Meaning | null) => void} props.onChoose
 * @param {() => void} props.onClose
 */
export function Chooser({ app, glossary, missing, onChoose, onClose }) {
  const layer = useRef(/** @type {HTMLElement | null} */ (null));
  const [pointed, setPointed] = useState(/** @type {Meaning | null} */ (null));
  const here = useMemo(() => meaningsOn(glossary, document), []);
  useTick();
  useLayoutEffect(() => layer.current?.showPopover(), []);
  useLayoutEffect(
    () => app.shortcuts.add('Explain', [{ keys: ['Escape'], label: 'Close the list of terms', act: onClose }]),
    [],
  );

  const meaningAt = (/** @type {PointerEvent} */ { clientX, clientY }) => {
    const below = document.elementsFromPoint(clientX, clientY).find((element) => !layer.current?.contains(element));
    return meaningOf(glossary, below ?? null);
  };
  return html`<div ref=${layer} class="explain-chooser" popover="manual">
    <div class="explain-veil" onPointerMove=${(/** @type {PointerEvent} */ event) => setPointed(meaningAt(event))}
      onClick=${(/** @type {PointerEvent} */ event) => onChoose(meaningAt(event))}></div>
    ${here.map(({ element }, index) => html`<span key=${index} class="explain-mark" style=${markOf(element)}></span>`)}
    ${pointed?.element && html`<span class="explain-pointed" style=${boxOf(pointed.element)}></span>`}
    <${Panel} ...${{ app, glossary, here, missing, onChoose, onClose }} hint=${pointed?.term.title ?? ''} />
  </div>`;
}

/**
 * @param {object} props
 * @param {App} props.app
 * @param {Glossary} props.glossary
 * @param {Meaning[]} props.here the terms of the page
 * @param {string} props.missing
 * @param {string} props.hint the term under the pointer
 * @param {(meaning: Meaning) => void} props.onChoose
 * @param {() => void} props.onClose
 */
function Panel({ app, glossary, here, missing, hint, onChoose, onClose }) {
  const [query, setQuery] = useState('');
  const isUnknown = missing !== '' && query === '';
  const found = query ? withoutPlace(glossary.search(query).slice(0, MOST_FOUND)) : isUnknown ? [] : unique(here);
  const similar = glossary.similarTo(query || missing);
  return html`<div class="explain-panel" role="dialog" aria-label="Explain">
    <div class="explain-head">
      <h2>${hint || 'Click or tap anything on the page'}</h2>
      <${Button} icon=${X} iconSize=${16} kind="small quiet" title="Close (Escape)" onPress=${onClose} />
    </div>
    ${isUnknown && html`<p role="status">The glossary has no term “${shortened(missing)}”.</p>`}
    <label class="visually-hidden" for="explain-search">Search the glossary</label>
    <input id="explain-search" type="search" placeholder="or search for a term" autocomplete="off" spellcheck=${false}
      maxlength="100" ref=${focusOnce} value=${query}
      onInput=${(/** @type {any} */ { currentTarget }) => setQuery(currentTarget.value)}
      onKeyDown=${(/** @type {KeyboardEvent} */ { key }) => key === 'Escape' && onClose()} />
    ${query && found.length === 0 && html`<p role="status">No term contains “${shortened(query)}”.</p>`}
    <${Words} meanings=${found} onChoose=${onChoose} />
    ${
      found.length === 0 &&
      similar.length > 0 &&
      html`<p class="quiet">Similar terms</p><${Words} meanings=${withoutPlace(similar)} onChoose=${onChoose} />`
    }
    <a class="explain-more" href=${app.choices.addressOf(`${app.root}/glossary`)}>All terms: the glossary</a>
  </div>`;
}

/** @param {GlossaryTerm[]} terms @returns {Meaning[]} */
const withoutPlace = (terms) => terms.map((term) => ({ term, chosen: null, element: null }));

/** Each term once, the first ones. @param {Meaning[]} meanings */
const unique = (meanings) =>
  [...new Map(meanings.map((meaning) => [meaning.term.id, meaning])).values()].slice(0, MOST);

/** @param {{meanings: Meaning[], onChoose: (meaning: Meaning) => void}} props */
function Words({ meanings, onChoose }) {
  return html`<ul class="explain-words">
    ${meanings.map(
      (meaning) => html`<li key=${meaning.term.id}>
        <button type="button" onClick=${() => onChoose(meaning)}>${meaning.term.title}</button>
      </li>`,
    )}
  </ul>`;
}

/** @param {string} name */
const shortened = (name) => (name.length > 40 ? `${name.slice(0, 40)}…` : name);

/** @type {WeakSet<Element>} */
const focused = new WeakSet();

/** Focus a field when it appears. @param {HTMLElement | null} field */
function focusOnce(field) {
  if (!field || focused.has(field)) return;
  focused.add(field);
  field.focus({ preventScroll: true });
}

/** Render again when the page scrolls or changes its size. */
function useTick() {
  const [, setTick] = useState(0);
  useLayoutEffect(() => {
    const tick = () => setTick((count) => count + 1);
    addEventListener('scroll', tick, { capture: true, passive: true });
    addEventListener('resize', tick);
    return () => {
      removeEventListener('scroll', tick, true);
      removeEventListener('resize', tick);
    };
  }, []);
}

/** Place of a mark below a label's text. @param {Element | null} element */
function markOf(element) {
  if (!element) return {};
  const range = document.createRange();
  range.selectNodeContents(element);
  const { left, right, bottom } = inStylePixels(range.getBoundingClientRect(), element);
  return { left: `${left}px`, top: `${bottom - 1}px`, width: `${right - left}px` };
}

/** @param {Element} element */
function boxOf(element) {
  const { left, top, right, bottom } = inStylePixels(element.getBoundingClientRect(), element);
  const [width, height] = [right - left + 4, bottom - top + 4];
  return { left: `${left - 2}px`, top: `${top - 2}px`, width: `${width}px`, height: `${height}px` };
}
