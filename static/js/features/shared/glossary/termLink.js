/**
 * Links in a text from terms of the glossary to their explanations. A plain press opens the explanation on the page
 * (features/shell/explain), any other the glossary.
 *
 * @import {App} from '../../../core/app.js'
 * @import {Glossary} from './glossary.js'
 */

import { html } from 'htm/preact';
import { useEffect, useState } from 'preact/hooks';

import { loadGlossary } from './load.js';
import { segmentsOf } from './termsInText.js';

const UNMARKED = 'a, button, code, math'; // no links inside these

/**
 * The glossary, once it is loaded.
 *
 * @param {App} app
 */
export function useGlossary({ rest }) {
  const [glossary, setGlossary] = useState(/** @type {Glossary | null} */ (null));
  useEffect(() => {
    loadGlossary(rest).then(setGlossary, () => undefined); // without it, a text has no links
  }, []);
  return glossary;
}

/**
 * A text with links.
 *
 * @param {{glossary: Glossary | null, text: string, seen: Set<string>}} props seen: ids of terms that have one
 */
export function TextWithTerms({ glossary, text, seen }) {
  if (!glossary) return text;
  return segmentsOf(glossary, text, seen).map(({ text: part, term }) =>
    term ? html`<a key=${term.id} class="term-link" href=${addressOf(term.id)} data-term=${term.id}>${part}</a>` : part,
  );
}

/**
 * Add links to the prose inside an element, one for each term that has none there yet.
 *
 * @param {Glossary} glossary
 * @param {Element} element
 */
export function linkTerms(glossary, element) {
  const links = /** @type {NodeListOf<HTMLElement>} */ (element.querySelectorAll('.term-link'));
  const seen = new Set(Array.from(links, ({ dataset }) => dataset.term ?? ''));
  for (const prose of element.querySelectorAll('.prose:not([data-linked])')) {
    prose.toggleAttribute('data-linked', true);
    for (const node of textsIn(prose)) {
      const segments = segmentsOf(glossary, node.data, seen);
      if (segments.some(({ term }) => term)) {
        node.replaceWith(...segments.map(({ text, term }) => (term ? linkTo(term.id, text) : text)));
      }
    }
  }
}

/**
 * @param {Element} element
 * @returns {Text[]}
 */
function textsIn(element) {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) texts.push(/** @type {Text} */ (walker.currentNode));
  return texts.filter(({ parentElement }) => !parentElement?.closest(UNMARKED));
}

/**
 * @param {string} id
 * @param {string} text
 */
function linkTo(id, text) {
  const link = document.createElement('a');
  link.className = 'term-link';
  link.href = addressOf(id);
  link.dataset.term = id;
  link.textContent = text;
  return link;
}

/** @param {string} id */
const addressOf = (id) => `/glossary#${id}`;
