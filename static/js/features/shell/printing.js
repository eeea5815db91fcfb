/**
 * Prints the view as a sheet, with the drawings that are out of sight. Drawings take their colours from the theme, so
 * the page is in the light theme while it prints.
 *
 * @import {Clock} from '../../core/clock.js'
 * @import {Store} from '../../core/store.js'
 * @import {Ticker} from '../../core/ticker.js'
 */

import { options } from 'preact';

import { wait } from '../../core/clock.js';
import { DRAW_ALL } from '../../core/hooks.js';

const REDRAWING = 300; // ms until all is drawn in the light theme

/**
 * Draw everything before the browser prints, whether its menu or a script has asked for that. There is no time to wait
 * for a screen frame. But the browser empties the queue of microtasks between two listeners, if no script has asked:
 * Preact renders the page in the light theme there, and its effects, which would wait for a frame, run there too.
 *
 * @param {{store: Store, ticker: Pick<Ticker, 'flush'>}} page
 * @param {Pick<Window, 'addEventListener' | 'dispatchEvent' | 'document'>} browser
 */
export function drawBeforePrinting({ store, ticker }, browser) {
  let { theme } = store.state.peek().look;
  browser.addEventListener('beforeprint', () => {
    ({ theme } = store.state.peek().look);
    options.requestAnimationFrame = queueMicrotask;
    show(store, 'light');
  });
  browser.addEventListener('beforeprint', () => {
    ticker.flush();
    browser.dispatchEvent(new Event(DRAW_ALL));
    for (const canvas of browser.document.querySelectorAll('canvas')) keepPixels(canvas);
  });
  browser.addEventListener('afterprint', () => {
    options.requestAnimationFrame = undefined;
    show(store, theme);
  });
}

/**
 * Let Chromium print the pixels of a canvas. It would print what has just been drawn as vectors, and clearing a canvas
 * then erases whatever is below it. It does not once pixels are read and written in between.
 *
 * @param {HTMLCanvasElement} canvas
 */
function keepPixels(canvas) {
  const context = canvas.width * canvas.height > 0 && canvas.getContext('2d');
  for (let round = 0; context && round < 2; round++) context.putImageData(context.getImageData(0, 0, 1, 1), 0, 0);
}

/**
 * @param {{store: Store, clock: Clock}} page
 * @param {Pick<Window, 'print'>} browser print returns once the page is printed
 */
export async function printSheet({ store, clock }, browser) {
  const { theme } = store.state.peek().look;
  if (theme === 'dark') {
    show(store, 'light');
    await wait(clock, REDRAWING);
  }
  browser.print();
  show(store, theme);
}

/**
 * @param {Store} store
 * @param {'light' | 'dark'} theme
 */
const show = (store, theme) => store.dispatch({ type: 'look', look: { theme } });
