/**
 * A followed session: its stream, the store that receives the stream's events, its history, and if the view needs them
 * its samples. Both are fetched again if the stream reports that they have changed.
 *
 * @import {SessionInfo, Unit} from '../../protocol/model.js'
 * @import {RestClient} from '../../protocol/rest.js'
 * @import {ServerEvent} from '../../protocol/types.d.ts'
 * @import {Environment} from '../environment.js'
 * @import {Store} from '../store.js'
 * @import {Ticker} from '../ticker.js'
 * @import {Needs} from './needs.js'
 * @import {RetryingClient} from './retryingClient.js'
 * @import {Samples} from './samples.js'
 */

import { effect } from '@preact/signals';

import { toProblem } from '../../protocol/problem.js';
import { Commands } from './commands.js';
import { Connection } from './connection.js';

/**
 * @typedef {object} LiveHandlers
 * @property {Needs} needs what the view needs of the session
 * @property {(session: SessionInfo) => void} [onSession] the server sent new session metadata
 * @property {() => void} onGone the session no longer exists
 *
 * @typedef {Pick<Environment, 'openStream' | 'clock'> & {samples: Pick<Samples, 'get'>,
 *   rest: Pick<RestClient, 'getHistory'> & {getSession: (id: string) => Promise<unknown>}}} LiveEnvironment
 */

export class Live {
  #store;
  #rest;
  #samples;
  #retrying;
  #connection;
  #handlers;
  #dataKey = ''; // session and version of the data in the store, or on their way
  #historyKey = ''; // session and version of the history, likewise
  #resumes = false; // whether to play again after a lost connection
  #sentView = ''; // as JSON
  /** @type {Map<number | string, (seconds: number) => void>} callbacks of unanswered commands, by id */
  #waiting = new Map();
  /** @type {(() => void)[]} */
  #watches;
  /** @type {Set<Promise<unknown>>} unanswered requests */
  #requests = new Set();

  /**
   * @param {Store} store
   * @param {Ticker} ticker
   * @param {LiveEnvironment} environment
   * @param {RetryingClient} retrying
   * @param {LiveHandlers} handlers
   */
  constructor(store, ticker, environment, retrying, handlers) {
    this.#store = store;
    this.#rest = environment.rest;
    this.#samples = environment.samples;
    this.#retrying = retrying;
    this.#handlers = handlers;
    this.#connection = new Connection(store, ticker, environment, {
      viewNow: () => this.#viewNow(),
      onEvent: (event) => this.#handleEvent(event),
      onLost: () => this.#stopWaiting(),
      onGone: () => handlers.onGone(),
    });
    this.commands = new Commands(store, environment.clock, (command) => this.#connection.send(command));
    this.#watches = this.#watch();
  }

  /**
   * Follow a session, in place of the present one.
   *
   * @param {string} id
   */
  connect(id) {
    this.#connection.connect(id);
  }

  close() {
    this.#connection.close();
    this.#stopWaiting();
  }

  /** Close for good; fulfilled when every request to the session is answered. */
  end() {
    this.close();
    for (const stop of this.#watches) stop();
    return Promise.allSettled(this.#requests);
  }

  /** End the wait before the next try to connect. */
  retryNow() {
    this.#connection.retryNow();
  }

  /**
   * Train for some units. Fulfilled with the seconds of training when they are done; with 0 if the server refuses or
   * the connection is lost.
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
   * Add a request about the session to those that `end` waits for; returns it.
   *
   * @template T
   * @param {Promise<T>} request
   */
  ask(request) {
    this.#requests.add(request);
    const forget = () => this.#requests.delete(request);
    request.then(forget, forget);
    return request;
  }

  /** Fetch the history again, for example after an hour in the background. */
  catchUp() {
    const { session, connection } = this.#store.state.peek();
    if (session && connection.phase === 'open') this.ask(this.#fetchHistory(session));
  }

  #viewNow() {
    const view = this.#handlers.needs.frame(this.#store.state.peek());
    this.#sentView = JSON.stringify(view);
    return view;
  }

  /** @param {ServerEvent} event */
  #handleEvent(event) {
    const { dispatch } = this.#store;
    if (event.type === 'session') {
      const { type: _, re, ...session } = event;
      dispatch({ type: 'session', session, re: re ?? null });
      this.#handleSession(session);
    } else if (event.type === 'status') {
      dispatch({ ...event, re: event.re ?? null });
    } else if (event.type === 'error') {
      dispatch({ type: 'refused', re: event.re ?? null, problem: toProblem(event.problem.status, event.problem) });
      this.#dataKey = ''; // the refused command may have been an edit of points: show the server's again
      const { session } = this.#store.state.peek();
      if (session) this.ask(this.#fetchData(session));
    }
    if ('re' in event && event.re != null) this.#answer(event.re, event.type === 'status' ? event.seconds : null);
  }

  /** @param {SessionInfo} session */
  #handleSession(session) {
    const { connection, readOnly } = this.#store.state.peek();
    if (connection.phase !== 'open') {
      const resume = !readOnly && this.#resumes && !session.playing && session.status === 'ready';
      this.#store.dispatch({ type: 'connection', phase: 'open' });
      this.commands.resendEdits();
      if (resume) this.commands.setPlaying(true);
    }
    this.ask(this.#fetchData(session));
    const key = `${session.id} ${session.history_number}`;
    if (this.#historyKey !== key && session.step > 0) this.ask(this.#fetchHistory(session));
    this.#historyKey = key;
    this.#handlers.onSession?.(session);
  }

  /**
   * @param {number | string} id
   * @param {number | null} [seconds]
   */
  #answer(id, seconds) {
    this.#waiting.get(id)?.(seconds ?? 0);
    this.#waiting.delete(id);
  }

  #stopWaiting() {
    for (const id of [...this.#waiting.keys()]) this.#answer(id);
  }

  /** @param {SessionInfo} session */
  async #fetchHistory({ id, history_number: historyNumber }) {
    const history = await this.#rest.getHistory(id).catch(() => null);
    if (history) this.#store.dispatch({ type: 'history', historyNumber, history });
  }

  /** @param {SessionInfo} session */
  async #fetchData(session) {
    const key = `${session.id} ${session.data_version}`;
    if (!this.#handlers.needs.samples || this.#dataKey === key) return;
    this.#dataKey = key;
    const data = await this.#retrying.retry(() => this.#samples.get(session)).catch(() => null);
    if (!data || this.#dataKey !== key) return;
    if (this.#store.state.peek().pending.some(({ patch }) => patch.data))
      this.#dataKey = ''; // newer data will follow
    else this.#store.dispatch({ type: 'data', data });
  }

  #watch() {
    const { state, select } = this.#store;
    const playing = effect(() => {
      const { connection, playing, status } = state.value;
      if (connection.phase === 'open') this.#resumes = playing && status === 'ready';
    });
    // the view with which the stream was opened is of no session yet; that of the session may differ
    const view = select((now) => now.connection.phase === 'open' && JSON.stringify(this.#handlers.needs.frame(now)));
    const viewing = effect(() => {
      if (view.value && view.value !== this.#sentView) this.commands.view(this.#viewNow());
    });
    return [playing, viewing];
  }
}
