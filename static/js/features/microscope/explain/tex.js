/**
 * Numbers and sums as TeX. Every figure has four digits, as many as can be followed by hand.
 */

const SMALLEST = 1e-3; // figures below and above these are powers of ten
const LARGEST = 1e5;
const SHOWN_TERMS = 3; // of a sum, before the ellipsis

/** A number that stands alone. @param {number | null | undefined} value */
export function num(value) {
  if (value === null || value === undefined || Number.isNaN(value)) return '\\text{–}';
  if (!Number.isFinite(value)) return value < 0 ? '\\text{−}\\infty' : '\\infty';
  return value < 0 ? `\\text{−}${positive(-value)}` : positive(value);
}

/** @param {number} size */
function positive(size) {
  if (Number.isInteger(size) && size < 1e4) return String(size);
  if (size >= SMALLEST && size < LARGEST) {
    return size.toFixed(Math.min(6, Math.max(0, 3 - Math.floor(Math.log10(size)))));
  }
  const [digits, power] = size.toExponential(2).split('e');
  return `{${digits}\\cdot 10^{${Number(power)}}}`;
}

/** A number among others: in brackets where it has a sign. @param {number | null | undefined} value */
export const factor = (value) => (typeof value === 'number' && value < 0 ? `(${num(value)})` : num(value));

/** @param {(number | null)[]} factors */
export const product = (factors) => factors.map(factor).join('\\cdot ');

/**
 * The first terms of a sum, and that there are more.
 *
 * @param {string[]} terms
 * @param {string | null} [last] a term that stands at the end whatever is left out
 */
export function sum(terms, last = null) {
  const shown = terms.length > SHOWN_TERMS + 1 ? [...terms.slice(0, SHOWN_TERMS), '\\cdots'] : terms;
  const all = last === null ? shown : [...shown, last];
  return all.length > 0 ? all.join('+') : '0';
}

/** ∂above/∂below. @param {string} above @param {string} below */
export const partial = (above, below) => `\\frac{\\partial ${above}}{\\partial ${below}}`;

/** A symbol with indices, which count from 1. @param {string} symbol @param {...(number | string)} indices from 0 */
export function at(symbol, ...indices) {
  const told = indices.map((index) => (typeof index === 'number' ? index + 1 : index));
  return `${symbol}_{${told.join(told.some((each) => String(each).length > 1) || told.length > 1 ? ',' : '')}}`;
}

const OPENING = '{([';
const CLOSING = '})]';
const MOST_FACTORS = 3; // on one line, among others

/**
 * A formula in parts that may stand on lines of their own: it is broken before an equals sign or a plus that no bracket is
 * around, and at a wide space; a product that is long or stands alone also before its dots.
 *
 * @param {string} tex
 */
export function parts(tex) {
  const broken = brokenAt(tex, ['=', '+', '\\quad']);
  return broken.flatMap((part) => {
    const factors = brokenAt(part, ['\\cdot']);
    return broken.length === 1 || factors.length > MOST_FACTORS ? factors : [part];
  });
}

/** @param {string} tex @param {string[]} breaks */
function brokenAt(tex, breaks) {
  const found = [''];
  let depth = 0;
  for (const sign of tex.split(/(\\quad|\\cdot ?|[{}()[\]=+])/).filter(Boolean)) {
    if (OPENING.includes(sign)) depth += 1;
    if (CLOSING.includes(sign)) depth -= 1;
    if (depth === 0 && breaks.includes(sign.trimEnd()) && found.at(-1) !== '')
      found.push(sign === '\\quad' ? '\\;' : `{}${sign}`);
    else found[found.length - 1] += sign;
  }
  return found;
}

const WORDS = [
  [/\\frac\{([^{}]*(?:\{[^{}]*\}[^{}]*)*)\}\{([^{}]*(?:\{[^{}]*\}[^{}]*)*)\}/g, '$1 by $2'],
  [/\\text\{([^{}]*)\}/g, '$1'],
  [/\\partial/g, 'd'],
  [/\\cdot|\\,/g, ' times '],
  [/\\([A-Za-z]+)/g, '$1 '],
  [/[{}_^|]/g, ' '],
  [/\s+/g, ' '],
];

/** A short formula as it may be read aloud. @param {string} tex */
export const spoken = (tex) =>
  WORDS.reduce((said, [form, word]) => said.replace(form, /** @type {string} */ (word)), tex).trim();
