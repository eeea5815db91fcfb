/**
 * The state of a page, as types.
 *
 * @import {Frame, Patch, SessionInfo, Status, Unit} from '../protocol/model.js'
 * @import {Problem} from '../protocol/problem.js'
 * @import {
 *   Catalog, CheckpointsAnswer, DivergenceReport, HistoryAnswer, PointData, RunSpec
 * } from '../protocol/types.d.ts'
 * @import {History} from './history.js'
 *
 * @typedef {'starting' | 'warming' | 'connecting' | 'open' | 'lost'} Phase
 *
 * @typedef {object} Connection
 * @property {Phase} phase
 * @property {string} message details, if there is more to say than the phase
 * @property {number} progress of warming, 0 to 1
 *
 * @typedef {object} Notice
 * @property {'info' | 'error'} kind
 * @property {string} text
 * @property {boolean} [canUndo]
 * @property {RunSpec} [awaited] a run whose table is missing on the server: the notice offers to choose its file
 *
 * @typedef {object} SpecChange a change of a run's spec
 * @property {Patch} patch
 * @property {boolean | 'if_needed'} reset whether the change starts a new run; if_needed: only if shapes of
 *   parameters change
 * @property {boolean} [adapt] whether the server adapts hidden layers that no longer fit
 *
 * @typedef {SpecChange & {id: number}} Edit a change made here that the server has not confirmed
 *
 * @typedef {object} Focus the item under the pointer or with the keyboard focus
 * @property {'unit' | 'link' | 'feature'} kind
 * @property {number} layer index among the session's layers; 0 for a feature
 * @property {number} unit
 * @property {number} from index of the input of a link; 0 for others
 *
 * @typedef {object} Look display settings, which are not part of the run
 * @property {'light' | 'dark'} theme
 * @property {boolean} showTest
 * @property {boolean} discrete
 * @property {boolean} logLoss
 * @property {'weights' | 'gradients'} links
 * @property {Unit} stepUnit
 * @property {number} speed index into SPEEDS
 * @property {Focus | null} focus
 * @property {Focus | null} selected the neuron in the inspector, or one of its weights
 * @property {'read' | 'draw' | 'erase'} tool effect of a click on the plane
 * @property {number} brush class of the points drawn, or their value in regression
 * @property {'loss' | 'confusion'} chart
 * @property {string[]} hidden names of hidden parts of the page
 * @property {string[]} open names of the open folds, see preferences/folds.js
 * @property {boolean} lecture whether the view is shown large and alone, for a room
 * @property {'import' | 'shortcuts' | null} dialog the open dialog
 * @property {RunSpec | null} awaited the run that a table is chosen for, unless it is the present one
 *
 * @typedef {object} Prediction outputs and activations for the image on the pad
 * @property {(number | null)[]} outputs
 * @property {Record<string, (number | null)[]>} activations by name of the layer
 *
 * @typedef {object} State
 * @property {boolean} readOnly whether the run is somebody else's, which this page only watches
 * @property {Catalog | null} catalog
 * @property {Connection} connection
 * @property {SessionInfo | null} session as the server sent it last
 * @property {Edit[]} pending
 * @property {RunSpec | null} spec the session's spec with the pending edits applied
 * @property {PointData | null} data
 * @property {Frame | null} live the newest frame of the present run
 * @property {Frame | null} frame the frame that is drawn: the newest, or that of a checkpoint
 * @property {number | null} checkpoint step of the checkpoint that is shown; null: the present run is shown
 * @property {CheckpointsAnswer | null} checkpoints the run's checkpoints, as far as they are known
 * @property {Prediction | null} prediction null if nothing is drawn on the pad, or the answer is not here yet
 * @property {History} history
 * @property {boolean} playing whether the server trains
 * @property {number | null} playCommand id of the newest command to play or pause, as long as it is not answered
 * @property {boolean} held whether the teacher of a workshop has paused all runs
 * @property {'off' | 'playing' | 'paused'} slowMotion whether this page goes through training stage by stage
 * @property {Status} status
 * @property {DivergenceReport | null} divergence why the run diverged
 * @property {string | null} notKept why the server cannot keep the run at present, as the end of a sentence
 * @property {Notice | null} notice
 * @property {Look} look
 *
 * @typedef {| {type: 'catalog', catalog: Catalog}
 *   | {type: 'connection', phase: Phase, message?: string, progress?: number}
 *   | {type: 'session', session: SessionInfo, re: number | string | null}
 *   | {type: 'status', playing: boolean, unit: Unit, per_second: number | null, status: Status,
 *      divergence: DivergenceReport | null, re: number | string | null, not_kept?: string | null}
 *   | {type: 'refused', re: number | string | null, problem: Problem}
 *   | {type: 'frame', frame: Frame}
 *   | {type: 'checkpoints', checkpoints: CheckpointsAnswer}
 *   | {type: 'checkpoint', step: number}
 *   | {type: 'checkpointFrame', historyNumber: number, frame: Frame}
 *   | {type: 'present'}
 *   | {type: 'data', data: PointData}
 *   | {type: 'prediction', prediction: Prediction | null}
 *   | {type: 'history', historyNumber: number, history: HistoryAnswer}
 *   | {type: 'edit', edit: Edit}
 *   | {type: 'play', playing: boolean, id?: number | null}
 *   | {type: 'hold', held: boolean}
 *   | {type: 'slowMotion', state: State['slowMotion']}
 *   | {type: 'notice', notice: Notice | null}
 *   | {type: 'look', look: Partial<Look>}
 * } StateEvent
 */

export {};
