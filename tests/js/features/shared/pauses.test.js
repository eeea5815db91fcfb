/** Nothing changes more often than is safe, and with reduced motion twice a second at most. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { areaPause, chartPause, framePause } from '../../../../static/js/features/shared/pauses.js';

const SAFE = 3; // flashes in a second, each of two changes

test('areas that are not measured change too seldom to flash more than three times a second', () => {
  assert.ok(areaPause({ prefersLessMotion: () => false }) > 1000 / (2 * SAFE));
});

test('with reduced motion nothing changes more than twice a second', () => {
  for (const pause of [framePause, chartPause, areaPause]) assert.equal(pause({ prefersLessMotion: () => true }), 500);
});
