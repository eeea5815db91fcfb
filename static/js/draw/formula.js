/** Formulas as MathML, which browsers render and read aloud without scripts or fonts. */

import katex from 'katex';

const KEPT = 600; // cached: stepping through a graph requests the same formulas repeatedly
/** @type {Map<string, string>} */
const made = new Map();

/**
 * Markup of a formula.
 *
 * @param {string} latex
 */
export function mathOf(latex) {
  const known = made.get(latex);
  if (known) return known;
  if (made.size >= KEPT) made.clear();
  const math = katex.renderToString(latex, { output: 'mathml', throwOnError: false, strict: false });
  made.set(latex, math);
  return math;
}

/**
 * @param {Element} element
 * @param {string} latex
 */
export function drawFormula(element, latex) {
  element.innerHTML = mathOf(latex);
}
