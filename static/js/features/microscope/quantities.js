/**
 * The quantities that a formula names, and the part of the diagram that each is: neurons for values, errors and biases,
 * connections for weights.
 *
 * @import {Focus} from '../../core/model.js'
 *
 * @typedef {object} Quantity
 * @property {string} letter
 * @property {number} layer index among the session's layers; -1 for the inputs
 * @property {(number | null)[]} indices from 0; null for a letter, which stands for all
 *
 * @typedef {object} Reading what is needed to read a symbol
 * @property {number} last index of the last layer, whose output is ŷ
 * @property {{layer: number, unit: number} | null} recurrent layer and unit of a step through time, in which indices
 *   are time steps
 */

const SYMBOLS = 'msubsup, msub, msup';
const OF_NEURONS = new Set(['a', 'â', 'z', 'δ', 'h', 'b', 'γ', 'ŷ']);
const WEIGHT = 'W';

/**
 * Read a symbol: its letter, what is below and what is above it.
 *
 * @param {string} letter
 * @param {string} below
 * @param {string} above
 * @param {Reading} reading
 * @returns {Quantity | null} null for anything else
 */
export function quantityOf(letter, below, above, { last, recurrent }) {
  const [, number] = /^\((\d+)\)$/.exec(above) ?? [];
  if (!OF_NEURONS.has(letter) && letter !== WEIGHT) return null;
  if (number === undefined && letter !== 'ŷ') return null;
  const layer = number === undefined ? last : Number(number) - 1;
  if (recurrent) return { letter, layer, indices: [layer === recurrent.layer ? recurrent.unit : null] };
  const indices = below.split(',').map((index) => (/^\d+$/.test(index) ? Number(index) - 1 : null));
  return { letter, layer, indices };
}

/**
 * True if a quantity is of this neuron or connection.
 *
 * @param {Quantity} quantity
 * @param {Focus} focus
 */
export function isOf({ letter, layer, indices }, { kind, layer: of, unit, from }) {
  const fits = (/** @type {number | null | undefined} */ index, /** @type {number} */ number) =>
    (index ?? number) === number;
  if (kind === 'link') return letter === WEIGHT && of === layer && fits(indices[0], from) && fits(indices[1], unit);
  return letter !== WEIGHT && (kind === 'feature' ? -1 : of) === layer && fits(indices.at(-1), unit);
}

/**
 * The quantity under the pointer; of f′(z), that of its argument.
 *
 * @param {EventTarget | null} target
 * @param {Reading} reading
 */
export function quantityAt(target, reading) {
  const symbol = target instanceof Element ? target.closest(SYMBOLS) : null;
  return symbol && readSymbol(symbol, reading);
}

/** Elements of all symbols in a formula. @param {Element} formula */
export const symbolsIn = (formula) => [...formula.querySelectorAll(SYMBOLS)];

/**
 * @param {Element} symbol
 * @param {Reading} reading
 * @returns {Quantity | null}
 */
export function readSymbol(symbol, reading) {
  const [letter, first, second] = [...symbol.children].map(({ textContent }) => textContent ?? '');
  if (symbol.localName === 'msup' && letter === 'f') {
    const argument = symbol.nextElementSibling?.nextElementSibling; // after the bracket
    return argument?.matches(SYMBOLS) ? readSymbol(argument, reading) : null;
  }
  const [below, above] = symbol.localName === 'msup' ? ['', first] : [first, second ?? ''];
  return quantityOf(letter.replace('y^', 'ŷ').replace('a^', 'â'), below, above, reading);
}
