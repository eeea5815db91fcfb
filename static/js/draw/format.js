/**
 * Numbers as text. As far as possible the width of the text does not depend on the value, so that columns align and
 * nothing jumps.
 */

const MINUS = '−';
const NONE = '–';

/**
 * Format a measured value in six characters: 0.0312, 1.2500, 31.250; powers of ten beyond.
 *
 * @param {number | null | undefined} value
 */
export function formatFigure(value) {
  if (value === null || value === undefined) return NONE;
  if (!Number.isFinite(value)) return formatNonFinite(value);
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e5)) return formatPower(value);
  return signed(value.toFixed(decimalsFor(size, 4)));
}

/**
 * Format a weight or bias in about six characters, always with its sign: +0.500, −12.35, +1.0e−4, −3e−24.
 *
 * @param {number | null | undefined} value
 */
export function formatSigned(value) {
  if (value === null || value === undefined) return NONE;
  if (!Number.isFinite(value)) return formatNonFinite(value);
  const size = Math.abs(value);
  const text =
    size !== 0 && (size < 1e-3 || size >= 1e4)
      ? size.toExponential(size < 1e-9 ? 0 : 1).replace('-', MINUS)
      : size.toFixed(decimalsFor(size, 3));
  return (value < 0 ? MINUS : '+') + text;
}

/**
 * Number of decimals, up to `most`, that remain when the integer part needs more room.
 *
 * @param {number} size
 * @param {number} most
 */
const decimalsFor = (size, most) => Math.max(0, most - (size >= 10 ? Math.floor(Math.log10(size)) : 0));

/**
 * Format a coordinate to about a hundredth of its axis: two decimals on an axis of 12.
 *
 * @param {number} value
 * @param {number} span of the axis
 */
export function formatCoordinate(value, span) {
  const decimals = Math.min(8, Math.max(0, 3 - Math.floor(Math.log10(span))));
  return (value < 0 ? MINUS : '+') + Math.abs(value).toFixed(decimals);
}

/**
 * Format a value of a logarithmic scale with two digits and a power of ten: 3.1e−4.
 *
 * @param {number | null | undefined} value
 */
export function formatPower(value) {
  if (value === null || value === undefined) return NONE;
  if (!Number.isFinite(value)) return formatNonFinite(value);
  return value === 0 ? '0' : signed(value.toExponential(1)).replace('e-', `e${MINUS}`).replace('e+', 'e');
}

/**
 * A power of ten: 10⁻⁵.
 *
 * @param {number} exponent whole
 */
export const powerOfTen = (exponent) =>
  `10${[...String(exponent)].map((sign) => (sign === '-' ? '⁻' : '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(sign)])).join('')}`;

/**
 * Format a mark of an axis in three digits, beyond a thousandth and ten thousand as a power of ten: 0.02, 10⁻⁵, 2·10⁴.
 *
 * @param {number} value
 */
export function formatTick(value) {
  const size = Math.abs(value);
  if (size === 0 || (size >= 1e-3 && size < 1e4)) return signed(String(Number(value.toPrecision(3))));
  const [digits, exponent] = size.toExponential(2).split('e').map(Number);
  return `${value < 0 ? MINUS : ''}${digits === 1 ? '' : `${digits}·`}${powerOfTen(exponent)}`;
}

/**
 * Format a fraction as a whole percentage, padded to the width of 100 %.
 *
 * @param {number | null | undefined} share 0 to 1
 */
export function formatShare(share) {
  return share === null || share === undefined ? NONE : `${String(Math.round(100 * share)).padStart(3, '\u2007')} %`;
}

/**
 * Format an accuracy with one decimal, never rounded up to 100 % unless it is.
 *
 * @param {number | null | undefined} share 0 to 1
 */
export function formatAccuracy(share) {
  if (share === null || share === undefined) return NONE;
  return share === 1 ? '100 %' : `${(Math.floor(1000 * share) / 10).toFixed(1)} %`;
}

/**
 * Format a number with four digits, powers of ten beyond.
 *
 * @param {number | null | undefined} value
 */
export function formatPrecise(value) {
  if (value === null || value === undefined) return NONE;
  if (!Number.isFinite(value)) return formatNonFinite(value);
  const size = Math.abs(value);
  if (Number.isInteger(value) && size < 1e4) return signed(String(value));
  if (size < 1e-3 || size >= 1e5) return signed(value.toExponential(2)).replace('e-', `e${MINUS}`).replace('e+', 'e');
  return signed(value.toFixed(Math.min(6, Math.max(0, 3 - Math.floor(Math.log10(size))))));
}

/**
 * Format a count with thin groups of three: 12 345.
 *
 * @param {number} count
 */
export function formatCount(count) {
  return String(count).replace(/\B(?=(\d{3})+$)/g, '\u202f');
}

/**
 * Format a hyper-parameter as it is usually written: 0.03, 1e−5.
 *
 * @param {number} value
 */
export function formatSetting(value) {
  return value !== 0 && Math.abs(value) < 1e-3
    ? formatPower(value).replace('.0e', 'e')
    : String(value).replaceAll('-', MINUS);
}

/**
 * Format a formula of the catalog, which has hyphens as minus signs.
 *
 * @param {string} formula
 */
export const formatFormula = (formula) => formula.replaceAll('-', MINUS);

/**
 * Format a value with three significant digits in as few characters as possible: 1, −0.25, 0.856.
 *
 * @param {number} value
 */
export function formatShort(value) {
  const size = Math.abs(value);
  if (!Number.isFinite(value) || (size !== 0 && (size < 1e-3 || size >= 1e5))) return formatPower(value);
  return signed(String(Number(value.toPrecision(3))));
}

/**
 * Format a value in at most five characters: 0.15, −3.2, 128, −3e−4.
 *
 * @param {number} value
 */
export function formatBrief(value) {
  if (!Number.isFinite(value)) return formatNonFinite(value);
  const size = Math.abs(value);
  if (size !== 0 && (size < 0.01 || size >= 1e3))
    return signed(value.toExponential(0)).replace('e-', `e${MINUS}`).replace('e+', 'e');
  return Number.isInteger(value) ? signed(String(value)) : signed(value.toFixed(size < 1 ? 2 : size < 10 ? 1 : 0));
}

/** @param {string} text */
const signed = (text) => text.replace(/^-/, MINUS);

/** @param {number} value */
const formatNonFinite = (value) => (Number.isNaN(value) ? 'NaN' : value < 0 ? `${MINUS}∞` : '∞');

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/**
 * Write a letter of a layer, counted from 1: a⁽²⁾.
 *
 * @param {string} letter
 * @param {number} layer index among the session's layers; -1 for the inputs
 */
export const formatOfLayer = (letter, layer) =>
  `${letter}⁽${[...String(layer + 1)].map((digit) => SUPERSCRIPTS[Number(digit)]).join('')}⁾`;
