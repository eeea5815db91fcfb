/** Tests of the folds: what the user opens is kept, what a link asks for is not. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Choices } from '../../../../static/js/core/address/choices.js';
import { FOLDS, initialFolds, setFolds } from '../../../../static/js/core/preferences/folds.js';
import { Preferences } from '../../../../static/js/core/preferences/preferences.js';
import { createStore } from '../../../../static/js/core/store.js';
import { createFakeStorage } from '../../fakes.js';

/** @param {string} search query of the address */
function pageOf(search, storage = createFakeStorage()) {
  const location = { href: '', pathname: '/', search, hash: '' };
  const browserHistory = {
    replaceState: (/** @type {unknown} */ _, /** @type {string} */ __, /** @type {any} */ address) => {
      location.search = String(address).slice(1);
    },
  };
  const choices = new Choices({ location, browserHistory, tabStorage: createFakeStorage() });
  const preferences = new Preferences(() => storage);
  const store = createStore('light');
  store.dispatch({ type: 'look', look: { open: initialFolds({ choices, preferences }) } });
  return { app: { choices, preferences, store }, location, storage, open: () => store.state.peek().look.open };
}

test('everything is folded for who opens the page for the first time', () => {
  assert.deepEqual(pageOf('').open(), []);
});

test('what the user opens stays open, and what they close stays closed', () => {
  const { app, storage, location } = pageOf('');
  setFolds(app, ['settings', 'data'], true);
  assert.deepEqual(pageOf('', storage).open(), ['settings', 'data']);
  setFolds(app, ['settings'], false);
  assert.deepEqual(pageOf('', storage).open(), ['data']);
  setFolds(app, FOLDS, false);
  assert.deepEqual(pageOf('', storage).open(), []);
  assert.equal(location.search, '', 'the address is not touched');
});

test('a link asks for all, none, or some; unknown names are ignored', () => {
  const { app, storage } = pageOf('');
  setFolds(app, ['settings'], true);
  assert.deepEqual(pageOf('?open=all', storage).open(), FOLDS);
  assert.deepEqual(pageOf('?open=none', storage).open(), []);
  assert.deepEqual(pageOf('?open=layers.data.nonsense', storage).open(), ['data', 'layers']);
  assert.deepEqual(pageOf('?open=', storage).open(), []);
  assert.deepEqual(pageOf('', storage).open(), ['settings'], 'the preference stays');
});

test('what is closed on a page whose link asks for all is remembered alone', () => {
  const { app, storage, location, open } = pageOf('?open=all');
  setFolds(app, ['settings'], false);
  assert.ok(!open().includes('settings') && open().length === FOLDS.length - 1);
  assert.equal(location.search, `?open=${FOLDS.slice(1).join('.')}`, 'a reload shows the same');
  assert.deepEqual(pageOf('', storage).open(), [], 'nothing was opened by the user');
});
