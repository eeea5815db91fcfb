/**
 * Prints the view as a sheet, with the drawings that are out of sight. Drawings take their colours from the theme, so
 * the page is in the light theme while it prints.
 *
 * @import {Clock} from '../../core/clock.js'
 * @import {Store} from '../../core/store.js'
 */

import { wait } from '../../core/clock.js';
import { DRAW_ALL } from '../../core/hooks.js';

const REDRAWING = 300; // ms until all is drawn in the light theme
const PAINTING = 100; // ms until what was drawn is on the page

/**
 * @param {{store: Store, clock: Clock}} page
 * @param {Pick<Window, 'dispatchEvent' | 'print'>} browser print returns once the page is printed
 */
export async function printSheet({ store, clock }, browser) {
  const { theme } = store.state.peek().look;
  const show = (/** @type {'light' | 'dark'} */ next) => store.dispatch({ type: 'look', look: { theme: next } });
  if (theme === 'dark') {
    show('light');
    await wait(clock, REDRAWING);
  }
  browser.dispatchEvent(new Event(DRAW_ALL));
  await wait(clock, PAINTING);
  browser.print();
  show(theme);
}
