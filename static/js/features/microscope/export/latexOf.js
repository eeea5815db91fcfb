/**
 * A step as LaTeX, to paste into a document that loads amsmath.
 *
 * @import {Explanation, Line} from '../types.js'
 */

/** Signs that only browsers know as mathematics. @type {[RegExp, string][]} */
const PORTABLE = [
  [/\\text\{−\}/g, '{-}'],
  [/\\text\{–\}/g, '\\text{--}'],
];

/** TeX without characters that LaTeX would have to be told about. @param {string} tex */
export const portable = (tex) => PORTABLE.reduce((text, [sign, written]) => text.replace(sign, written), tex);

/**
 * The formulas of a step, with the title as a comment.
 *
 * @param {Pick<Explanation, 'title' | 'lines'>} explanation
 */
export function latexOf({ title, lines }) {
  const rows = lines.map(rowOf).join(' \\\\\n');
  return `% ${title}\n\\begin{align*}\n${rows}\n\\end{align*}\n`;
}

const ARROW = '\\leftarrow';

/** @param {Line} line */
function rowOf([left, right]) {
  const isAssigned = left.endsWith(ARROW);
  const sign = isAssigned ? ARROW : '=';
  return `  ${portable(isAssigned ? left.slice(0, -ARROW.length) : left)} &${sign} ${portable(right)}`;
}
