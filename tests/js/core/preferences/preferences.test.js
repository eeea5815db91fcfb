/** Tests of the preferences. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Preferences } from '../../../../static/js/core/preferences/preferences.js';
import { createFakeStorage } from '../../fakes.js';

test('a preference is kept until it is forgotten', () => {
  const storage = createFakeStorage();
  const preferences = new Preferences(() => storage);
  assert.equal(preferences.read('theme'), null);
  preferences.keep('theme', 'dark');
  assert.equal(preferences.read('theme'), 'dark');
  assert.equal(storage.getItem('backprop-theme'), 'dark');
  preferences.keep('theme', null);
  assert.equal(preferences.read('theme'), null);
});

test('storage that is full or blocked loses only the preference', () => {
  const full = new Preferences(() => createFakeStorage(2));
  full.keep('theme', 'dark');
  assert.equal(full.read('theme'), null);
  const blocked = new Preferences(() => {
    throw new DOMException('blocked', 'SecurityError');
  });
  blocked.keep('theme', 'dark');
  assert.equal(blocked.read('theme'), null);
});
