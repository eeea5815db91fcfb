/**
 * Every change of the page's state, as one pure function of the state and an event.
 *
 * @import {Frame, SessionInfo} from '../protocol/model.js'
 * @import {HistoryAnswer, RunSpec} from '../protocol/types.d.ts'
 * @import {Edit, Notice, State, StateEvent} from './model.js'
 */

import { appendHistory, createHistory, joinHistories, recordedHistory } from './history.js';
import { applyPatch, joinPatches } from './patch.js';
import { epochsDone } from './selectors.js';
import { DEFAULT_SPEED, speedOf } from './speeds.js';

/** @type {Notice} */
const NEW_RUN = { kind: 'info', text: 'This change needs new weights: a new run has started.', canUndo: true };

/**
 * @param {'light' | 'dark'} theme
 * @returns {State}
 */
export function initialState(theme) {
  return {
    catalog: null,
    connection: { phase: 'starting', message: '', progress: 0 },
    session: null,
    pending: [],
    spec: null,
    data: null,
    frame: null,
    seen: null,
    live: null,
    past: null,
    moments: null,
    history: createHistory(0),
    playing: false,
    status: 'ready',
    divergence: null,
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
      };
    case 'session':
      return withSession(state, event.session, event.re);
    case 'status':
      return withStatus(state, event);
    case 'refused':
      return withoutEdit(state, event.re, event.problem.message);
    case 'frame':
      return withFrame(state, event.frame);
    case 'moments':
      return event.moments.course === state.session?.course ? { ...state, moments: event.moments } : state;
    case 'past':
      return { ...state, past: event.step };
    case 'moment':
      return withMoment(state, event.course, event.frame);
    case 'present':
      return { ...state, frame: state.live, past: null };
    case 'data':
      return { ...state, data: event.data };
    case 'seen':
      return { ...state, seen: event.seen };
    case 'history':
      return withHistory(state, event.course, event.history);
    case 'edit':
      return withEdit(state, event.edit);
    case 'play':
      return { ...state, playing: event.playing };
    case 'notice':
      return { ...state, notice: event.notice };
    case 'look':
      return { ...state, look: { ...state.look, ...event.look } };
  }
}

/**
 * Whether the run plays; how fast is told where another client set it, for this one knows what it asked for.
 *
 * @param {State} state
 * @param {Extract<StateEvent, {type: 'status'}>} event
 * @returns {State}
 */
function withStatus(state, { playing, status, message, unit, per_second, re }) {
  const speed = playing && re === null ? speedOf(unit, per_second) : -1;
  const look = speed < 0 ? state.look : { ...state.look, speed };
  return { ...state, playing, status, divergence: message, look };
}

/**
 * The server's word on the session. Edits up to the one it answers are in it; the later ones stay on top.
 *
 * @param {State} state
 * @param {SessionInfo} session
 * @param {number | string | null} re
 * @returns {State}
 */
function withSession(state, session, re) {
  const answered = state.pending.findIndex(({ id }) => id === re);
  const isOther = state.session !== null && state.session.id !== session.id; // it was made with the pending edits in it
  const pending = isOther ? [] : state.pending.slice(answered + 1);
  const fresh = startsAnew(state, session);
  const same = sameShape(state.session, session);
  const looksBack = !fresh && !isOther && state.past !== null;
  return {
    ...state,
    session,
    pending,
    spec: withEdits(session.spec, pending),
    live: fresh ? null : state.live,
    // until the first frame of a fresh run comes, the last one stays; one of another shape must not be drawn over this one
    frame: looksBack ? state.frame : same ? (state.live ?? state.frame) : null,
    past: looksBack ? state.past : null,
    moments: fresh || isOther ? null : state.moments,
    seen: same ? state.seen : null,
    history: fresh ? createHistory(session.layers.length) : state.history,
    playing: session.playing,
    status: session.status,
    divergence: session.message,
    look: same ? state.look : { ...state.look, focus: null, selected: null },
  };
}

/**
 * Whether the run stands elsewhere than its training led. A session that takes the place of a lost one goes on at the
 * step where that was, and keeps its course.
 *
 * @param {State} state
 * @param {SessionInfo} session
 */
function startsAnew({ session: old, live }, session) {
  if (old === null || !sameShape(old, session)) return true;
  return old.id === session.id ? old.course !== session.course : session.step !== live?.step;
}

/** @param {SessionInfo | null} old @param {SessionInfo} session */
function sameShape(old, session) {
  return (
    old !== null &&
    old.parameter_count === session.parameter_count &&
    old.inputs.join() === session.inputs.join() &&
    old.layers.map(({ units }) => units).join() === session.layers.map(({ units }) => units).join()
  );
}

/**
 * @param {State} state
 * @param {Frame} frame
 * @returns {State}
 */
function withFrame(state, frame) {
  if (state.session && frame.layers.length !== state.session.layers.length) return state;
  const rewound = state.live !== null && frame.step < state.live.step;
  const history = rewound ? createHistory(frame.layers.length) : state.history;
  const drawn = state.past === null ? frame : state.frame;
  return { ...state, live: frame, frame: drawn, history: withRow(state, history, frame) };
}

/**
 * A moment of this run, for those who look back; one whose layers were others cannot be drawn over those of now.
 *
 * @param {State} state
 * @param {number} course
 * @param {Frame} frame
 * @returns {State}
 */
function withMoment(state, course, frame) {
  const { session, past } = state;
  const fits = session?.course === course && frame.layers.length === session.layers.length;
  return fits && past !== null ? { ...state, frame } : state;
}

/**
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
 * The course of the run as the server recorded it, and after it what this page has seen since.
 *
 * @param {State} state
 * @param {number} course
 * @param {HistoryAnswer} answer
 * @returns {State}
 */
function withHistory(state, course, answer) {
  if (state.session?.course !== course || answer.gradient_norms.length !== state.session.layers.length) return state;
  const epochs = answer.step.map((step, row) => epochsDone(state, { step, epoch: answer.epoch[row] }));
  return { ...state, history: joinHistories(recordedHistory(answer, epochs), state.history) };
}

/**
 * @param {State} state
 * @param {Edit} edit
 * @returns {State}
 */
function withEdit(state, edit) {
  const last = state.pending.at(-1);
  const pending =
    last?.id === edit.id
      ? [
          ...state.pending.slice(0, -1),
          { ...edit, patch: joinPatches(last.patch, edit.patch), reset: last.reset || edit.reset },
        ]
      : [...state.pending, edit];
  const spec = state.session && withEdits(state.session.spec, pending);
  const givesUp = edit.reset && (state.frame?.step ?? 0) > 0;
  return { ...state, pending, spec, notice: givesUp ? NEW_RUN : state.notice };
}

/**
 * @param {State} state
 * @param {number | string | null} id
 * @param {string} text
 * @returns {State}
 */
function withoutEdit(state, id, text) {
  const pending = state.pending.filter((edit) => edit.id !== id);
  const spec = state.session && withEdits(state.session.spec, pending);
  return { ...state, pending, spec, notice: { kind: 'error', text } };
}

/**
 * @param {RunSpec} spec
 * @param {Edit[]} edits
 */
const withEdits = (spec, edits) => edits.reduce((result, { patch }) => applyPatch(result, patch), spec);
