/**
 * Names, numbers and arrays as LaTeX, and formulas with placeholders: #0 is the value of an operation, #1 and #2 are
 * its arguments, #a is its adjoint and #d its local derivative.
 *
 * @import {Tensor} from './tensor.js'
 */

import { rowsOf } from './tensor.js';

const GREEK = new Set(
  'alpha beta gamma delta epsilon zeta eta theta kappa lambda mu nu xi rho sigma tau phi chi psi omega'.split(' '),
);

/**
 * Convert a name to LaTeX: w1 with an index, theta as a letter, others upright.
 *
 * @param {string} name
 */
export function latexOfName(name) {
  const [, stem, index] = /^([A-Za-z]+)_?(\w*)$/.exec(name) ?? [null, name, ''];
  const base = GREEK.has(stem) ? `\\${stem}` : /^[A-Za-z]$/.test(stem) ? stem : upright(stem);
  return index ? `${base}_{${/^\d+$/.test(index) ? index : upright(index)}}` : base;
}

/** @param {string} word */
const upright = (word) => `\\mathrm{${word.replaceAll('_', '\\_')}}`;

/**
 * Letter for numbered nodes: one that is not a name of the expression.
 *
 * @param {{name: string | null}[]} nodes
 */
export const letterOf = (nodes) =>
  [...'vntsrqm'].find(
    (letter) => !nodes.some(({ name }) => name !== null && new RegExp(`^${letter}(_?\\d+)?$`).test(name)),
  ) ?? 'v';

/**
 * LaTeX of the value of node `index`: its name if it has one.
 *
 * @param {{name: string | null}[]} nodes
 * @param {number} index
 */
export function latexOfNode(nodes, index) {
  const { name } = nodes[index];
  return name === null ? `${letterOf(nodes)}_{${index + 1}}` : latexOfName(name);
}

/**
 * Convert a number to four digits; braces keep a minus sign at its digits.
 *
 * @param {number} value
 * @returns {string}
 */
export function latexOfNumber(value) {
  if (Number.isNaN(value)) return '\\mathrm{NaN}';
  if (value < 0) return `{-${latexOfNumber(-value)}}`;
  if (!Number.isFinite(value)) return '\\infty';
  if (value === 0 || (value >= 1e-3 && value < 1e5)) return String(Number(value.toPrecision(4)));
  const [digits, power] = value.toExponential(2).split('e');
  return `${Number(digits)} \\cdot 10^{${Number(power)}}`;
}

const MOST_ENTRIES = 4; // on a side of a matrix; a larger one is written with dots

/**
 * Convert a number, or an array to a matrix with three digits.
 *
 * @param {Tensor} tensor
 * @param {boolean} [isRow] write a vector as a row
 * @returns {string}
 */
export function latexOfTensor(tensor, isRow = false) {
  if (!Array.isArray(tensor)) return latexOfNumber(tensor);
  const short = (/** @type {number} */ entry) =>
    latexOfNumber(Number.isFinite(entry) ? Number(entry.toPrecision(3)) : entry);
  const rows = rowsOf(tensor, isRow).map((row) => withDots(row.map(short), '\\cdots').join(' & '));
  const columns = rows[0].split('&').length;
  const dots = Array.from({ length: columns }, () => '\\vdots').join(' & ');
  return `\\begin{pmatrix}${withDots(rows, dots).join(' \\\\ ')}\\end{pmatrix}`;
}

/**
 * Replace the middle of a long list by dots.
 *
 * @param {string[]} list
 * @param {string} dots
 */
const withDots = (list, dots) =>
  list.length > MOST_ENTRIES ? [...list.slice(0, MOST_ENTRIES - 2), dots, list[list.length - 1]] : list;

/**
 * Convert a constant as it was typed.
 *
 * @param {string} text
 */
export function latexOfConstant(text) {
  const written = text.replace('pi', '\\pi ').replace(/^(-?[\d.]+)[eE]\+?(-?\d+)$/, '$1 \\cdot 10^{$2}');
  return written.startsWith('-') ? `{${written}}` : written;
}

/**
 * Fill a formula, with parentheses around operands that could be misread.
 *
 * @param {string} formula
 * @param {string[] | Record<string, string>} operands by their placeholders
 */
export function fillFormula(formula, operands) {
  return formula.replace(/([{(]?)#([\dad])([})]?)(\^?)/g, (_, open, key, close, power) => {
    const operand = /** @type {Record<string, string>} */ (operands)[key];
    const isEnclosed = open && close && !power;
    const isWhole = formula === `#${key}`;
    const isUnclear = isCompound(operand) || (power !== '' && operand.includes('^'));
    const text = !isEnclosed && !isWhole && isUnclear ? `(${operand})` : operand;
    return open + text + close + power;
  });
}

/**
 * True if an operand could be misread after a sign: it begins with a minus or is a product.
 *
 * @param {string} latex
 */
const isCompound = (latex) => !latex.startsWith('\\begin') && /^\{?-|^\\text\{−\}|\\cdot/.test(latex);
