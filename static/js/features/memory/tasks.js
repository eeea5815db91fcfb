/**
 * What the memory lab can run: tasks that need a memory, and the cells that are to have one.
 *
 * @import {RunSpecInput} from '../../protocol/types.d.ts'
 * @import {Entry} from '../../core/group/group.js'
 * @import {Choices} from './settings.js'
 *
 * @typedef {object} Task
 * @property {string} label
 * @property {string} word what is asked of the network, in one line
 * @property {string} lengthWord what its length counts
 * @property {{low: number, high: number}} range of the length
 * @property {{length: number, units: number, rate: number}} usual where one begins: it learns within seconds
 * @property {boolean} each whether there is a target at every step, rather than one at the end
 * @property {(length: number) => Record<string, unknown>} data fields of the spec's data, beside name and samples
 * @property {number} [vocabulary] how many symbols there are, where steps are symbols
 *
 * @typedef {object} Cell
 * @property {string} label
 * @property {string} name
 * @property {'rnn' | 'lstm' | 'gru'} kind
 * @property {'tanh' | 'relu'} [activation]
 * @property {'orthogonal' | 'identity'} initializer of the recurrent weights
 *
 * @typedef {{symbol: string, name: string, word: string}} Gate
 */

const SAMPLES = 600;
const BATCH = 32;
const CLIP_NORM = 1;
const SEED = 1;

/** @type {Record<string, Task>} */
export const TASKS = {
  adding: {
    label: 'Adding problem',
    word: 'Two of the numbers are marked. What is their sum?',
    lengthWord: 'Steps',
    range: { low: 4, high: 150 },
    usual: { length: 50, units: 24, rate: 0.01 },
    each: false,
    data: (length) => ({ length }),
  },
  order: {
    label: 'Temporal order',
    word: 'An X or a Y came early, another in the middle. Which, in which order?',
    lengthWord: 'Steps',
    range: { low: 10, high: 150 },
    usual: { length: 60, units: 16, rate: 0.01 },
    each: false,
    data: (length) => ({ length, coding: 'index' }),
    vocabulary: 6,
  },
  copy: {
    label: 'Copy memory',
    word: 'Three symbols, then silence. After “go”, say them again.',
    lengthWord: 'Steps of silence',
    range: { low: 1, high: 100 },
    usual: { length: 20, units: 32, rate: 0.01 },
    each: true,
    data: (delay) => ({ delay, kept: 3, symbols: 4, coding: 'index' }),
    vocabulary: 6,
  },
  parity: {
    label: 'Parity',
    word: 'At every step: was the number of ones so far odd?',
    lengthWord: 'Steps',
    range: { low: 2, high: 60 },
    usual: { length: 12, units: 16, rate: 0.01 },
    each: true,
    data: (length) => ({ length, each: true }),
  },
  sine: {
    label: 'Sine',
    word: 'At every step: what is the next value of the wave?',
    lengthWord: 'Steps',
    range: { low: 4, high: 100 },
    usual: { length: 30, units: 16, rate: 0.01 },
    each: true,
    data: (length) => ({ length, each: true }),
  },
  text: {
    label: 'Your own text',
    word: 'At every step: which character comes next?',
    lengthWord: 'Characters seen',
    range: { low: 4, high: 60 },
    usual: { length: 20, units: 32, rate: 0.01 },
    each: true,
    data: (length) => ({ length, each: true, coding: 'index', train_fraction: 0.9 }),
  },
};

/** @type {Record<string, Cell>} */
export const CELLS = {
  rnn: {
    label: 'RNN',
    name: 'Simple recurrent layer, tanh',
    kind: 'rnn',
    activation: 'tanh',
    initializer: 'orthogonal',
  },
  lstm: { label: 'LSTM', name: 'Long short-term memory', kind: 'lstm', initializer: 'orthogonal' },
  gru: { label: 'GRU', name: 'Gated recurrent unit', kind: 'gru', initializer: 'orthogonal' },
  irnn: {
    label: 'IRNN',
    name: 'ReLU that begins as the identity',
    kind: 'rnn',
    activation: 'relu',
    initializer: 'identity',
  },
};

/** What is kept of every step beside the state, in the order in which it is told. @type {Record<Cell['kind'], Gate[]>} */
export const GATES = {
  rnn: [],
  lstm: [
    { symbol: 'c', name: 'Cell', word: 'what is remembered: c\u00a0=\u00a0f\u00a0c₋\u00a0+\u00a0i\u00a0g' },
    { symbol: 'f', name: 'Forget gate', word: 'how much of the old cell is kept' },
    { symbol: 'i', name: 'Input gate', word: 'how much of the candidate is written' },
    { symbol: 'g', name: 'Candidate', word: 'what would be written into the cell' },
    { symbol: 'o', name: 'Output gate', word: 'how much of the cell shows: h = o tanh c' },
  ],
  gru: [
    {
      symbol: 'z',
      name: 'Update gate',
      word: 'how much is kept: h\u00a0=\u00a0(1\u00a0−\u00a0z)\u00a0n\u00a0+\u00a0z\u00a0h₋',
    },
    { symbol: 'r', name: 'Reset gate', word: 'how much of the old state the candidate reads' },
    { symbol: 'n', name: 'Candidate', word: 'what would take the place of the old state' },
  ],
};

/** The different characters of a text, in the order of their numbers. @param {string} text */
export const alphabetOf = (text) =>
  [...new Set(text)].sort(
    (a, b) => /** @type {number} */ (a.codePointAt(0)) - /** @type {number} */ (b.codePointAt(0)),
  );

/** The text one begins with: Carroll, Through the Looking-Glass (1871), in the public domain. */
export const OPENING = `’Twas brillig, and the slithy toves
Did gyre and gimble in the wabe;
All mimsy were the borogoves,
And the mome raths outgrabe.

“Beware the Jabberwock, my son!
The jaws that bite, the claws that catch!
Beware the Jubjub bird, and shun
The frumious Bandersnatch!”

He took his vorpal sword in hand:
Long time the manxome foe he sought—
So rested he by the Tumtum tree,
And stood awhile in thought.

And as in uffish thought he stood,
The Jabberwock, with eyes of flame,
Came whiffling through the tulgey wood,
And burbled as it came!

One, two! One, two! And through and through
The vorpal blade went snicker-snack!
He left it dead, and with its head
He went galumphing back.

“And hast thou slain the Jabberwock?
Come to my arms, my beamish boy!
O frabjous day! Callooh! Callay!”
He chortled in his joy.

’Twas brillig, and the slithy toves
Did gyre and gimble in the wabe;
All mimsy were the borogoves,
And the mome raths outgrabe.
`;

/** Characters of a text: enough to learn from and to test on, and no more than trains while one watches. */
const TEXT_LIMITS = { least: 200, most: 10_000 };

/**
 * What is wrong with a text; empty where it can be trained on.
 *
 * @param {string} text
 */
export function faultOfText(text) {
  const count = [...text].length;
  const { least, most } = TEXT_LIMITS;
  if (count < least) return `${count} characters are too few to learn from: write at least ${least}.`;
  if (count > most) return `${count} characters are more than fit here: leave out all but ${most}.`;
  return alphabetOf(text).length < 2 ? 'One character alone leaves nothing to guess: use at least two.' : '';
}

/**
 * The sessions of the lab: the same data, seed, optimizer and order, one for each cell.
 *
 * @param {Choices} choices
 * @param {string} text of one's own
 * @returns {Entry[]}
 */
export function entriesOf(choices, text) {
  return choices.cells.map((cell) => ({ label: CELLS[cell].label, spec: specOf(choices, cell, text) }));
}

/** @param {Choices} choices @param {string} cell @param {string} text @returns {RunSpecInput} */
function specOf(choices, cell, text) {
  const task = TASKS[choices.task];
  const isText = choices.task === 'text';
  const vocabulary = isText ? alphabetOf(text).length : task.vocabulary;
  const { kind, activation, initializer } = CELLS[cell];
  const layer = {
    kind,
    units: choices.units,
    return_sequences: task.each,
    truncate: choices.cut || null,
    recurrent_initializer: { name: initializer, spectral_radius: choices.radius },
    ...(activation && { activation }),
  };
  const first = vocabulary ? [{ kind: 'one_hot', vocabulary }] : [];
  return /** @type {RunSpecInput} */ ({
    seed: SEED,
    data: { name: choices.task, ...(isText ? { text } : { samples: SAMPLES }), ...task.data(choices.length) },
    network: { layers: [...first, layer] },
    ...(choices.task === 'parity' && { loss: 'binary_cross_entropy' }),
    optimizer: { name: 'adam', learning_rate: choices.rate },
    clipping: choices.clip ? { name: 'norm', limit: CLIP_NORM } : { name: 'none' },
    batch_size: BATCH,
  });
}
