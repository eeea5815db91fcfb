/** Numbers and sums as TeX. Numbers have four digits, few enough to calculate with by hand. */

const SMALLEST = 1e-3; // numbers outside of these bounds are written with a power of ten
const LARGEST = 1e5;
const MAX_TERMS = 3; // of a sum, before the ellipsis

/** A number. @param {number | null | undefined} value */
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

/** A number as a factor: in parentheses if negative. @param {number | null | undefined} value */
export const factor = (value) => (typeof value === 'number' && value < 0 ? `(${num(value)})` : num(value));

/** The square of a number: in parentheses if it has a sign or a power. @param {number | null | undefined} value */
export const squared = (value) => `${base(num(value))}^2`;

/** A number before an exponent. @param {string} written as TeX */
export const base = (written) => (/^\d[\d.]*$/.test(written) ? written : `(${written})`);

/** @param {(number | null)[]} factors */
export const product = (factors) => factors.map(factor).join('\\cdot ');

/**
 * A sum; of a long one only the first terms.
 *
 * @param {string[]} terms
 * @param {string | null} [last] final term, never left out
 */
export function sum(terms, last = null) {
  const shown = terms.length > MAX_TERMS + 1 ? [...terms.slice(0, MAX_TERMS), '\\cdots'] : terms;
  const all = last === null ? shown : [...shown, last];
  return all.length > 0 ? all.join('+') : '0';
}

/** A vector; of a long one only the first numbers, of a single number only that. @param {(number | null)[]} numbers */
export const vector = (numbers) =>
  numbers.length === 1
    ? num(numbers[0])
    : `(${numbers.slice(0, 4).map(num).join(',\\;')}${numbers.length > 4 ? ',\\;\\cdots' : ''})`;

/**
 * ∂above/∂below.
 *
 * @param {string} above
 * @param {string} below
 */
export const partial = (above, below) => `\\frac{\\partial ${above}}{\\partial ${below}}`;

/**
 * A symbol with indices, which are written from 1.
 *
 * @param {string} symbol
 * @param {...(number | string)} indices numbers from 0, or symbols
 */
export function indexed(symbol, ...indices) {
  const written = indices.map((index) => (typeof index === 'number' ? String(index + 1) : index));
  const hasComma = written.length > 1 || written[0].length > 1;
  return `${symbol}_{${written.join(hasComma ? ',' : '')}}`;
}

const OPENING = '{([';
const CLOSING = '})]';
const MAX_FACTORS = 2; // on one line of a sum

/**
 * Break a formula into pieces that may be put on separate lines: before an equals sign or plus outside of brackets,
 * at
 * a wide space, and before the dots of a long product.
 *
 * @param {string} tex
 */
export function breakFormula(tex) {
  const pieces = breakAt(tex, ['=', '+', '\\quad']);
  return pieces.flatMap((piece) => {
    const factors = breakAt(piece, ['\\cdot']);
    return pieces.length === 1 || factors.length > MAX_FACTORS ? factors : [piece];
  });
}

/**
 * @param {string} tex
 * @param {string[]} breaks signs to break before
 */
function breakAt(tex, breaks) {
  const pieces = [''];
  let depth = 0;
  for (const sign of tex.split(/(\\quad|\\cdot ?|[{}()[\]=+])/).filter(Boolean)) {
    if (OPENING.includes(sign)) depth += 1;
    if (CLOSING.includes(sign)) depth -= 1;
    if (depth === 0 && breaks.includes(sign.trimEnd()) && pieces.at(-1) !== '')
      pieces.push(sign === '\\quad' ? '\\;' : `{}${sign}`);
    else pieces[pieces.length - 1] += sign;
  }
  return pieces;
}

/** @type {[RegExp, string][]} */
const WORDS = [
  [/\\frac\{([^{}]*(?:\{[^{}]*\}[^{}]*)*)\}\{([^{}]*(?:\{[^{}]*\}[^{}]*)*)\}/g, '$1 by $2'],
  [/\\text\{([^{}]*)\}/g, '$1'],
  [/\\partial/g, 'd'],
  [/\\cdot|\\,/g, ' times '],
  [/\\([A-Za-z]+)/g, '$1 '],
  [/[{}_^|]/g, ' '],
  [/\s+/g, ' '],
];

/** A short formula in words, for screen readers. @param {string} tex */
export const speakFormula = (tex) => WORDS.reduce((text, [pattern, word]) => text.replace(pattern, word), tex).trim();
