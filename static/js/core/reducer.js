/**
 * The reducer: computes the next state of the page from the present one and an event.
 *
 * @import {Frame, SessionInfo, Status} from '../protocol/model.js'
 * @import {HistoryAnswer} from '../protocol/types.d.ts'
 * @import {Edit, Notice, State, StateEvent} from './model.js'
 */

import { appendHistory, createHistory, joinHistories, recordedHistory } from './history.js';
import { addEdit, withEdits } from './edits/pending.js';
import { epochsDone } from './selectors.js';
import { DEFAULT_SPEED, speedOf } from './session/speeds.js';

/** @type {Notice} */
const NEW_RUN = { kind: 'info', text: 'Restarted: this change needs new weights.', canUndo: true };

/**
 * @param {'light' | 'dark'} theme
 * @param {boolean} [readOnly] whether the run is only watched
 * @returns {State}
 */
export function initialState(theme, readOnly = false) {
  return {
    readOnly,
    catalog: null,
    connection: { phase: 'starting', message: '', progress: 0 },
    session: null,
    pending: [],
    spec: null,
    data: null,
    frame: null,
    prediction: null,
    live: null,
    checkpoint: null,
    checkpoints: null,
    history: createHistory(0),
    playing: false,
    playCommand: null,
    held: false,
    slowMotion: 'off',
    status: 'ready',
    divergence: null,
    notKept: null,
    notice: null,
    look: {
      theme,
      showTest: false,
      discrete: false,
      logLoss: false,
      links: 'weights',
      stepUnit: 'epoch',
      speed: DEFAULT_SPEED,
      focus: null,
      selected: null,
      tool: 'read',
      brush: 1,
      chart: 'loss',
      hidden: [],
      open: [],
      lecture: false,
      dialog: null,
      awaited: null,
    },
  };
}

/**
 * @param {State} state
 * @param {StateEvent} event
 * @returns {State}
 */
export function reduce(state, event) {
  switch (event.type) {
    case 'catalog':
      return { ...state, catalog: event.catalog };
    case 'connection':
      return {
        ...state,
        connection: { phase: event.phase, message: event.message ?? '', progress: event.progress ?? 0 },
        playCommand: event.phase === 'open' ? state.playCommand : null,
      };
    case 'session':
      return withSession(state, event.session, event.re);
    case 'status':
      return withStatus(state, event);
    case 'refused':
      return withoutCommand(state, event.re, event.problem.message);
    case 'frame':
      return withFrame(state, event.frame);
    case 'checkpoints':
      return event.checkpoints.history_number === state.session?.history_number
        ? { ...state, checkpoints: event.checkpoints }
        : state;
    case 'checkpoint':
      return { ...state, checkpoint: event.step };
    case 'checkpointFrame':
      return withCheckpointFrame(state, event.historyNumber, event.frame);
    case 'present':
      return { ...state, frame: state.live, checkpoint: null };
    case 'data':
      return { ...state, data: event.data };
    case 'prediction':
      return { ...state, prediction: event.prediction };
    case 'history':
      return withHistory(state, event.historyNumber, event.history);
    case 'edit':
      return withEdit(state, event.edit);
    case 'play':
      return { ...state, playing: event.playing, playCommand: event.id ?? null };
    case 'hold':
      return { ...state, held: event.held };
    case 'slowMotion':
      return { ...state, slowMotion: event.state };
    case 'notice':
      return { ...state, notice: event.notice };
    case 'look':
      return { ...state, look: { ...state.look, ...event.look } };
  }
}

/**
 * Update whether the run plays and is kept, and its speed if another client has set it.
 *
 * @param {State} state
 * @param {Extract<StateEvent, {type: 'status'}>} event
 * @returns {State}
 */
function withStatus(state, { playing, status, divergence, unit, per_second, re, not_kept: notKept = null }) {
  const speed = playing && re === null ? speedOf(unit, per_second) : -1;
  const look = speed < 0 ? state.look : { ...state.look, speed };
  return { ...state, ...playingAfter(state, playing, status, re), status, divergence, notKept, look };
}

/**
 * Whether the run plays after an event. What the server says before it has answered a command to play or pause
 * is out of date, unless the run has diverged.
 *
 * @param {State} state
 * @param {boolean} playing
 * @param {Status} status
 * @param {number | string | null} re
 */
function playingAfter(state, playing, status, re) {
  const isOutOfDate = state.playCommand !== null && re !== state.playCommand && status === 'ready';
  return isOutOfDate ? {} : { playing, playCommand: null };
}

/**
 * Take session metadata from the server. They include the edits up to the one they answer; later ones stay pending.
 *
 * @param {State} state
 * @param {SessionInfo} session
 * @param {number | string | null} re
 * @returns {State}
 */
function withSession(state, session, re) {
  const answered = state.pending.findIndex(({ id }) => id === re);
  const isOther = state.session !== null && state.session.id !== session.id; // created with the pending edits
  const pending = isOther ? [] : state.pending.slice(answered + 1);
  const fresh = startsAnew(state, session);
  const same = sameShape(state.session, session);
  const showsCheckpoint = !fresh && !isOther && state.checkpoint !== null;
  const mayReset = state.pending.slice(0, answered + 1).some(({ reset }) => reset === 'if_needed');
  const discards = mayReset && fresh && (state.live?.step ?? 0) > 0;
  return {
    ...state,
    session,
    notice: discards ? NEW_RUN : state.notice,
    pending,
    spec: withEdits(session.spec, pending),
    live: fresh ? null : state.live,
    // the last frame stays until the first one of a new run arrives, unless its layers have other shapes
    frame: showsCheckpoint ? state.frame : same ? (state.live ?? state.frame) : null,
    checkpoint: showsCheckpoint ? state.checkpoint : null,
    checkpoints: fresh || isOther ? null : state.checkpoints,
    prediction: same ? state.prediction : null,
    history: fresh ? createHistory(session.layers.length) : state.history,
    ...(isOther
      ? { playing: session.playing, playCommand: null }
      : playingAfter(state, session.playing, session.status, re)),
    status: session.status,
    divergence: session.divergence,
    look: same ? state.look : { ...state.look, focus: null, selected: null },
  };
}

/**
 * True if the run does not continue the one in the state. A session that replaces a lost one at the same step does.
 *
 * @param {State} state
 * @param {SessionInfo} session
 */
function startsAnew({ session: old, live }, session) {
  if (old === null || !sameShape(old, session)) return true;
  return old.id === session.id ? old.history_number !== session.history_number : session.step !== live?.step;
}

/**
 * True if two sessions have the same inputs and layers.
 *
 * @param {SessionInfo | null} old
 * @param {SessionInfo} session
 */
function sameShape(old, session) {
  return (
    old !== null &&
    old.parameter_count === session.parameter_count &&
    old.inputs.join() === session.inputs.join() &&
    old.layers.map(({ units }) => units).join() === session.layers.map(({ units }) => units).join()
  );
}

/**
 * Take a frame of the stream; it is drawn unless a checkpoint is shown.
 *
 * @param {State} state
 * @param {Frame} frame
 * @returns {State}
 */
function withFrame(state, frame) {
  if (state.session && frame.layers.length !== state.session.layers.length) return state;
  const rewound = state.live !== null && frame.step < state.live.step;
  const history = rewound ? createHistory(frame.layers.length) : state.history;
  const drawn = state.checkpoint === null ? frame : state.frame;
  return { ...state, live: frame, frame: drawn, history: withRow(state, history, frame) };
}

/**
 * Draw the frame of a checkpoint, if one is to be shown and it has the layers of the present run.
 *
 * @param {State} state
 * @param {number} historyNumber
 * @param {Frame} frame
 * @returns {State}
 */
function withCheckpointFrame(state, historyNumber, frame) {
  const { session, checkpoint } = state;
  const fits = session?.history_number === historyNumber && frame.layers.length === session.layers.length;
  return fits && checkpoint !== null ? { ...state, frame } : state;
}

/**
 * Append a frame's losses and layer statistics to a history.
 *
 * @param {State} state
 * @param {State['history']} history
 * @param {Frame} frame
 */
function withRow(state, history, frame) {
  const epoch = epochsDone(state, frame);
  const { train_loss: train, test_loss: test } = frame.metrics;
  const repeated = history.length > 0 && epoch <= history.epochs[history.length - 1];
  if (train === null || repeated) return history;
  const norms = frame.layers.map(({ gradient_norm }) => gradient_norm ?? NaN);
  const stds = frame.layers.map(({ activation }) => activation.std ?? NaN);
  return appendHistory(history, { epoch, train, test: test ?? NaN, norms, stds });
}

/**
 * Join the server's recorded history and the rows that this page has added since.
 *
 * @param {State} state
 * @param {number} historyNumber
 * @param {HistoryAnswer} answer
 * @returns {State}
 */
function withHistory(state, historyNumber, answer) {
  if (state.session?.history_number !== historyNumber || answer.gradient_norms.length !== state.session.layers.length)
    return state;
  const epochs = answer.step.map((step, row) => epochsDone(state, { step, epoch: answer.epoch[row] }));
  return { ...state, history: joinHistories(recordedHistory(answer, epochs), state.history) };
}

/**
 * Apply an edit at once, joined with the last one if it has the same id.
 *
 * @param {State} state
 * @param {Edit} edit
 * @returns {State}
 */
function withEdit(state, edit) {
  const pending = addEdit(state.pending, edit);
  const spec = state.session && withEdits(state.session.spec, pending);
  const discards = edit.reset === true && (state.frame?.step ?? 0) > 0;
  return { ...state, pending, spec, notice: discards ? NEW_RUN : state.notice };
}

/**
 * Take back what a refused command shows, and show the reason.
 *
 * @param {State} state
 * @param {number | string | null} id
 * @param {string} text
 * @returns {State}
 */
function withoutCommand(state, id, text) {
  const pending = state.pending.filter((edit) => edit.id !== id);
  const spec = state.session && withEdits(state.session.spec, pending);
  const isPlay = id !== null && id === state.playCommand;
  const stopped = isPlay ? { playing: false, playCommand: null } : {};
  return { ...state, pending, spec, ...stopped, notice: { kind: 'error', text } };
}
