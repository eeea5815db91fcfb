/**
 * A lesson as a text: a title, a line about it, the run it begins with, and steps. Blocks between lines of three backticks
 * say what is done and asked; all else is Markdown, with formulas between dollar signs.
 *
 *     # What a neuron does
 *     A weighted sum and a function.
 *
 *     hide: noise features
 *
 *     ```run
 *     {"data": {"name": "gaussian"}, "network": {"layers": []}}
 *     ```
 *
 *     ## First look
 *     Some words.
 *
 *     ```predict
 *     What will happen?
 *     - Nothing
 *     - [x] The line turns
 *
 *     Because the weights change.
 *     ```
 *
 *     ```do Make the rate larger
 *     {"optimizer": {"learning_rate": 1}}
 *     ```
 *
 *     ```check
 *     train_accuracy > 0.95
 *     ```
 *
 * `restart` is a `do` that needs new weights; `look` sets how things are shown, as {"links": "gradients"}.
 *
 * @import {RunSpecInput} from '../../protocol/types.d.ts'
 * @import {Condition} from './conditions.js'
 * @import {Look} from '../../core/model.js'
 *
 * @typedef {{kind: 'text', text: string}
 *   | {kind: 'predict', question: string, answers: {text: string, right: boolean}[], reveal: string}
 *   | {kind: 'do', label: string, patch: Record<string, any>, reset: boolean}
 *   | {kind: 'look', look: Partial<Look>}
 *   | {kind: 'check', conditions: Condition[]}} Block
 *
 * @typedef {{title: string, blocks: Block[]}} Step
 * @typedef {{title: string, summary: string, hidden: string[], run: RunSpecInput, steps: Step[]}} Lesson
 */

import { readCondition } from './conditions.js';
import { PAGE_PARTS, currentName } from '../../core/address/pageParts.js';

const FENCE = '```';
/** What a lesson may set of how things are shown. */
const LOOKS = new Set(['links', 'showTest', 'discrete', 'logLoss', 'speed', 'stepUnit', 'chart']);

/** What is wrong with a text, by its line. */
export class LessonFault extends Error {
  /** @param {number} line from 1 @param {string} message */
  constructor(line, message) {
    super(`Line ${line}: ${message}`);
    this.name = 'LessonFault';
  }
}

/**
 * @param {string} text
 * @returns {Lesson}
 * @throws {LessonFault}
 */
export function readLesson(text) {
  const lines = text.replaceAll('\r\n', '\n').split('\n');
  const pieces = piecesOf(lines);
  const head = pieces.findIndex(({ kind }) => kind === 'step');
  const beginning = head < 0 ? pieces : pieces.slice(0, head);
  const title = beginning.find(({ kind }) => kind === 'title');
  if (!title) throw new LessonFault(1, 'a lesson begins with its title, as “# What a neuron does”.');
  const run = beginning.find(({ kind }) => kind === 'run');
  if (!run)
    throw new LessonFault(
      title.line,
      'no run is given. Before the first step, put a RunSpec in a block that begins with ```run.',
    );
  if (head < 0) throw new LessonFault(lines.length, 'there is no step. Begin one with “## ” and its title.');
  const stray = beginning.find(({ kind }) => !['title', 'text', 'hide', 'run'].includes(kind));
  if (stray)
    throw new LessonFault(
      stray.line,
      `a block ${stray.kind} belongs to a step. Put it after a line that begins with “## ”.`,
    );
  return {
    title: title.text,
    summary: beginning
      .filter(({ kind }) => kind === 'text')
      .map((piece) => piece.text)
      .join(' ')
      .trim(),
    hidden: beginning.filter(({ kind }) => kind === 'hide').flatMap(hiddenOf),
    run: jsonOf(run),
    steps: stepsOf(pieces.slice(head)),
  };
}

/** @typedef {{kind: string, line: number, text: string, label: string}} Piece of a text; `line` is that of its first line */

/** @param {string[]} lines @returns {Piece[]} */
function piecesOf(lines) {
  /** @type {Piece[]} */
  const pieces = [];
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at];
    const heading = /^(#{1,2}) +(.*)$/.exec(line);
    if (line.startsWith(FENCE)) {
      const end = lines.indexOf(FENCE, at + 1);
      if (end < 0) throw new LessonFault(at + 1, 'this block has no end. Close it with a line of three backticks.');
      const [kind, ...label] = line.slice(FENCE.length).trim().split(' ');
      pieces.push({ kind, line: at + 2, text: lines.slice(at + 1, end).join('\n'), label: label.join(' ') });
      at = end;
    } else if (heading) {
      pieces.push({ kind: heading[1] === '#' ? 'title' : 'step', line: at + 1, text: heading[2].trim(), label: '' });
    } else if (line.startsWith('hide:')) {
      pieces.push({ kind: 'hide', line: at + 1, text: line.slice('hide:'.length), label: '' });
    } else {
      const last = pieces.at(-1);
      if (last?.kind === 'text') last.text += `\n${line}`;
      else if (line.trim() !== '') pieces.push({ kind: 'text', line: at + 1, text: line, label: '' });
    }
  }
  return pieces;
}

/** @param {Piece[]} pieces that begin with a step @returns {Step[]} */
function stepsOf(pieces) {
  /** @type {Step[]} */
  const steps = [];
  for (const piece of pieces) {
    if (piece.kind === 'step') steps.push({ title: piece.text, blocks: [] });
    else steps[steps.length - 1].blocks.push(blockOf(piece));
  }
  return steps;
}

/** @param {Piece} piece @returns {Block} */
function blockOf(piece) {
  const { kind, line, text, label } = piece;
  switch (kind) {
    case 'text':
      return { kind, text };
    case 'predict':
      return predictionOf(piece);
    case 'do':
    case 'restart':
      if (!label)
        throw new LessonFault(
          line - 1,
          `a block ${kind} needs words for its button, as “\`\`\`${kind} Make the rate larger”.`,
        );
      return { kind: 'do', label, patch: jsonOf(piece), reset: kind === 'restart' };
    case 'look':
      return { kind, look: lookOf(piece) };
    case 'check':
      return { kind, conditions: conditionsOf(piece) };
  }
  throw new LessonFault(
    line - 1,
    `there is no block “${kind}” in a step. Use predict, do, restart, look or check; other text stands outside of blocks.`,
  );
}

/** @param {Piece} piece @returns {Block} */
function predictionOf({ line, text }) {
  const lines = text.split('\n');
  const isAnswer = (/** @type {string} */ each) => each.startsWith('- ');
  const first = lines.findIndex(isAnswer);
  const after = lines.findIndex((each, at) => at > first && !isAnswer(each));
  const answers = lines.slice(Math.max(0, first), after < 0 ? undefined : after).map((each) => {
    const right = each.startsWith('- [x] ');
    return { text: each.slice(right ? '- [x] '.length : 2).trim(), right };
  });
  if (first < 1 || answers.length < 2) {
    throw new LessonFault(
      line,
      'a block predict has a question and, each on a line that begins with “- ”, two answers or more.',
    );
  }
  if (answers.filter(({ right }) => right).length !== 1) {
    throw new LessonFault(line + first, 'one of the answers is right: mark it, and it alone, with “- [x] ”.');
  }
  const question = lines.slice(0, first).join('\n').trim();
  return { kind: 'predict', question, answers, reveal: after < 0 ? '' : lines.slice(after).join('\n').trim() };
}

/** @param {Piece} piece */
function conditionsOf({ line, text }) {
  const conditions = text.split('\n').flatMap((each, at) => {
    if (each.trim() === '') return [];
    try {
      return [readCondition(each)];
    } catch (error) {
      throw new LessonFault(line + at, /** @type {Error} */ (error).message);
    }
  });
  if (conditions.length === 0)
    throw new LessonFault(line, 'a block check says what is to come true, as “train_loss < 0.1”.');
  return conditions;
}

/** @param {Piece} piece @returns {Partial<Look>} */
function lookOf(piece) {
  const look = jsonOf(piece);
  const unknown = Object.keys(look).find((name) => !LOOKS.has(name));
  if (unknown)
    throw new LessonFault(
      piece.line,
      `“${unknown}” is nothing that a lesson shows otherwise. Use ${[...LOOKS].join(', ')}.`,
    );
  return look;
}

/** @param {Piece} piece */
function hiddenOf({ line, text }) {
  const names = text
    .split(/[\s,]+/)
    .filter(Boolean)
    .map(currentName);
  const known = PAGE_PARTS.map(({ name }) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown) throw new LessonFault(line, `“${unknown}” is no part of the page. There are ${known.join(', ')}.`);
  return names;
}

/** @param {Piece} piece */
function jsonOf({ kind, line, text }) {
  try {
    const value = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  } catch (error) {
    throw new LessonFault(
      line,
      `the JSON of this block ${kind} cannot be read: ${/** @type {Error} */ (error).message}.`,
    );
  }
  throw new LessonFault(line, `a block ${kind} holds a JSON object, as {"optimizer": {"learning_rate": 1}}.`);
}
