/**
 * Parser of lessons: a text with a title, a summary, the initial run, and steps. Blocks between lines of three
 * backticks
 * are questions, actions and checks; the rest is Markdown, with formulas between dollar signs.
 *
 *     # What a neuron does
 *     A weighted sum and a function.
 *
 *     hide: noise features
 *     open: output
 *
 *     ```run
 *     {"data": {"name": "gaussian"}, "network": {"layers": []}}
 *     ```
 *
 *     ## First step
 *     Some text.
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
 * `restart` is a `do` that restarts training; `look` changes display settings, such as {"links": "gradients"}.
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
 * @typedef {{title: string, summary: string, hidden: string[], open: string[], run: RunSpecInput, steps: Step[]}}
 *   Lesson open: names of the folds that it opens
 */

import { readCondition } from './conditions.js';
import { PAGE_PARTS, currentName } from '../../core/address/pageParts.js';
import { FOLDS } from '../../core/preferences/folds.js';
import { SPEEDS, speedNamed } from '../../core/session/speeds.js';

const FENCE = '```';

/** Display settings that a lesson can change. */
const LOOKS = new Set(['links', 'showTest', 'discrete', 'logLoss', 'speed', 'stepUnit', 'chart']);

/** Error in a lesson, with its line. */
export class LessonError extends Error {
  /**
   * @param {number} line from 1
   * @param {string} message
   */
  constructor(line, message) {
    super(`Line ${line}: ${message}`);
    this.name = 'LessonError';
  }
}

/**
 * @param {string} text
 * @returns {Lesson}
 * @throws {LessonError}
 */
export function readLesson(text) {
  const lines = text.replaceAll('\r\n', '\n').split('\n');
  const pieces = piecesOf(lines);
  const head = pieces.findIndex(({ kind }) => kind === 'step');
  const beginning = head < 0 ? pieces : pieces.slice(0, head);
  const title = beginning.find(({ kind }) => kind === 'title');
  if (!title) throw new LessonError(1, 'a lesson starts with its title, such as “# What a neuron does”.');
  const run = beginning.find(({ kind }) => kind === 'run');
  if (!run)
    throw new LessonError(
      title.line,
      'the run is missing. Add a RunSpec before the first step, in a block that starts with ```run.',
    );
  if (head < 0) throw new LessonError(lines.length, 'there is no step. Start one with “## ” and its title.');
  const stray = beginning.find(({ kind }) => !['title', 'text', 'hide', 'open', 'run'].includes(kind));
  if (stray)
    throw new LessonError(
      stray.line,
      `a ${stray.kind} block belongs to a step. Put it after a line that starts with “## ”.`,
    );
  return {
    title: title.text,
    summary: beginning
      .filter(({ kind }) => kind === 'text')
      .map((piece) => piece.text)
      .join(' ')
      .trim(),
    hidden: beginning.filter(({ kind }) => kind === 'hide').flatMap(hiddenOf),
    open: beginning.filter(({ kind }) => kind === 'open').flatMap(openOf),
    run: jsonOf(run),
    steps: stepsOf(pieces.slice(head)),
  };
}

/**
 * @typedef {{kind: string, line: number, text: string, label: string}} Piece of a text; `line` is that of its first
 *   line
 */

/**
 * @param {string[]} lines
 * @returns {Piece[]}
 */
function piecesOf(lines) {
  /** @type {Piece[]} */
  const pieces = [];
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at];
    const heading = /^(#{1,2}) +(.*)$/.exec(line);
    const named = /^(hide|open):(.*)$/.exec(line);
    if (line.startsWith(FENCE)) {
      const end = lines.indexOf(FENCE, at + 1);
      if (end < 0) throw new LessonError(at + 1, 'this block has no end. Close it with a line of three backticks.');
      const [kind, ...label] = line.slice(FENCE.length).trim().split(' ');
      pieces.push({ kind, line: at + 2, text: lines.slice(at + 1, end).join('\n'), label: label.join(' ') });
      at = end;
    } else if (heading) {
      pieces.push({ kind: heading[1] === '#' ? 'title' : 'step', line: at + 1, text: heading[2].trim(), label: '' });
    } else if (named) {
      pieces.push({ kind: named[1], line: at + 1, text: named[2], label: '' });
    } else {
      const last = pieces.at(-1);
      if (last?.kind === 'text') last.text += `\n${line}`;
      else if (line.trim() !== '') pieces.push({ kind: 'text', line: at + 1, text: line, label: '' });
    }
  }
  return pieces;
}

/**
 * @param {Piece[]} pieces from the first step on
 * @returns {Step[]}
 */
function stepsOf(pieces) {
  /** @type {Step[]} */
  const steps = [];
  for (const piece of pieces) {
    if (piece.kind === 'step') steps.push({ title: piece.text, blocks: [] });
    else steps[steps.length - 1].blocks.push(blockOf(piece));
  }
  return steps;
}

/**
 * @param {Piece} piece
 * @returns {Block}
 */
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
        throw new LessonError(
          line - 1,
          `a ${kind} block needs a label for its button, as in “\`\`\`${kind} Make the rate larger”.`,
        );
      return { kind: 'do', label, patch: jsonOf(piece), reset: kind === 'restart' };
    case 'look':
      return { kind, look: lookOf(piece) };
    case 'check':
      return { kind, conditions: conditionsOf(piece) };
  }
  throw new LessonError(
    line - 1,
    `“${kind}” is not a kind of block. Use predict, do, restart, look or check, or write text without a block.`,
  );
}

/**
 * @param {Piece} piece
 * @returns {Block}
 */
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
    throw new LessonError(
      line,
      'a predict block has a question and at least two answers, each on a line that starts with “- ”.',
    );
  }
  if (answers.filter(({ right }) => right).length !== 1) {
    throw new LessonError(line + first, 'exactly one answer is right: mark it with “- [x] ”.');
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
      throw new LessonError(line + at, /** @type {Error} */ (error).message);
    }
  });
  if (conditions.length === 0)
    throw new LessonError(line, 'a check block needs conditions, such as “train_loss < 0.1”.');
  return conditions;
}

/**
 * @param {Piece} piece
 * @returns {Partial<Look>}
 */
function lookOf(piece) {
  const look = jsonOf(piece);
  const unknown = Object.keys(look).find((name) => !LOOKS.has(name));
  if (unknown)
    throw new LessonError(piece.line, `“${unknown}” is not a display setting. Use ${[...LOOKS].join(', ')}.`);
  return look.speed === undefined ? look : { ...look, speed: speedIn(piece, look.speed) };
}

/**
 * The index of a speed, which a lesson names; lessons may still use the index.
 *
 * @param {Piece} piece
 * @param {unknown} speed
 */
function speedIn({ line }, speed) {
  const index = typeof speed === 'number' ? speed : speedNamed(String(speed));
  if (SPEEDS[index]) return index;
  throw new LessonError(line, `“${speed}” is not a speed. Use ${SPEEDS.map(({ name }) => name).join(', ')}.`);
}

/** @param {Piece} piece */
const hiddenOf = (piece) =>
  namesOf(
    piece,
    'a part of the page',
    PAGE_PARTS.map(({ name }) => name),
  );

/** @param {Piece} piece */
const openOf = (piece) => namesOf(piece, 'a fold', FOLDS);

/**
 * Names in a line, separated by spaces or commas.
 *
 * @param {Piece} piece
 * @param {string} what each of them is
 * @param {string[]} known
 */
function namesOf({ line, text }, what, known) {
  const names = text
    .split(/[\s,]+/)
    .filter(Boolean)
    .map(currentName);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown) throw new LessonError(line, `“${unknown}” is not ${what}. Use ${known.join(', ')}.`);
  return names;
}

/** @param {Piece} piece */
function jsonOf({ kind, line, text }) {
  try {
    const value = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  } catch (error) {
    throw new LessonError(
      line,
      `the JSON of this ${kind} block cannot be read: ${/** @type {Error} */ (error).message}.`,
    );
  }
  throw new LessonError(line, `a ${kind} block needs a JSON object, such as {"optimizer": {"learning_rate": 1}}.`);
}
