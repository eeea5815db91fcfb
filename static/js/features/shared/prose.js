/** Markdown with formulas between dollar signs. HTML in the text is escaped, since lessons may come from anyone. */

import { html } from 'htm/preact';
import { micromark } from 'micromark';
import { useMemo } from 'preact/hooks';

import { mathOf } from '../../draw/formula.js';

/** Placeholder of a formula while the rest is rendered: a character that no text contains. */
const MARK = '\uE000';

/** @param {{text: string}} props */
export function Prose({ text }) {
  const content = useMemo(() => ({ __html: htmlOf(text) }), [text]);
  return html`<div class="prose" dangerouslySetInnerHTML=${content}></div>`;
}

/** @param {string} text */
function htmlOf(text) {
  /** @type {string[]} */
  const formulas = [];
  const marked = text.replaceAll(MARK, '').replaceAll(/\$([^$\n]+)\$/g, (_, formula) => {
    formulas.push(mathOf(formula));
    return `${MARK}${formulas.length - 1}${MARK}`;
  });
  return micromark(marked).replaceAll(new RegExp(`${MARK}(\\d+)${MARK}`, 'g'), (_, index) => formulas[Number(index)]);
}
