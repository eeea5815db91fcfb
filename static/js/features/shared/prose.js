/**
 * A text in Markdown, with formulas between dollar signs. Markup in the text stays text: it may come from anybody.
 */

import { html } from 'htm/preact';
import { micromark } from 'micromark';
import { useMemo } from 'preact/hooks';

import { mathOf } from '../../draw/formula.js';

/** Stands for a formula while the rest is made, a character that no text has. */
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
