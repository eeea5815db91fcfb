/** Tests of printing. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { createStore } from '../../../../static/js/core/store.js';
import { printSheet } from '../../../../static/js/features/shell/printing.js';
import { createFakeClock } from '../../fakes.js';

for (const theme of /** @type {const} */ (['light', 'dark'])) {
  test(`a page in the ${theme} theme is printed in the light theme and is as before afterwards`, async () => {
    const [store, clock] = [createStore(theme), createFakeClock()];
    /** @type {string[]} */
    const happened = [];
    const note = (/** @type {string} */ what) => happened.push(`${what} ${store.state.peek().look.theme}`);
    const browser = {
      dispatchEvent: (/** @type {Event} */ { type }) => note(type) > 0,
      print: () => void note('print'),
    };
    const done = printSheet({ store, clock }, browser);
    await clock.advance(1000);
    await clock.advance(1000);
    await done;
    assert.deepEqual(happened, ['drawall light', 'print light']);
    assert.equal(store.state.peek().look.theme, theme);
  });
}
