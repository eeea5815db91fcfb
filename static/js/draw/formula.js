/** A formula as MathML, which browsers set by themselves and read aloud, within the strictest policy. */

import katex from 'katex';

const KEPT = 600; // formulas are asked for again and again while something is stepped through
/** @type {Map<string, string>} */
const made = new Map();

/**
 * The markup of a formula.
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
