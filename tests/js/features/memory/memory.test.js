import assert from 'node:assert/strict';
import { test } from 'node:test';

import { spread } from '../../../../static/js/draw/lineChart.js';
import { appendHistory, createHistory } from '../../../../static/js/core/history.js';
import {
  lowerRate,
  readSettings,
  writeSettings,
  toggleCell,
  defaultSettings,
} from '../../../../static/js/features/memory/settings.js';
import {
  profileOf,
  gradientShares,
  requiredLag,
  normsOf,
  boundOf,
  ratioAt,
  ratioText,
  unitByUnit,
  summaryOf,
} from '../../../../static/js/features/memory/gradients.js';
import {
  answersOf,
  inputsOf,
  likeliest,
  stepText,
  symbolsOf,
} from '../../../../static/js/features/memory/sequenceSymbols.js';
import { lossLine } from '../../../../static/js/features/memory/lossLine.js';
import { CELLS, GATES } from '../../../../static/js/features/memory/cells.js';
import { TASKS, entriesOf } from '../../../../static/js/features/memory/tasks.js';
import { DEFAULT_TEXT, alphabetOf, textProblem } from '../../../../static/js/features/memory/text.js';

test('after a divergence the suggested rate is the one that was tried, otherwise a tenth, within the range', () => {
  assert.equal(lowerRate(10, { learning_rate: 0.03125 }), 0.03125);
  assert.equal(lowerRate(10, { learning_rate: null }), 1);
  assert.equal(lowerRate(0.03, null), 0.003);
  assert.equal(lowerRate(1e-5, null), 1e-5);
  assert.equal(lowerRate(10, { learning_rate: 1e-9 }), 1e-5);
});

test('settings are written to the address and read back; invalid ones get their defaults', () => {
  for (const task of Object.keys(TASKS)) {
    const defaults = defaultSettings(task);
    assert.deepEqual(readSettings(/** @type {any} */ (withoutNulls(writeSettings(defaults)))), defaults);
    const { low, high } = TASKS[task].range;
    assert.ok(low <= defaults.length && defaults.length <= high);
  }
  const other = {
    task: 'copy',
    length: 7,
    units: 9,
    rate: 0.5,
    clip: false,
    cut: 3,
    radius: 1.4,
    cells: ['lstm', 'irnn'],
    sample: 4,
    at: 2,
    mean: true,
    prompt: 'a b&c',
    temperature: 1.2,
  };
  const query = Object.fromEntries(new URLSearchParams(/** @type {any} */ (withoutNulls(writeSettings(other)))));
  assert.deepEqual(readSettings(query), other);
  assert.deepEqual(Object.keys(withoutNulls(writeSettings(defaultSettings('adding')))), []);
  const wrong = readSettings({
    task: 'toString',
    length: '1e9',
    units: '2.5',
    rate: '-1',
    cut: 'x',
    radius: 'NaN',
    cells: 'cnn',
    sample: '-3',
    at: '',
  });
  assert.deepEqual(wrong, defaultSettings('adding'));
});

/** @param {Record<string, string | null>} query */
const withoutNulls = (query) => Object.fromEntries(Object.entries(query).filter(([, value]) => value !== null));

test('cells are added and removed in order; the last one stays', () => {
  assert.deepEqual(toggleCell(['rnn', 'gru'], 'lstm'), ['rnn', 'lstm', 'gru']);
  assert.deepEqual(toggleCell(['rnn', 'gru'], 'rnn'), ['gru']);
  assert.deepEqual(toggleCell(['gru'], 'gru'), ['gru']);
});

test('the sessions differ only in the cell', () => {
  for (const task of Object.keys(TASKS)) {
    const entries = entriesOf(
      { ...defaultSettings(task), cells: Object.keys(CELLS), cut: 5, radius: 0.8 },
      DEFAULT_TEXT,
    );
    assert.deepEqual(
      entries.map(({ label }) => label),
      ['RNN', 'LSTM', 'GRU', 'IRNN'],
    );
    const specs = entries.map(({ spec }) => /** @type {any} */ (spec));
    for (const spec of specs) {
      assert.deepEqual({ ...spec, network: null }, { ...specs[0], network: null });
      const layer = spec.network.layers.at(-1);
      assert.equal(layer.return_sequences, TASKS[task].each);
      assert.equal(layer.truncate, 5);
      assert.equal(layer.recurrent_initializer.spectral_radius, 0.8);
    }
    assert.equal(specs[3].network.layers.at(-1).activation, 'relu');
  }
  const [{ spec }] = entriesOf({ ...defaultSettings('text'), clip: false }, 'abca'.repeat(60));
  const { network, clipping } = /** @type {any} */ (spec);
  assert.deepEqual(
    [network.layers[0], network.layers[1].truncate, clipping.name],
    [{ kind: 'one_hot', vocabulary: 3 }, null, 'none'],
  );
});

test('a text has a minimum and a maximum length, and at least two distinct characters', () => {
  assert.match(textProblem('short'), /^The text has 5 characters, fewer than/);
  assert.match(textProblem('ab'.repeat(5001)), /^The text has 10002 characters, more than/);
  assert.match(textProblem('a'.repeat(300)), /at least two/);
  assert.equal(textProblem(DEFAULT_TEXT), '');
  assert.deepEqual(alphabetOf('b𝔸aﬀb'), ['a', 'b', 'ﬀ', '𝔸']); // in code point order, as on the server
});

test('norms are ordered by steps back from the loss', () => {
  const profile = profileOf([1e-6, 0.01, null, 2]);
  assert.deepEqual(profile.norms, [2, NaN, 0.01, 1e-6]);
  assert.deepEqual(boundOf(profile, 0.5).norms, [2, 1, 0.5, 0.25]);
  assert.equal(ratioAt(profile, 3), 5e-7);
  assert.equal(ratioAt(profile, 1), null);
  assert.deepEqual(gradientShares([1e-10, 1e-4, 1, 0, null]), [0, 0.5, 1, 0, 0]);
});

test('mean norms are used if there are any', () => {
  const layer = /** @type {any} */ ({
    gradient_norms: [1],
    mean_gradient_norms: [2],
    cell_gradient_norms: null,
    mean_cell_gradient_norms: null,
  });
  assert.deepEqual(normsOf(layer, true), { states: [2], cells: null });
  assert.deepEqual(normsOf(layer, false), { states: [1], cells: null });
  assert.deepEqual(normsOf({ ...layer, mean_gradient_norms: null }, true).states, [1]);
});

test('the required lag is that of the task', () => {
  assert.equal(
    requiredLag('adding', [
      [0.1, 0],
      [0.2, 1],
      [0.3, 0],
      [0.4, 1],
    ]).lag,
    2,
  );
  assert.equal(requiredLag('order', [[3], [0], [5], [1], [4], [2]]).lag, 3);
  assert.equal(requiredLag('copy', new Array(10).fill([0])).lag, 7);
  assert.equal(requiredLag('sine', new Array(10).fill([0])).lag, 9);
});

test('the summary describes the gradient in words', () => {
  const words = (/** @type {number} */ far) =>
    summaryOf('RNN', profileOf([far, 1, 2]), null, { lag: 2, what: 'the first step' });
  assert.equal(
    words(2e-6),
    'RNN: at the first step, 2 steps back, the gradient is 10⁻⁶ of the last step’s: ' +
      'it can hardly learn from that step.',
  );
  assert.match(words(0.1), /5\u00a0% of the last step’s: it learns slowly from that step/);
  assert.match(words(1), /50\u00a0% of the last step’s: it can learn from that step/);
  assert.match(words(90), /45 times the last step’s: the gradient explodes/);
  assert.equal(words(0), 'RNN: no gradient is left at the first step, 2 steps back.');
  assert.match(summaryOf('RNN', profileOf([1, 0]), null, { lag: 1, what: 'the first step' }), /no finite gradient/);
  const lstm = summaryOf('LSTM', profileOf([1e-3, 1]), profileOf([0.8, 1]), { lag: 1, what: 'the first step' });
  assert.equal(
    lstm,
    'LSTM: at the first step, 1 step back, the cell’s gradient is 80\u00a0% of the last step’s ' +
      '(for h, 0.1\u00a0% of it): it can learn from that step.',
  );
  assert.deepEqual([0.004, 0.0004, 2e-12, 1.04, 12.3].map(ratioText), [
    '0.4\u00a0% of',
    '10⁻³ of',
    '10⁻¹² of',
    '1.0 times',
    '12 times',
  ]);
});

test('a loss line has a limited number of points, the last one included', () => {
  let history = createHistory(1);
  assert.deepEqual(lossLine(history), { xs: [], ys: [] });
  for (let epoch = 0; epoch < 1001; epoch++) {
    history = appendHistory(history, { epoch, train: 1, test: epoch === 1000 ? NaN : 2, norms: [0], stds: [0] });
  }
  const { xs, ys } = lossLine(history);
  assert.ok(xs.length < 500);
  assert.deepEqual([xs[0], xs.at(-1), ys[0], ys.at(-1)], [0, 1000, 2, 1]);
  assert.deepEqual(
    xs,
    [...new Set(xs)].sort((a, b) => a - b),
  );
});

test('time steps are transposed to one row per unit', () => {
  assert.deepEqual(
    unitByUnit([
      [1, 2],
      [3, null],
      [5, 6],
    ]),
    [1, 3, 5, 2, NaN, 6],
  );
  assert.deepEqual(unitByUnit([]), []);
});

test('sequences are displayed in the symbols of their task', () => {
  const adding = inputsOf(
    'adding',
    {
      inputs: [
        [0.5, 0],
        [0.25, 1],
      ],
    },
    symbolsOf('adding', ''),
  );
  assert.deepEqual(adding, { kind: 'bars', values: [0.5, 0.25], marks: [false, true] });
  assert.equal(stepText(adding, 1), '0.25, marked');
  const text = inputsOf('text', { inputs: [[1], [0]] }, symbolsOf('text', 'b b'));
  assert.equal(text.kind === 'cells' && text.symbols.map((symbol) => symbol.text).join(''), 'b␣');
  assert.equal(stepText(text, 1), '“space”');
  const order = answersOf(
    'order',
    { targets: [[0, 1, 0, 0]], predictions: [[0.1, 0.7, 0.1, 0.1]] },
    symbolsOf('order', ''),
  );
  assert.deepEqual(order, { kind: 'words', text: 'Target X then Y. Prediction X then Y (70 %)' });
  const parity = answersOf('parity', { targets: [[1], [0]], predictions: [[0.9], [0.6]] }, symbolsOf('parity', ''));
  assert.deepEqual(parity.kind === 'cells' && [parity.shares, parity.wrong], [
    [0.9, 0.4],
    [false, true],
  ]);
  assert.equal(answersOf('sine', { targets: [[1], [0]], predictions: [[0.9], [0.6]] }, null).kind, 'lines');
});

test('next symbols are listed by probability', () => {
  const symbols = /** @type {any} */ (symbolsOf('text', 'abcdefgh'));
  const list = likeliest({ predictions: [[0.1, 0.3, 0.05, 0.2, 0.15, 0.05, 0.1, 0.05]] }, 0, symbols);
  assert.deepEqual(list.map(({ symbol }) => symbol.text).join(''), 'bdeagc');
  assert.deepEqual(likeliest({ predictions: [] }, 0, symbols), []);
});

test('every gate has one description', () => {
  for (const gates of Object.values(GATES)) {
    assert.equal(new Set(gates.map(({ symbol }) => symbol)).size, gates.length);
    for (const { name, description } of gates) assert.ok(name && description);
  }
});

test('labels at the ends of lines do not overlap and stay in the chart', () => {
  assert.deepEqual(spread([10, 12, 50], 10, 100), [10, 20, 50]);
  assert.deepEqual(spread([90, 95, 99], 10, 100), [80, 90, 100]);
  assert.deepEqual(spread([], 10, 100), []);
});
