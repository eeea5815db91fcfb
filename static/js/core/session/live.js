/**
 * One session as its clients see it: its stream, what arrives by it into the store, and the data and the history, which
 * are fetched when the stream says that they are others.
 *
 * @import {SessionInfo, Unit, View} from '../../protocol/model.js'
 * @import {ServerEvent} from '../../protocol/types.d.ts'
 * @import {State} from '../model.js'
 * @import {Patience} from './retryingClient.js'
 * @import {Store} from '../store.js'
 * @import {Ticker} from '../ticker.js'
 */

import { effect } from '@preact/signals';

import { getData, getHistory, toProblem } from '../../protocol/rest.js';
import { Commands } from './commands.js';
import { Connection } from './connection.js';

/**
 * @typedef {object} LiveHandlers
 * @property {(state: State) => View} view what the frames are to hold
 * @property {(session: SessionInfo) => void} [onSession] the server told all about the session
 * @property {() => void} onGone the session is no more
 */

export class Live {
  #store;
  #patience;
  #connection;
  #handlers;
  #dataOf = ''; // which session's and version's data are here or on their way
  #courseOf = ''; // and which course
  #wantsPlay = false; // outlives a lost connection
  /** @type {Map<number | string, (seconds: number) => void>} what to do once a command is answered, by its id */
  #waiting = new Map();
  /** @type {(() => void)[]} */
  #watches;
  /** @type {Set<Promise<unknown>>} what has been asked and not answered */
  #questions = new Set();

  /**
   * @param {Store} store
   * @param {Ticker} ticker
   * @param {Patience} patience
   * @param {LiveHandlers} handlers
   */
  constructor(store, ticker, patience, handlers) {
    this.#store = store;
    this.#patience = patience;
    this.#handlers = handlers;
    this.#connection = new Connection(store, ticker, {
      onOpen: () => this.#sendView(),
      onEvent: (event) => this.#takeEvent(event),
      onLost: () => this.#stopWaiting(),
      onGone: () => handlers.onGone(),
    });
    this.commands = new Commands(store, (command) => this.#connection.send(command));
    this.#watches = this.#watch();
  }

  /** Follows a session, in place of the one before. @param {string} id */
  connect(id) {
    this.#connection.connect(id);
  }

  close() {
    this.#connection.close();
    this.#stopWaiting();
  }

  /** Closes for good; fulfilled when nothing is asked of the session any more. */
  end() {
    this.close();
    for (const stop of this.#watches) stop();
    return Promise.allSettled(this.#questions);
  }

  /** Ends the wait before the next try to connect. */
  retryNow() {
    this.#connection.retryNow();
  }

  /**
   * Trains so many units; fulfilled when they are done, with the seconds that took the server, or when it refuses or the
   * connection is lost.
   *
   * @param {number} count
   * @param {Unit} unit
   * @returns {Promise<number>}
   */
  advance(count, unit) {
    const id = this.commands.advance(count, unit);
    return id === null ? Promise.resolve(0) : new Promise((resolve) => this.#waiting.set(id, resolve));
  }

  /**
   * Counts a question about the session among those that `end` waits for; returns it.
   *
   * @template T
   * @param {Promise<T>} question
   */
  ask(question) {
    this.#questions.add(question);
    const forget = () => this.#questions.delete(question);
    question.then(forget, forget);
    return question;
  }

  /** Fetches what may have been missed, as after an hour in the background. */
  catchUp() {
    const { session, connection } = this.#store.state.peek();
    if (session && connection.phase === 'open') this.ask(this.#fetchHistory(session));
  }

  #sendView() {
    this.commands.view(this.#handlers.view(this.#store.state.peek()));
  }

  /** @param {ServerEvent} event */
  #takeEvent(event) {
    const { dispatch } = this.#store;
    if (event.type === 'session') {
      const { type: _, re, ...session } = event;
      dispatch({ type: 'session', session, re: re ?? null });
      this.#takeSession(session);
    } else if (event.type === 'status') {
      dispatch({ ...event, re: event.re ?? null });
    } else if (event.type === 'error') {
      dispatch({ type: 'refused', re: event.re ?? null, problem: toProblem(event.problem.status, event.problem) });
      this.#dataOf = ''; // points drawn by hand may be what was refused: the server's are shown again
      const { session } = this.#store.state.peek();
      if (session) this.ask(this.#fetchData(session));
    }
    if ('re' in event && event.re != null) this.#answer(event.re, event.type === 'status' ? event.seconds : null);
  }

  /** @param {SessionInfo} session */
  #takeSession(session) {
    if (this.#store.state.peek().connection.phase !== 'open') {
      const resume = this.#wantsPlay && !session.playing && session.status === 'ready';
      this.#store.dispatch({ type: 'connection', phase: 'open' });
      this.commands.resendEdits();
      if (resume) this.commands.setPlaying(true);
    }
    this.ask(this.#fetchData(session));
    const course = `${session.id} ${session.course}`;
    if (this.#courseOf !== course && session.step > 0) this.ask(this.#fetchHistory(session));
    this.#courseOf = course;
    this.#handlers.onSession?.(session);
  }

  /** @param {number | string} id @param {number | null} [seconds] */
  #answer(id, seconds) {
    this.#waiting.get(id)?.(seconds ?? 0);
    this.#waiting.delete(id);
  }

  #stopWaiting() {
    for (const id of [...this.#waiting.keys()]) this.#answer(id);
  }

  /** @param {SessionInfo} session */
  async #fetchHistory({ id, course }) {
    const history = await getHistory(id).catch(() => null);
    if (history) this.#store.dispatch({ type: 'history', course, history });
  }

  /** @param {SessionInfo} session */
  async #fetchData({ id, data_version }) {
    const wanted = `${id} ${data_version}`;
    if (this.#dataOf === wanted) return;
    this.#dataOf = wanted;
    const data = await this.#patience.insist(() => getData(id)).catch(() => null);
    if (data && this.#dataOf === wanted) this.#store.dispatch({ type: 'data', data });
  }

  #watch() {
    const { state, select } = this.#store;
    const playing = effect(() => {
      const { connection, playing, status } = state.value;
      if (connection.phase === 'open') this.#wantsPlay = playing && status === 'ready';
    });
    const view = select((now) => JSON.stringify(this.#handlers.view(now)));
    const viewing = effect(() => {
      if (view.value && state.peek().connection.phase === 'open') this.#sendView();
    });
    return [playing, viewing];
  }
}
