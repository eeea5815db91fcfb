/** A formula as MathML, which browsers set by themselves and read aloud. */

import katex from 'katex';

/** @param {Element} element @param {string} latex */
export function drawFormula(element, latex) {
  katex.render(latex, /** @type {HTMLElement} */ (element), { output: 'mathml', throwOnError: false, strict: false });
}
