/**
 * What every view is given.
 *
 * @import {Commands} from './commands.js'
 * @import {Run} from './run.js'
 * @import {Store} from './store.js'
 * @import {Ticker} from './ticker.js'
 *
 * @typedef {{store: Store, ticker: Ticker, run: Run, commands: Commands}} App
 */

export {};
