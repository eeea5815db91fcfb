/**
 * Conditions of a lesson's checks: comparisons of a metric or setting of the run with a value.
 *
 * @import {State} from '../../core/model.js'
 *
 * @typedef {'<' | '<=' | '>' | '>=' | '='} Operator
 * @typedef {{metric: string, operator: Operator, value: number | string}} Condition
 */

import { inSentence, layerTitle } from '../../core/selectors.js';

const CONDITION = /^\s*([\w.]+)\s*(<=|>=|<|>|=)\s*(\S+)\s*$/;

/**
 * Metrics of the run by name.
 *
 * @type {Record<string, {words: string, read: (state: State) => number | string | null | undefined}>}
 */
const METRICS = {
  train_loss: { words: 'training loss', read: ({ frame }) => frame?.metrics.train_loss },
  test_loss: { words: 'test loss', read: ({ frame }) => frame?.metrics.test_loss },
  train_accuracy: { words: 'training accuracy', read: ({ frame }) => frame?.metrics.train_accuracy },
  test_accuracy: { words: 'test accuracy', read: ({ frame }) => frame?.metrics.test_accuracy },
  epoch: { words: 'epoch', read: ({ frame }) => frame?.epoch },
  step: { words: 'step', read: ({ frame }) => frame?.step },
  status: { words: 'training', read: ({ status }) => status },
  links: { words: 'connections show', read: ({ look }) => look.links },
};

/**
 * Metrics of a layer by name. Layers are counted from 1: `gradient.1`.
 *
 * @type {Record<string, {words: string, read: (layer: any) => number | null | undefined}>}
 */
const LAYER_METRICS = {
  gradient: { words: 'gradient', read: ({ gradient_norm }) => gradient_norm },
  saturated: { words: 'share saturated', read: ({ activation }) => activation.saturated },
  dead: { words: 'share dead', read: ({ activation }) => activation.dead },
};

/** @type {Record<Operator, string>} */
const WORDS = { '<': 'below', '<=': 'at most', '>': 'above', '>=': 'at least', '=': 'is' };

/**
 * @param {string} text as `train_loss < 0.1`, `spec.optimizer.learning_rate >= 0.3`, `gradient.1 < 1e-4`
 * @returns {Condition}
 * @throws {RangeError} if the text is not a condition
 */
export function readCondition(text) {
  const match = CONDITION.exec(text);
  if (!match)
    throw new RangeError(
      `“${text.trim()}” is not a condition. Write a metric, one of < <= > >= =, and a value, as in “train_loss < 0.1”.`,
    );
  const [, metric, operator, value] = match;
  const [kind, index] = metric.split('.');
  const isKnown = metric in METRICS || kind === 'spec' || (kind in LAYER_METRICS && /^[1-9]\d*$/.test(index ?? ''));
  if (!isKnown) {
    const known = [...Object.keys(METRICS), ...Object.keys(LAYER_METRICS).map((name) => `${name}.1`)];
    throw new RangeError(`“${metric}” is not a metric. Use one of ${known.join(', ')}, or spec. and a path.`);
  }
  const number = Number(value);
  if (operator !== '=' && Number.isNaN(number))
    throw new RangeError(`“${value}” is not a number. The operator ${operator} needs one.`);
  return { metric, operator: /** @type {Operator} */ (operator), value: Number.isNaN(number) ? value : number };
}

/**
 * True if the state of the run meets a condition.
 *
 * @param {Condition} condition
 * @param {State} state
 */
export function isMet({ metric, operator, value }, state) {
  const now = read(metric, state);
  if (now === null || now === undefined) return false;
  if (operator === '=') return now === value || String(now) === String(value);
  if (typeof now !== 'number' || typeof value !== 'number') return false;
  if (operator === '<') return now < value;
  if (operator === '<=') return now <= value;
  return operator === '>' ? now > value : now >= value;
}

/**
 * A condition in words.
 *
 * @param {Condition} condition
 * @param {State} state
 */
export function descriptionOf({ metric, operator, value }, state) {
  const [kind, ...path] = metric.split('.');
  const words = WORDS[operator];
  if (metric === 'status' || metric === 'links') return `${METRICS[metric].words} ${value}`;
  if (metric in METRICS) return `${METRICS[metric].words} ${words} ${value}`;
  if (kind === 'spec') return `${settingOf(path)} ${words} ${value}`;
  const layer = Number(path[0]) - 1;
  const title = inSentence(layerTitle(state, layer)) || `layer ${layer + 1}`;
  return `${LAYER_METRICS[kind].words} of ${title} ${words} ${value}`;
}

/** Short name of a setting: learning rate, regularization. @param {string[]} path */
function settingOf(path) {
  const names = path.filter((name) => name !== 'network' && name !== 'name');
  return (names.length > 1 ? names.filter((name) => name !== 'optimizer') : names).join(' ').replaceAll('_', ' ');
}

/**
 * Current value of a condition's metric.
 *
 * @param {Condition} condition
 * @param {State} state
 */
export const currentValue = ({ metric }, state) => read(metric, state) ?? null;

/**
 * @param {string} metric
 * @param {State} state
 * @returns {number | string | null | undefined}
 */
function read(metric, state) {
  const [kind, ...path] = metric.split('.');
  if (metric in METRICS) return METRICS[metric].read(state);
  if (kind === 'spec') return path.reduce((value, name) => value?.[name], /** @type {any} */ (state.spec));
  const layer = state.frame?.layers[Number(path[0]) - 1];
  return layer && LAYER_METRICS[kind].read(layer);
}
