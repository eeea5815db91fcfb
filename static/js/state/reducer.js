/**
 * Every change of the page's state, as one pure function of the state and an event.
 *
 * @import {Frame, SessionInfo} from '../protocol/model.js'
 * @import {RunSpec} from '../protocol/types.d.ts'
 * @import {Edit, State, StateEvent} from './model.js'
 */

import { appendHistory, createHistory } from './history.js';
import { applyPatch, joinPatches } from './patch.js';
import { DEFAULT_SPEED } from './speeds.js';

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
      return { ...state, playing: event.playing, status: event.status, divergence: event.message };
    case 'refused':
      return withoutEdit(state, event.re, event.problem.message);
    case 'frame':
      return withFrame(state, event.frame);
    case 'data':
      return { ...state, data: event.data };
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
  return {
    ...state,
    session,
    pending,
    spec: withEdits(session.spec, pending),
    // frames and history of another shape must not be drawn over this one
    frame: fresh && !sameShape(state.session, session) ? null : state.frame,
    history: fresh ? createHistory(session.layers.length) : state.history,
    playing: session.playing,
    status: session.status,
    divergence: session.message,
    look: sameShape(state.session, session) ? state.look : { ...state.look, focus: null },
  };
}

/** @param {State} state @param {SessionInfo} session */
function startsAnew({ session: old, frame }, session) {
  return !sameShape(old, session) || old?.id !== session.id || session.step < (frame?.step ?? 0);
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
  const rewound = state.frame !== null && frame.step < state.frame.step;
  const history = rewound ? createHistory(frame.layers.length) : state.history;
  return { ...state, frame, history: withRow(state, history, frame) };
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
  return appendHistory(history, { epoch, train, test: test ?? NaN, norms });
}

/**
 * Epochs done, with the part of the one under way: told from the step, unless the batch size was changed during the run
 * and the step no longer tells it.
 *
 * @param {State} state
 * @param {Frame} frame
 */
function epochsDone({ session }, { step, epoch }) {
  const steps = session?.steps_per_epoch ?? 1;
  return Math.floor(step / steps) === epoch ? step / steps : epoch;
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
  return { ...state, pending, spec: state.session && withEdits(state.session.spec, pending) };
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
