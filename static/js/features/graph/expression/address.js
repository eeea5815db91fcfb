/**
 * The expression in the query of the address: text, values, output, input and step.
 *
 * @import {Differentiated} from '../../../protocol/expression.js'
 * @import {Expression} from './reducer.js'
 */

import { directionsOf } from './directions.js';
import { EXAMPLES } from './examples.js';

const LAST = 'last'; // step

/**
 * Write an expression as choices of the address.
 *
 * @param {Expression} state
 * @returns {Record<string, string | null>}
 */
export function choicesOf({ text, values, output, input, step }) {
  const [{ text: first, values: point }] = EXAMPLES;
  const isFirst = text === first && JSON.stringify(values) === JSON.stringify(point);
  return {
    text: isFirst ? null : text,
    at: isFirst
      ? null
      : Object.entries(values)
          .map(([name, value]) => `${name}:${value}`)
          .join(','),
    output: output === 0 ? null : String(output),
    by: input === 0 ? null : String(input),
    step: step === 0 ? null : String(step ?? LAST),
  };
}

/**
 * Read an expression from the address. Invalid settings get their defaults.
 *
 * @param {Record<string, string>} choices
 * @returns {{text: string, values: Record<string, number>} & Partial<Expression>}
 */
export function expressionOf({ text, at = '', output, by, step }) {
  const [first] = EXAMPLES;
  const pairs = at.split(',').map((pair) => pair.split(':'));
  const values = pairs.filter(isPair);
  return {
    text: text ?? first.text,
    values:
      text === undefined ? first.values : Object.fromEntries(values.map(([name, value]) => [name, Number(value)])),
    output: wholeOf(output) ?? 0,
    input: wholeOf(by) ?? 0,
    step: step === LAST ? null : (wholeOf(step) ?? 0),
  };
}

/** What the address can name before the expression is read. */
export const EXPECTED = {
  at: {
    isKnown: (/** @type {string} */ given) =>
      given
        .split(',')
        .map((pair) => pair.split(':'))
        .every(isPair),
    text: 'values such as x:0.5,y:-1',
  },
};

/**
 * What the address can name of a graph.
 *
 * @param {Differentiated} graph
 * @param {number} steps of its chosen output
 */
export const expectedIn = (graph, steps) => ({
  output: { low: 0, high: graph.reverse.length - 1 },
  by: { low: 0, high: Math.max(0, directionsOf(graph).length - 1) },
  step: {
    isKnown: (/** @type {string} */ given) => given === LAST || (Number(given) >= 0 && Number(given) <= steps),
    text: `a number from 0 to ${steps}, or ${LAST}`,
  },
});

/** @param {string[]} pair a name and its value */
const isPair = ([name, value, ...rest]) => rest.length === 0 && /^[A-Za-z_]\w*$/.test(name) && isNumber(value);

/** @param {string | undefined} text */
const isNumber = (text) => text !== undefined && text.trim() !== '' && Number.isFinite(Number(text));

/** @param {string | undefined} text */
const wholeOf = (text) => (text !== undefined && /^\d{1,4}$/.test(text) ? Number(text) : null);
