/**
 * Which members the wall shows, and in which order.
 *
 * @import {WallEntry} from '../../../protocol/room.js'
 *
 * @typedef {WallEntry['state']} MemberState
 * @typedef {'arrival' | 'name' | 'loss' | 'accuracy' | 'epoch' | 'changes' | 'state'} SortKey
 * @typedef {(entry: WallEntry) => boolean} Condition
 */

/** The states of members in the order in which a teacher looks for them. @type {MemberState[]} */
export const STATES = ['waiting', 'diverged', 'playing', 'paused', 'idle', 'away'];

/** @type {Record<MemberState, string>} */
export const STATE_LABELS = {
  waiting: 'waiting to be let in',
  diverged: 'diverged',
  playing: 'playing',
  paused: 'paused',
  idle: 'idle',
  away: 'away',
};

/** @type {{value: SortKey, label: string}[]} */
export const SORT_KEYS = [
  { value: 'arrival', label: 'arrival' },
  { value: 'name', label: 'name' },
  { value: 'loss', label: 'loss, lowest first' },
  { value: 'accuracy', label: 'accuracy, highest first' },
  { value: 'epoch', label: 'epochs, most first' },
  { value: 'changes', label: 'changes, most first' },
  { value: 'state', label: 'state' },
];

/**
 * The loss that the wall shows: of the test samples, or of the training samples if there are none.
 *
 * @param {Pick<WallEntry, 'test_loss' | 'train_loss'>} entry
 */
export const lossOf = ({ test_loss: test, train_loss: train }) => test ?? train;

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** Numbers by which entries are sorted, smallest first. @type {Record<string, (entry: WallEntry) => number>} */
const RANKS = {
  loss: (entry) => (entry.state === 'diverged' ? Infinity : (lossOf(entry) ?? Infinity)),
  accuracy: (entry) => -(entry.accuracy ?? -Infinity),
  epoch: (entry) => -(entry.epoch ?? -1),
  changes: (entry) => -changesOf(entry).length,
  state: (entry) => STATES.indexOf(entry.state),
};

/**
 * Sort entries; equal ones keep their order.
 *
 * @param {WallEntry[]} entries in the order of arrival
 * @param {SortKey} key
 */
export function sortEntries(entries, key) {
  if (key === 'arrival') return entries;
  if (key === 'name') return entries.toSorted((a, b) => collator.compare(a.name ?? '', b.name ?? ''));
  const rank = RANKS[key];
  return entries.toSorted((a, b) => rank(a) - rank(b) || 0); // ∞ − ∞ is NaN: equal
}

/**
 * Number of entries in each state.
 *
 * @param {WallEntry[]} entries
 * @returns {Record<MemberState, number>}
 */
export function countStates(entries) {
  const counts = { waiting: 0, diverged: 0, playing: 0, paused: 0, idle: 0, away: 0 };
  for (const { state } of entries) counts[state] += 1;
  return counts;
}

/** Metrics that a filter may compare. @type {Record<string, (entry: WallEntry) => number | null>} */
const METRICS = {
  loss: lossOf,
  accuracy: ({ accuracy }) => (accuracy === null ? null : 100 * accuracy),
  epoch: ({ epoch }) => epoch,
  changes: (entry) => changesOf(entry).length,
};

const COMPARISON = /^(loss|accuracy|epoch|changes)\s*(<|>)\s*([\d.,]+(?:e[+-]?\d+)?)\s*%?$/i;

/**
 * Read a filter: a comparison such as `loss < 0.1`, or text that the name or a change contains. Several, separated by
 * commas or semicolons, must all hold.
 *
 * @param {string} text
 * @returns {Condition}
 */
export function readFilter(text) {
  const conditions = text
    .split(/[;,](?=\s|$)/)
    .map((part) => part.trim())
    .filter(Boolean)
    .map(conditionOf);
  return (entry) => conditions.every((holds) => holds(entry));
}

/**
 * @param {string} text
 * @returns {Condition}
 */
function conditionOf(text) {
  const comparison = COMPARISON.exec(text);
  if (!comparison) {
    const wanted = text.toLowerCase();
    return (entry) => [entry.name ?? '', ...changesOf(entry)].some((each) => each.toLowerCase().includes(wanted));
  }
  const [, metric, sign, digits] = comparison;
  const limit = Number(digits.replace(',', '.'));
  return (entry) => {
    const value = METRICS[metric.toLowerCase()](entry);
    return value !== null && (sign === '<' ? value < limit : value > limit);
  };
}

/** Labels of changed parts of a spec whose own names do not say enough. @type {Record<string, string>} */
const CHANGES = {
  'data.name': 'data',
  'optimizer.name': 'optimizer',
  'network.layers': 'layers',
  'network.initializer': 'initial weights',
  'network.initializer.name': 'initial weights',
  'regularization.name': 'regularization',
  'schedule.name': 'schedule',
  'clipping.name': 'clipping',
  'projection.name': 'projection',
};

/**
 * What a member has changed, in words, without fields that follow from another choice, such as β₁ from Adam.
 *
 * @param {Pick<WallEntry, 'changed'>} entry
 */
export function changesOf({ changed }) {
  const isChosen = (/** @type {string} */ path) => changed.includes(`${path.slice(0, path.lastIndexOf('.'))}.name`);
  const chosen = changed.filter((path) => path.endsWith('.name') || !isChosen(path));
  return [...new Set(chosen.map(changeLabel))];
}

/**
 * Name a changed part of a spec in words: `optimizer.learning_rate` is the learning rate.
 *
 * @param {string} path
 */
function changeLabel(path) {
  return CHANGES[path] ?? path.slice(path.lastIndexOf('.') + 1).replaceAll('_', ' ');
}
