/**
 * A sequence as it is shown: what comes in at each step, what is asked for and what the network says, in the words of
 * its task.
 *
 * @import {ThroughTimeAnswer} from '../../protocol/types.d.ts'
 *
 * @typedef {{text: string, name: string}} Glyph a symbol as it stands in a cell of a strip, and how it is called
 *
 * @typedef {object} Bars numbers step by step
 * @property {'bars'} kind
 * @property {number[]} values
 * @property {boolean[]} marks steps that are pointed out
 *
 * @typedef {object} Cells symbols step by step
 * @property {'cells'} kind
 * @property {Glyph[]} symbols
 * @property {number[]} shares 0 to 1: how strongly each is shown
 * @property {boolean[]} wrong which are not what was asked for
 *
 * @typedef {object} Lines what is asked for and what is said, step by step
 * @property {'lines'} kind
 * @property {number[]} wanted
 * @property {number[]} said
 *
 * @typedef {{kind: 'words', text: string}} Words
 */

import { alphabetOf } from './tasks.js';
import { DISTRACTORS } from './gradients.js';

const SHARES = 6; // classes that are listed by their probability

/** @type {Record<string, Glyph>} */
const UNSEEN = {
  ' ': { text: '␣', name: 'space' },
  '\n': { text: '⏎', name: 'line break' },
  '\t': { text: '⇥', name: 'tab' },
};

/** Of temporal order: the classes, as they are counted. */
const ORDERS = ['X then X', 'X then Y', 'Y then X', 'Y then Y'];

/**
 * How the symbols of a task's steps are shown, by their numbers; null where steps are numbers.
 *
 * @param {string} task
 * @param {string} text of one's own
 * @returns {Glyph[] | null}
 */
export function symbolsOf(task, text) {
  const plain = (/** @type {string[]} */ texts) => texts.map((each) => ({ text: each, name: each }));
  if (task === 'parity') return plain(['0', '1']);
  if (task === 'order') return plain(['a', 'b', 'c', 'd', 'X', 'Y']);
  if (task === 'copy')
    return [{ text: '·', name: 'silence' }, ...plain(['1', '2', '3', '4']), { text: '!', name: 'go' }];
  return task === 'text' ? alphabetOf(text).map((letter) => UNSEEN[letter] ?? { text: letter, name: letter }) : null;
}

/**
 * What comes in.
 *
 * @param {string} task
 * @param {Pick<ThroughTimeAnswer, 'inputs'>} look
 * @param {Glyph[] | null} symbols
 * @returns {Bars | Cells}
 */
export function inputsOf(task, { inputs }, symbols) {
  const firsts = inputs.map(([value]) => value ?? NaN);
  if (!symbols) return { kind: 'bars', values: firsts, marks: inputs.map(([, marker]) => marker === 1) };
  const isLoud = (/** @type {number} */ symbol) =>
    task === 'order' ? symbol >= DISTRACTORS : task === 'text' || symbol > 0;
  return {
    kind: 'cells',
    symbols: firsts.map((value) => symbols[value]),
    shares: firsts.map((value) => (isLoud(value) ? 1 : 0)),
    wrong: firsts.map(() => false),
  };
}

/**
 * What is asked for, and what the network says.
 *
 * @param {string} task
 * @param {Pick<ThroughTimeAnswer, 'targets' | 'predictions'>} look
 * @param {Glyph[] | null} symbols
 * @returns {Cells | Lines | Words}
 */
export function answersOf(task, { targets, predictions }, symbols) {
  const wanted = targets.map(classOf);
  const said = predictions.map(classOf);
  if (task === 'order') {
    const sure = Math.round(100 * (predictions[0][said[0]] ?? NaN));
    return { kind: 'words', text: `Asked for: ${ORDERS[wanted[0]]}. Says: ${ORDERS[said[0]]}, ${sure} % sure.` };
  }
  const [values, outputs] = [targets, predictions].map((steps) => steps.map(([value]) => value ?? NaN));
  if (task === 'adding') {
    return {
      kind: 'words',
      text: `Asked for: ${values[0].toFixed(3)}. Says: ${outputs[0].toFixed(3).replace('-', '−')}.`,
    };
  }
  if (!symbols) return { kind: 'lines', wanted: values, said: outputs };
  return {
    kind: 'cells',
    symbols: said.map((symbol) => symbols[symbol]),
    shares: predictions.map((step, at) => probabilityOf(step, wanted[at])),
    wrong: said.map((symbol, at) => symbol !== wanted[at]),
  };
}

/** The class that a step's numbers stand for: of one number, a bit. @param {(number | null)[]} step */
function classOf(step) {
  const numbers = step.map((value) => value ?? NaN);
  return numbers.length === 1 ? Number(numbers[0] > 0.5) : numbers.indexOf(Math.max(...numbers));
}

/** @param {(number | null)[]} step @param {number} wanted */
function probabilityOf(step, wanted) {
  const one = step[0] ?? NaN;
  if (step.length === 1) return wanted === 1 ? one : 1 - one;
  return step[wanted] ?? NaN;
}

/**
 * What the network holds most likely to come next at a step, the likeliest first.
 *
 * @param {Pick<ThroughTimeAnswer, 'predictions'>} look
 * @param {number} at
 * @param {Glyph[]} symbols
 * @returns {{symbol: Glyph, share: number}[]}
 */
export function likeliest({ predictions }, at, symbols) {
  return (predictions[at] ?? [])
    .map((share, number) => ({ symbol: symbols[number], share: share ?? 0 }))
    .sort((a, b) => b.share - a.share)
    .slice(0, SHARES);
}

/**
 * A step's input in words.
 *
 * @param {Bars | Cells} inputs
 * @param {number} at
 */
export function stepText(inputs, at) {
  if (inputs.kind === 'cells') return `“${inputs.symbols[at].name}”`;
  return `${inputs.values[at].toFixed(2).replace('-', '−')}${inputs.marks[at] ? ', marked' : ''}`;
}
