/**
 * Prints the view as a sheet. Drawings take their colours from the theme, so the page is in the light theme while it
 * prints.
 *
 * @import {Clock} from '../../core/clock.js'
 * @import {Store} from '../../core/store.js'
 */

import { wait } from '../../core/clock.js';

const REDRAWING = 300; // ms until all is drawn in the light theme

/**
 * @param {{store: Store, clock: Clock}} page
 * @param {() => void} print returns once the page is printed
 */
export async function printSheet({ store, clock }, print) {
  const { theme } = store.state.peek().look;
  const show = (/** @type {'light' | 'dark'} */ next) => store.dispatch({ type: 'look', look: { theme: next } });
  if (theme === 'dark') {
    show('light');
    await wait(clock, REDRAWING);
  }
  print();
  show(theme);
}
