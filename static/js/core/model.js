/**
 * What the page knows, as types alone.
 *
 * @import {Frame, Patch, SessionInfo, Status, Unit} from '../protocol/model.js'
 * @import {Catalog, HistoryAnswer, MomentsAnswer, PointData, RunSpec} from '../protocol/types.d.ts'
 * @import {History} from './history.js'
 * @import {Problem} from '../protocol/problem.js'
 *
 * @typedef {'starting' | 'warming' | 'connecting' | 'open' | 'lost'} Phase
 *
 * @typedef {object} Connection
 * @property {Phase} phase
 * @property {string} message what is going on, where there is more to say than the phase
 * @property {number} progress 0 to 1 while warming
 *
 * @typedef {object} Notice
 * @property {'info' | 'error'} kind
 * @property {string} text
 * @property {boolean} [canUndo]
 * @property {RunSpec} [awaited] a run whose table is not on the server: its file may be chosen
 *
 * @typedef {{id: number, patch: Patch, reset: boolean}} Edit a change made here that the server has not confirmed
 *
 * @typedef {object} Focus what the pointer or the keyboard is on
 * @property {'unit' | 'link' | 'feature'} kind
 * @property {number} layer index among the session's layers; for a feature 0
 * @property {number} unit
 * @property {number} from the input of a link; 0 for the rest
 *
 * @typedef {object} Look how things are shown; never part of the run
 * @property {'light' | 'dark'} theme
 * @property {boolean} showTest
 * @property {boolean} discrete
 * @property {boolean} logLoss
 * @property {'weights' | 'gradients'} links
 * @property {Unit} stepUnit
 * @property {number} speed index into SPEEDS
 * @property {Focus | null} focus
 * @property {Focus | null} selected the neuron whose numbers lie open, or the weight among them
 * @property {'read' | 'draw' | 'erase'} tool what a press on the plane does
 * @property {number} brush the class of the points drawn, or their value in regression
 * @property {'loss' | 'confusion'} chart
 * @property {string[]} hidden parts of the page that a lesson leaves out
 * @property {'import' | null} dialog what lies open over the page
 * @property {RunSpec | null} awaited the run that a table is chosen for, where it is not the present one
 *
 * @typedef {object} Seen what the network says of the image on the pad
 * @property {(number | null)[]} outputs
 * @property {Record<string, (number | null)[]>} activations by layer
 *
 * @typedef {object} State
 * @property {Catalog | null} catalog
 * @property {Connection} connection
 * @property {SessionInfo | null} session as the server last told it
 * @property {Edit[]} pending
 * @property {RunSpec | null} spec the session's with the pending edits on it
 * @property {PointData | null} data
 * @property {Frame | null} frame what is drawn: the newest that fits the session, or, soon after one looks back, that moment
 * @property {Frame | null} live the newest that fits the session
 * @property {number | null} past the step of the moment that is looked back at
 * @property {MomentsAnswer | null} moments those that the server keeps of this run, as far as they are known
 * @property {Seen | null} seen null while nothing is drawn or known
 * @property {History} history
 * @property {boolean} playing
 * @property {Status} status
 * @property {string | null} divergence why the run diverged
 * @property {Notice | null} notice
 * @property {Look} look
 *
 * @typedef {| {type: 'catalog', catalog: Catalog}
 *   | {type: 'connection', phase: Phase, message?: string, progress?: number}
 *   | {type: 'session', session: SessionInfo, re: number | string | null}
 *   | {type: 'status', playing: boolean, unit: Unit, per_second: number | null, status: Status,
 *      message: string | null, re: number | string | null}
 *   | {type: 'refused', re: number | string | null, problem: Problem}
 *   | {type: 'frame', frame: Frame}
 *   | {type: 'moments', moments: MomentsAnswer}
 *   | {type: 'past', step: number}
 *   | {type: 'moment', course: number, frame: Frame}
 *   | {type: 'present'}
 *   | {type: 'data', data: PointData}
 *   | {type: 'seen', seen: Seen | null}
 *   | {type: 'history', course: number, history: HistoryAnswer}
 *   | {type: 'edit', edit: Edit}
 *   | {type: 'play', playing: boolean}
 *   | {type: 'notice', notice: Notice | null}
 *   | {type: 'look', look: Partial<Look>}
 * } StateEvent
 */

export {};
