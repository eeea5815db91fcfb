import assert from 'node:assert/strict';
import { test } from 'node:test';

import { initialState, reduce } from '../../../static/js/core/reducer.js';
import { isLive } from '../../../static/js/core/selectors.js';
import { sessionOf } from '../state.js';

test('a run accepts commands once it is connected, unless it is only watched', () => {
  const connected = (/** @type {boolean} */ readOnly) =>
    reduce(reduce(initialState('light', readOnly), { type: 'session', session: sessionOf(), re: null }), {
      type: 'connection',
      phase: 'open',
    });
  assert.equal(isLive(initialState('light')), false);
  assert.equal(isLive(connected(false)), true);
  assert.equal(isLive(connected(true)), false);
});
