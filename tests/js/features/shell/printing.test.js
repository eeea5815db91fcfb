/** Tests of printing. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { options } from 'preact';

import { createStore } from '../../../../static/js/core/store.js';
import { drawBeforePrinting, printSheet } from '../../../../static/js/features/shell/printing.js';
import { createFakeClock } from '../../fakes.js';

for (const theme of /** @type {const} */ (['light', 'dark'])) {
  test(`a page in the ${theme} theme is printed in the light theme and is as before afterwards`, async () => {
    const [store, clock] = [createStore(theme), createFakeClock()];
    /** @type {string[]} */
    const happened = [];
    const browser = { print: () => void happened.push(`print ${store.state.peek().look.theme}`) };
    const done = printSheet({ store, clock }, browser);
    await clock.advance(1000);
    await done;
    assert.deepEqual(happened, ['print light']);
    assert.equal(store.state.peek().look.theme, theme);
  });

  test(`a browser that prints a page in the ${theme} theme finds all drawn in the light theme`, () => {
    const store = createStore(theme);
    const browser = /** @type {any} */ (Object.assign(new EventTarget(), { document: { querySelectorAll: () => [] } }));
    /** @type {string[]} */
    const happened = [];
    const note = (/** @type {string} */ what) => happened.push(`${what} ${store.state.peek().look.theme}`);
    drawBeforePrinting({ store, ticker: { flush: () => void note('flush') } }, browser);
    browser.addEventListener('drawall', () => note('draw'));
    browser.dispatchEvent(new Event('beforeprint'));
    assert.deepEqual(happened, ['flush light', 'draw light']);
    assert.equal(options.requestAnimationFrame, queueMicrotask);
    browser.dispatchEvent(new Event('afterprint'));
    assert.equal(store.state.peek().look.theme, theme);
    assert.equal(options.requestAnimationFrame, undefined);
  });
}
