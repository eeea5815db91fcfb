/**
 * The expression in the query of the address: text, values, output, input and step.
 *
 * @import {Expression} from './reducer.js'
 */

import { EXAMPLES } from './examples.js';

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
    step: step === null ? null : String(step),
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
  const values = pairs.filter(([name, value]) => /^[A-Za-z_]\w*$/.test(name) && isNumber(value));
  return {
    text: text ?? first.text,
    values:
      text === undefined ? first.values : Object.fromEntries(values.map(([name, value]) => [name, Number(value)])),
    output: wholeOf(output) ?? 0,
    input: wholeOf(by) ?? 0,
    step: wholeOf(step),
  };
}

/** @param {string | undefined} text */
const isNumber = (text) => text !== undefined && text.trim() !== '' && Number.isFinite(Number(text));

/** @param {string | undefined} text */
const wholeOf = (text) => (text !== undefined && /^\d{1,4}$/.test(text) ? Number(text) : null);
