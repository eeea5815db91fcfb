/**
 * A sequence as it is displayed: inputs, targets and predictions at each time step, in the symbols of the task.
 *
 * @import {ThroughTimeAnswer} from '../../protocol/types.d.ts'
 *
 * @typedef {{text: string, name: string}} DisplaySymbol a symbol in a cell of a strip, and its name
 *
 * @typedef {object} Bars numbers step by step
 * @property {'bars'} kind
 * @property {number[]} values
 * @property {boolean[]} marks highlighted steps
 *
 * @typedef {object} Cells symbols step by step
 * @property {'cells'} kind
 * @property {DisplaySymbol[]} symbols
 * @property {number[]} shares strength of each, from 0 to 1
 * @property {boolean[]} wrong true if not the target
 *
 * @typedef {object} Lines targets and predictions, step by step
 * @property {'lines'} kind
 * @property {number[]} targets
 * @property {number[]} predictions
 *
 * @typedef {{kind: 'words', text: string}} Words
 */

import { alphabetOf } from './text.js';
import { DISTRACTORS } from './gradients.js';

const MAX_LISTED = 6; // symbols listed by probability

/** @type {Record<string, DisplaySymbol>} */
const UNSEEN = {
  ' ': { text: '␣', name: 'space' },
  '\n': { text: '⏎', name: 'line break' },
  '\t': { text: '⇥', name: 'tab' },
};

/** Classes of the temporal-order task. */
const ORDERS = ['X then X', 'X then Y', 'Y then X', 'Y then Y'];

/**
 * Symbols of a task by their index; null if the inputs are numbers.
 *
 * @param {string} task
 * @param {string} text of the text task
 * @returns {DisplaySymbol[] | null}
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
 * Inputs of a sequence.
 *
 * @param {string} task
 * @param {Pick<ThroughTimeAnswer, 'inputs'>} answer
 * @param {DisplaySymbol[] | null} symbols
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
 * Targets and predictions of a sequence.
 *
 * @param {string} task
 * @param {Pick<ThroughTimeAnswer, 'targets' | 'predictions'>} answer
 * @param {DisplaySymbol[] | null} symbols
 * @returns {Cells | Lines | Words}
 */
export function answersOf(task, { targets, predictions }, symbols) {
  const wanted = targets.map(classOf);
  const predicted = predictions.map(classOf);
  if (task === 'order') {
    const share = Math.round(100 * (predictions[0][predicted[0]] ?? NaN));
    const text = `Target ${ORDERS[wanted[0]]}. Prediction ${ORDERS[predicted[0]]} (${share} %)`;
    return { kind: 'words', text };
  }
  const [values, outputs] = [targets, predictions].map((steps) => steps.map(([value]) => value ?? NaN));
  if (task === 'adding') {
    return {
      kind: 'words',
      text: `Target ${values[0].toFixed(3)}. Prediction ${outputs[0].toFixed(3).replace('-', '−')}`,
    };
  }
  if (!symbols) return { kind: 'lines', targets: values, predictions: outputs };
  return {
    kind: 'cells',
    symbols: predicted.map((symbol) => symbols[symbol]),
    shares: predictions.map((step, at) => probabilityOf(step, wanted[at])),
    wrong: predicted.map((symbol, at) => symbol !== wanted[at]),
  };
}

/** Class with the largest number; of a single number, the bit. @param {(number | null)[]} step */
function classOf(step) {
  const numbers = step.map((value) => value ?? NaN);
  return numbers.length === 1 ? Number(numbers[0] > 0.5) : numbers.indexOf(Math.max(...numbers));
}

/**
 * Predicted probability of a class.
 *
 * @param {(number | null)[]} step
 * @param {number} wanted
 */
function probabilityOf(step, wanted) {
  const one = step[0] ?? NaN;
  if (step.length === 1) return wanted === 1 ? one : 1 - one;
  return step[wanted] ?? NaN;
}

/**
 * Most probable next symbols at a time step, in descending order.
 *
 * @param {Pick<ThroughTimeAnswer, 'predictions'>} answer
 * @param {number} at
 * @param {DisplaySymbol[]} symbols
 * @returns {{symbol: DisplaySymbol, share: number}[]}
 */
export function likeliest({ predictions }, at, symbols) {
  return (predictions[at] ?? [])
    .map((share, number) => ({ symbol: symbols[number], share: share ?? 0 }))
    .sort((a, b) => b.share - a.share)
    .slice(0, MAX_LISTED);
}

/**
 * Input of a time step in words.
 *
 * @param {Bars | Cells} inputs
 * @param {number} at
 */
export function stepText(inputs, at) {
  if (inputs.kind === 'cells') return `“${inputs.symbols[at].name}”`;
  return `${inputs.values[at].toFixed(2).replace('-', '−')}${inputs.marks[at] ? ', marked' : ''}`;
}
