/**
 * Says that the address asks a view for something that it does not have. The view then shows its default.
 *
 * @import {App} from '../app.js'
 *
 * @typedef {readonly string[] | {low: number, high: number} | {isKnown: (given: string) => boolean, text: string}}
 *   Expected names, the range of a number, or a test of anything else and what it expects, such as `a whole number`
 */

const SEPARATORS = /[., ]/; // of several names
const LONGEST = 40; // letters of a value that are repeated

/**
 * Show a notice if choices in the address are not what is expected.
 *
 * @param {Pick<App, 'store'> & Partial<Pick<App, 'choices'>>} app
 * @param {Record<string, Expected>} expected by name of the choice
 * @param {Record<string, string>} [given] those in the address
 */
export function reportUnknownChoices({ store, choices }, expected, given = choices?.read() ?? {}) {
  const text = unknownChoices(given, expected);
  if (text) store.dispatch({ type: 'notice', notice: { kind: 'error', text } });
}

/**
 * Describe the first choice that is not what is expected; empty if there is none.
 *
 * @param {Record<string, string>} choices
 * @param {Record<string, Expected>} expected by name of the choice
 */
export function unknownChoices(choices, expected) {
  for (const [name, known] of Object.entries(expected)) {
    const given = choices[name];
    if (given === undefined || given === '' || isKnown(given, known)) continue;
    const shown = given.length > LONGEST ? `${given.slice(0, LONGEST)}…` : given;
    const remedy = 'The default is used instead; change the address to choose another.';
    return `Received ${name}=${shown} in the address, expected ${listOf(known)}. ${remedy}`;
  }
  return '';
}

/**
 * @param {string} given
 * @param {Expected} known
 */
function isKnown(given, known) {
  if ('low' in known) return Number(given) >= known.low && Number(given) <= known.high;
  if ('isKnown' in known) return known.isKnown(given);
  return known.includes(given) || given.split(SEPARATORS).every((name) => known.includes(name));
}

/** @param {Expected} known */
function listOf(known) {
  if ('isKnown' in known) return known.text;
  if (!('low' in known)) return new Intl.ListFormat('en-GB', { type: 'disjunction' }).format(known);
  return known.low === known.high ? String(known.low) : `a number from ${known.low} to ${known.high}`;
}
