import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Glossary } from '../../../../../static/js/features/shared/glossary/glossary.js';
import { segmentsOf } from '../../../../../static/js/features/shared/glossary/termsInText.js';
import { isShownBy } from '../../../../../static/js/features/shared/glossary/usedBy.js';
import { termWith } from './terms.js';

const glossary = new Glossary([
  termWith({ title: 'Gradient', synonyms: ['gradients'], labels: ['now'] }),
  termWith({ title: 'Vanishing gradient', text: 'It fades on its way back. Nothing arrives.' }),
  termWith({ title: 'Update ratio' }),
  termWith({ title: 'Loss function', synonyms: ['loss', 'η'], family: 'losses' }),
  termWith({ title: 'Huber', choices: ['losses.huber'] }),
]);
const idOf = (/** @type {string} */ label) => glossary.ofLabel(label)?.id ?? null;

for (const [label, id] of [
  ['Gradient', 'gradient'],
  ['  update  RATIO: ', 'update-ratio'],
  ['update-ratio', 'update-ratio'],
  ['now', 'gradient'],
  ['Gradient, 10⁻³ to 10⁰', 'gradient'],
  ['Gradient ‖∂L/∂h‖ by steps back', 'gradient'],
  [
    'Vanishing gradient: hidden layer 1 gets a millionth of the gradient of the output, and so on and so on',
    'vanishing-gradient',
  ],
  ['Two losses', 'loss-function'],
  ['η', 'loss-function'],
  ['theη', null],
  ['ungradiented', null],
  ['', null],
  [`${'very '.repeat(30)}long gradient`, null],
]) {
  test(`the label “${label?.slice(0, 40)}” stands for ${id}`, () => assert.equal(idOf(String(label)), id));
}

test('a search puts names before explanations, and finds nothing rather than failing', () => {
  const found = (/** @type {string} */ query) => glossary.search(query).map(({ id }) => id);
  assert.deepEqual(found('grad'), ['gradient', 'vanishing-gradient']);
  assert.deepEqual(found('arrives'), ['vanishing-gradient']);
  assert.equal(found('').length, 5);
  assert.deepEqual(found('<script>'), []);
  assert.deepEqual(found('x'.repeat(100_000)), []);
  assert.deepEqual(found('(['), []);
});

test('similar terms are named for a misspelt one', () => {
  assert.deepEqual(
    glossary.similarTo('vanishing-gradeint').map(({ id }) => id),
    ['vanishing-gradient', 'gradient'],
  );
  assert.deepEqual(glossary.similarTo('§'), []);
});

test('a choice of the catalog has its term', () => {
  assert.equal(glossary.ofChoice('losses.huber')?.id, 'huber');
  assert.equal(glossary.ofChoice('losses.nosuch'), null);
});

test('a run shows a term if it has made one of the choices that the place needs', () => {
  const spec = /** @type {any} */ ({
    network: {
      layers: [{ kind: 'residual', layers: [{ kind: 'dense', units: 2, activation: 'relu' }] }],
      output_activation: 'tanh',
      initializer: { name: 'uniform' },
    },
    loss: 'huber',
    features: null,
  });
  const shows = (/** @type {string[]} */ ...needs) => isShownBy({ path: '/', label: '', needs }, spec);
  assert.ok(shows());
  assert.ok(shows('layers.residual'));
  assert.ok(shows('layers.lstm', 'layers.dense'));
  assert.ok(shows('activations.relu') && shows('activations.tanh') && shows('losses.huber'));
  assert.ok(!shows('layers.lstm') && !shows('features.x1'));
  assert.ok(!isShownBy({ path: '/', label: '', needs: ['layers.lstm'] }, null));
});

const prose = new Glossary([
  termWith({ title: 'Gradient', synonyms: ['∇L', 'g'], labels: ['now'] }),
  termWith({ title: 'Vanishing gradient' }),
  termWith({ title: 'Loss function', synonyms: ['loss', 'losses'] }),
  termWith({ title: 'Recurrent layer', synonyms: ['RNN', 'state (hidden)'] }),
  termWith({ title: 'Constant schedule', synonyms: ['constant'] }),
]);
/** @param {string} text */
const marked = (text, seen = new Set()) =>
  segmentsOf(prose, text, seen)
    .map((part) => (part.term ? `[${part.text}]` : part.text))
    .join('');

for (const [text, found] of [
  ['The gradient of a loss. Gradients, losses.', 'The [gradient] of a [loss]. Gradients, losses.'],
  ['A vanishing gradient is a gradient', 'A [vanishing gradient] is a [gradient]'],
  ['Loss functions', '[Loss functions]'],
  ['a constant, now, g and lossless; gradient-free', 'a constant, now, g and lossless; gradient-free'],
  ['An RNN, not an rnn', 'An [RNN], not an rnn'],
  ['its state (hidden)', 'its [state (hidden)]'],
  ['', ''],
]) {
  test(`terms in “${text}”`, () => assert.equal(marked(text), found));
}

test('a term that has been linked is left alone in the texts that follow', () => {
  const seen = new Set(['gradient']);
  assert.equal(marked('gradient and loss', seen), 'gradient and [loss]');
  assert.equal(marked('loss', seen), 'loss');
});
