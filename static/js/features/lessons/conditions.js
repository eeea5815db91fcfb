/**
 * What a lesson asks to come true: a figure of the run against a number.
 *
 * @import {State} from '../../core/model.js'
 *
 * @typedef {'<' | '<=' | '>' | '>=' | '='} Operator
 * @typedef {{figure: string, operator: Operator, value: number | string}} Condition
 */

import { inSentence, layerTitle } from '../../core/selectors.js';

const CONDITION = /^\s*([\w.]+)\s*(<=|>=|<|>|=)\s*(\S+)\s*$/;

/** Figures by their names. @type {Record<string, {words: string, read: (state: State) => number | string | null | undefined}>} */
const FIGURES = {
  train_loss: { words: 'training loss', read: ({ frame }) => frame?.metrics.train_loss },
  test_loss: { words: 'test loss', read: ({ frame }) => frame?.metrics.test_loss },
  train_accuracy: { words: 'training accuracy', read: ({ frame }) => frame?.metrics.train_accuracy },
  test_accuracy: { words: 'test accuracy', read: ({ frame }) => frame?.metrics.test_accuracy },
  epoch: { words: 'epoch', read: ({ frame }) => frame?.epoch },
  step: { words: 'step', read: ({ frame }) => frame?.step },
  status: { words: 'the run', read: ({ status }) => status },
  links: { words: 'what the links show', read: ({ look }) => look.links },
};

/** Figures of a layer, counted from 1: `gradient.1`. @type {Record<string, {words: string, read: (layer: any) => number | null | undefined}>} */
const OF_A_LAYER = {
  gradient: { words: 'gradient', read: ({ gradient_norm }) => gradient_norm },
  saturated: { words: 'share saturated', read: ({ activation }) => activation.saturated },
  dead: { words: 'share dead', read: ({ activation }) => activation.dead },
};

/** @type {Record<Operator, string>} */
const WORDS = { '<': 'below', '<=': 'at most', '>': 'above', '>=': 'at least', '=': 'is' };

/**
 * @param {string} text as `train_loss < 0.1`, `spec.optimizer.learning_rate >= 0.3`, `gradient.1 < 1e-4`
 * @returns {Condition}
 * @throws {RangeError} with a sentence for the author
 */
export function readCondition(text) {
  const match = CONDITION.exec(text);
  if (!match)
    throw new RangeError(
      `“${text.trim()}” is no condition. Write a figure, one of < <= > >= =, and a value, as “train_loss < 0.1”.`,
    );
  const [, figure, operator, value] = match;
  const [kind, index] = figure.split('.');
  const isKnown = figure in FIGURES || kind === 'spec' || (kind in OF_A_LAYER && /^[1-9]\d*$/.test(index ?? ''));
  if (!isKnown) {
    const layered = Object.keys(OF_A_LAYER).map((name) => `${name}.1`);
    throw new RangeError(
      `“${figure}” is no figure. There are ${[...Object.keys(FIGURES), ...layered].join(', ')}, and spec. with a path.`,
    );
  }
  const number = Number(value);
  if (operator !== '=' && Number.isNaN(number))
    throw new RangeError(`“${value}” is not a number, and ${operator} needs one.`);
  return { figure, operator: /** @type {Operator} */ (operator), value: Number.isNaN(number) ? value : number };
}

/** @param {Condition} condition @param {State} state */
export function holds({ figure, operator, value }, state) {
  const now = read(figure, state);
  if (now === null || now === undefined) return false;
  if (operator === '=') return now === value || String(now) === String(value);
  if (typeof now !== 'number' || typeof value !== 'number') return false;
  if (operator === '<') return now < value;
  if (operator === '<=') return now <= value;
  return operator === '>' ? now > value : now >= value;
}

/** What is to come true, as it is said. @param {Condition} condition @param {State} state */
export function wordsOf({ figure, operator, value }, state) {
  const [kind, ...path] = figure.split('.');
  const words = WORDS[operator];
  if (figure in FIGURES) return `${FIGURES[figure].words} ${words} ${value}`;
  if (kind === 'spec') return `${settingOf(path)} ${words} ${value}`;
  const layer = Number(path[0]) - 1;
  const title = inSentence(layerTitle(state, layer)) || `layer ${layer + 1}`;
  return `${OF_A_LAYER[kind].words} of ${title} ${words} ${value}`;
}

/** A setting by what tells it from others: learning rate, regularization. @param {string[]} path */
function settingOf(path) {
  const parts = path.filter((part) => part !== 'network' && part !== 'name');
  return (parts.length > 1 ? parts.filter((part) => part !== 'optimizer') : parts).join(' ').replaceAll('_', ' ');
}

/** The figure as it is now. @param {Condition} condition @param {State} state */
export const nowOf = ({ figure }, state) => read(figure, state) ?? null;

/** @param {string} figure @param {State} state @returns {number | string | null | undefined} */
function read(figure, state) {
  const [kind, ...path] = figure.split('.');
  if (figure in FIGURES) return FIGURES[figure].read(state);
  if (kind === 'spec') return path.reduce((part, name) => part?.[name], /** @type {any} */ (state.spec));
  const layer = state.frame?.layers[Number(path[0]) - 1];
  return layer && OF_A_LAYER[kind].read(layer);
}
