/**
 * The life of the page's session: made from the address or the default, resumed after a reload, replaced when the
 * server no longer has it. What happens on the way is told in the state.
 *
 * @import {SessionInfo} from '../protocol/model.js'
 * @import {Catalog, RunSpec, ServerEvent} from '../protocol/types.d.ts'
 * @import {Store} from './store.js'
 * @import {Ticker} from './ticker.js'
 */

import { effect } from '@preact/signals';

import { Problem, createSession, getCatalog, getData, getSession, putParameters, toProblem } from '../protocol/rest.js';
import { Address } from './address.js';
import { Commands } from './commands.js';
import { Connection } from './connection.js';
import { Patience } from './patience.js';
import { toLayers } from './parameters.js';
import { viewOf } from './selectors.js';

export class Run {
  #store;
  #patience;
  #connection;
  #address = new Address();
  #dataOf = ''; // which session's and version's data are here or on their way
  #wantsPlay = false; // outlives a lost connection

  /**
   * @param {Store} store
   * @param {Ticker} ticker
   */
  constructor(store, ticker) {
    this.#store = store;
    this.#patience = new Patience(store);
    this.#connection = new Connection(store, ticker, {
      onOpen: () => this.#sendView(),
      onEvent: (event) => this.#takeEvent(event),
      onGone: () => this.#startAgain(),
    });
    this.commands = new Commands(store, (command) => this.#connection.send(command));
    this.#watch();
  }

  /** Asks the server for its catalog, then resumes this tab's session or makes one. */
  async start() {
    await this.#patience.untilReady();
    this.#store.dispatch({ type: 'catalog', catalog: await this.#patience.insist(getCatalog) });
    const id = this.#address.keptSession();
    const kept = id && (await this.#patience.insist(() => getSession(id)).catch(() => null));
    if (kept) this.#connection.connect(kept.id);
    else await this.openFromAddress();
  }

  /** Makes a session of the run in the address, or of the default one where it holds none that is good. */
  async openFromAddress() {
    try {
      const spec = await this.#address.read();
      if (spec) return await this.#open(spec);
    } catch (error) {
      const { message } = /** @type {Error} */ (error);
      this.#say(error instanceof Problem ? `The link's run was refused. ${message}` : message, 'error');
    }
    return this.#open(this.#defaultSpec());
  }

  /** Ends the wait before the next try to connect. */
  retryNow() {
    this.#patience.retryNow();
    this.#connection.retryNow();
  }

  /** @param {RunSpec} spec */
  async #open(spec) {
    this.#store.dispatch({ type: 'connection', phase: 'connecting' });
    const session = await this.#patience.insist(() => createSession(spec));
    this.#connection.connect(session.id);
  }

  /** Makes a new session of the lost one's spec, with the weights last seen where they still fit. */
  async #startAgain() {
    this.#connection.close();
    this.#store.dispatch({ type: 'connection', phase: 'lost' });
    const fresh = await this.#patience.insist(() =>
      createSession(this.#store.state.peek().spec ?? this.#defaultSpec()),
    );
    const { frame } = this.#store.state.peek();
    const weights = frame && frame.step > 0 && frame.parameters?.length === fresh.parameter_count && frame.parameters;
    if (weights) await putParameters(fresh.id, toLayers(fresh.layers, weights)).catch(() => null);
    this.#say(`The server no longer had this run. It goes on from the same settings${weights ? ' and weights' : ''}.`);
    this.#connection.connect(fresh.id);
  }

  #defaultSpec() {
    return /** @type {Catalog} */ (this.#store.state.peek().catalog).default;
  }

  #sendView() {
    this.commands.view(viewOf(this.#store.state.peek()));
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
    }
  }

  /** @param {SessionInfo} session */
  #takeSession(session) {
    if (this.#store.state.peek().connection.phase !== 'open') {
      const resume = this.#wantsPlay && !session.playing && session.status === 'ready';
      this.#store.dispatch({ type: 'connection', phase: 'open' });
      this.commands.resendEdits();
      if (resume) this.commands.setPlaying(true);
    }
    this.#fetchData(session);
    this.#address.keep(session);
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
    effect(() => {
      const { connection, playing, status } = state.value;
      if (connection.phase === 'open') this.#wantsPlay = playing && status === 'ready';
    });
    const view = select((now) => JSON.stringify(viewOf(now)));
    effect(() => {
      if (view.value && state.peek().connection.phase === 'open') this.#sendView();
    });
  }

  /** @param {string} text @param {'info' | 'error'} kind */
  #say(text, kind = 'info') {
    this.#store.dispatch({ type: 'notice', notice: { kind, text } });
  }
}
