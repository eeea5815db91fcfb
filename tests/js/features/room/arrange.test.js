import assert from 'node:assert/strict';
import { test } from 'node:test';

import { changesOf, countStates, readFilter, sortEntries } from '../../../../static/js/features/room/wall/arrange.js';
import { entryOf } from './entries.js';

const ENTRIES = [
  entryOf({ id: 'a', name: 'Bo 10', test_loss: 0.2, accuracy: 0.9, epoch: 5, changed: ['optimizer.learning_rate'] }),
  entryOf({ id: 'b', name: 'bo 9', test_loss: null, train_loss: 0.05, accuracy: null, epoch: null, state: 'away' }),
  entryOf({ id: 'c', name: 'Ada', test_loss: 0.01, accuracy: 0.99, epoch: 70, state: 'diverged' }),
  entryOf({ id: 'd', name: null, test_loss: null, train_loss: null, accuracy: null, epoch: 0, state: 'idle' }),
];

/** @param {Parameters<typeof sortEntries>[1]} key */
const sorted = (key) => sortEntries(ENTRIES, key).map(({ id }) => id);

/** @param {string} text */
const filtered = (text) =>
  ENTRIES.filter(readFilter(text))
    .map(({ id }) => id)
    .join('');

test('members are sorted by what the wall shows; what is unknown comes last', () => {
  assert.deepEqual(sorted('arrival'), ['a', 'b', 'c', 'd']);
  assert.deepEqual(sorted('name'), ['d', 'c', 'b', 'a'], 'numbers in names count as numbers');
  assert.deepEqual(sorted('loss'), ['b', 'a', 'c', 'd'], 'the loss of a run that diverged is no achievement');
  assert.deepEqual(sorted('accuracy'), ['c', 'a', 'b', 'd']);
  assert.deepEqual(sorted('epoch'), ['c', 'a', 'd', 'b']);
  assert.deepEqual(sorted('state'), ['c', 'a', 'd', 'b']);
  assert.deepEqual(sorted('changes')[0], 'a');
});

test('the states are counted', () => {
  assert.deepEqual(countStates(ENTRIES), { waiting: 0, diverged: 1, playing: 1, paused: 0, idle: 1, away: 1 });
});

test('a filter compares metrics, or looks for text in names and changes', () => {
  assert.equal(filtered(''), 'abcd');
  assert.equal(filtered('bo'), 'ab');
  assert.equal(filtered('learning'), 'a');
  assert.equal(filtered('loss < 0.1'), 'bc', 'the training loss counts if there is no test loss');
  assert.equal(filtered('LOSS>0,1'), 'a', 'with a decimal comma');
  assert.equal(filtered('accuracy > 95 %'), 'c');
  assert.equal(filtered('epoch < 6'), 'ad');
  assert.equal(filtered('bo, loss < 0.1'), 'b', 'several must all hold');
  assert.equal(filtered('loss < '), '', 'an unfinished comparison is text');
});

test('changes are named in words, without what follows from another choice', () => {
  const changes = (/** @type {string[]} */ ...changed) => changesOf({ changed });
  assert.deepEqual(changes('optimizer.learning_rate', 'batch_size'), ['learning rate', 'batch size']);
  assert.deepEqual(changes('optimizer.beta1', 'optimizer.name', 'optimizer.learning_rate'), ['optimizer']);
  assert.deepEqual(changes('network.layers', 'data.name', 'data.samples', 'features'), ['layers', 'data', 'features']);
  assert.deepEqual(changes('network.initializer.name', 'network.initializer'), ['initial weights']);
});
