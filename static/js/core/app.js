/**
 * What every view receives.
 *
 * @import {Environment} from './environment.js'
 * @import {Group} from './group/group.js'
 * @import {RunLibrary} from './library/runLibrary.js'
 * @import {Commands} from './session/commands.js'
 * @import {Signal} from '@preact/signals'
 * @import {Member} from './room/member.js'
 * @import {Run} from './session/run.js'
 * @import {Shortcuts} from './shortcuts/shortcuts.js'
 * @import {SlowMotion} from './slowMotion/slowMotion.js'
 * @import {Store} from './store.js'
 * @import {Ticker} from './ticker.js'
 *
 * @typedef {Pick<Commands, 'setPlaying' | 'togglePlaying' | 'step' | 'rewind' | 'redraw' | 'undo' | 'setSpeed' |
 *   'speeds'>} Driving the commands of the transport
 *
 * @typedef {{store: Store, ticker: Ticker}} Scene a session to draw: the page's run, or a member of a group
 *
 * @typedef {Scene & Environment & {run: Run, commands: Commands, slowMotion: SlowMotion, group: Group,
 *   library: RunLibrary, shortcuts: Shortcuts, member: Signal<Member | null>}} App member: if the tab is in a workshop
 */

export {};
