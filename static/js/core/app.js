/**
 * What views are given.
 *
 * @import {Commands} from './session/commands.js'
 * @import {Group} from './group/group.js'
 * @import {Keeper} from './library/runLibrary.js'
 * @import {Run} from './session/run.js'
 * @import {Store} from './store.js'
 * @import {Ticker} from './ticker.js'
 *
 * @typedef {Pick<Commands, 'setPlaying' | 'togglePlaying' | 'step' | 'rewind' | 'redraw' | 'undo' | 'setSpeed'>} Driving
 *   what the transport can do
 *
 * @typedef {{store: Store, ticker: Ticker}} Scene a session to draw: the run's, or one of a group's
 *
 * @typedef {Scene & {run: Run, commands: Commands, group: Group, keeper: Keeper}} App
 */

export {};
