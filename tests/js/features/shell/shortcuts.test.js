/** Tests of the keys of the transport. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { createStore } from '../../../../static/js/core/store.js';
import { transportShortcuts } from '../../../../static/js/features/shell/shortcuts.js';
import { sessionOf } from '../../state.js';

/**
 * @import {Driving} from '../../../../static/js/core/app.js'
 */

test('the keys of the transport act once there is a run, and are taken before', () => {
  const store = createStore('light');
  /** @type {string[]} */
  const done = [];
  const act = (/** @type {string} */ what) => () => void done.push(what);
  const commands = /** @type {Driving} */ (
    /** @type {unknown} */ ({
      togglePlaying: act('play'),
      step: act('step'),
      rewind: act('rewind'),
      undo: act('undo'),
    })
  );
  const shortcuts = transportShortcuts({ store, commands });
  const pressAll = () => {
    for (const shortcut of shortcuts) shortcut.act();
  };
  store.dispatch({ type: 'connection', phase: 'warming' });
  pressAll();
  assert.deepEqual(done, []);
  assert.ok(
    shortcuts.every(({ isAvailable }) => isAvailable === undefined),
    'Space does not scroll the page',
  );
  store.dispatch({ type: 'session', session: sessionOf(), re: null });
  store.dispatch({ type: 'connection', phase: 'open' });
  pressAll();
  assert.deepEqual(done, ['play', 'step', 'rewind', 'undo']);
});
