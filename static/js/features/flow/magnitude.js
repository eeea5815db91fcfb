/** Orders of magnitude in words, for findings: "a millionth of", "a thousand times". */

import { powerOfTen } from '../../draw/format.js';

/** @type {Record<number, string>} */
const FRACTIONS = {
  1: 'a tenth',
  2: 'a hundredth',
  3: 'a thousandth',
  4: 'a ten-thousandth',
  5: 'a hundred-thousandth',
  6: 'a millionth',
  9: 'a billionth',
};

/** @type {Record<number, string>} */
const MULTIPLES = {
  1: 'ten',
  2: 'a hundred',
  3: 'a thousand',
  4: 'ten thousand',
  5: 'a hundred thousand',
  6: 'a million',
  9: 'a billion',
};

/** Round a positive number to a power of ten: 10⁻⁵. @param {number} value */
export function power(value) {
  if (value === 0 || !Number.isFinite(value)) return value === 0 ? '0' : '∞';
  return powerOfTen(Math.round(Math.log10(value)));
}

/** A share of a whole, to the nearest power of ten: "a millionth of", "10⁻⁷ of". @param {number} share below 1 */
export const fractionOf = (share) =>
  share === 0 ? 'none of' : `${FRACTIONS[-Math.round(Math.log10(share))] ?? power(share)} of`;

/** A factor, to the nearest power of ten: "a thousand times", "10⁷ times". @param {number} factor above 1 */
export const times = (factor) => `${MULTIPLES[Math.round(Math.log10(factor))] ?? power(factor)} times`;
