/**
 * Names and numbers as LaTeX, and formulas with placeholders: #0 is the value of an operation, #1 and #2 are its
 * arguments.
 */

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
 * @param {string[]} operands by their numbers
 */
export function fillFormula(formula, operands) {
  return formula.replace(/([{(]?)#(\d)([})]?)(\^?)/g, (_, open, number, close, power) => {
    const operand = operands[Number(number)];
    const isEnclosed = open && close && !power;
    const isWhole = formula === `#${number}`;
    const text = !isEnclosed && !isWhole && isCompound(operand) ? `(${operand})` : operand;
    return open + text + close + power;
  });
}

/**
 * True if an operand could be misread after a sign: it begins with a minus or is a product.
 *
 * @param {string} latex
 */
const isCompound = (latex) => /^\{?-|^\\text\{−\}|\\cdot/.test(latex);
