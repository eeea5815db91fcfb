/**
 * A formula, as MathML: the browser's own mathematics, read aloud by screen readers and within the strictest policy.
 */

import katex from 'katex';
import { h } from 'preact';

const KEPT = 600; // formulas are asked for again and again while a run is stepped through
/** @type {Map<string, string>} */
const made = new Map();

/** @param {string} tex */
function mathOf(tex) {
  const known = made.get(tex);
  if (known) return known;
  if (made.size >= KEPT) made.clear();
  const math = katex.renderToString(tex, { output: 'mathml', strict: false });
  made.set(tex, math);
  return math;
}

/** @param {{tex: string, block?: boolean}} props */
export const Tex = ({ tex, block = false }) =>
  h('span', { class: block ? 'tex block' : 'tex', dangerouslySetInnerHTML: { __html: mathOf(block ? `\\displaystyle ${tex}` : tex) } });
