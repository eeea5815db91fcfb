/**
 * The life of the page's session: made from the address or the default, resumed after a reload, replaced when the
 * server no longer has it. What happens on the way is told in the state.
 *
 * @import {SessionInfo} from '../protocol/model.js'
 * @import {Catalog, RunFileInput, RunSpec, ServerEvent} from '../protocol/types.d.ts'
 * @import {Store} from './store.js'
 * @import {Ticker} from './ticker.js'
 */

import { effect } from '@preact/signals';

import {
  Problem,
  createSession,
  getCatalog,
  getData,
  getHistory,
  getRun,
  getSession,
  putRun,
  toProblem,
} from '../protocol/rest.js';
import { Address } from './address.js';
import { Commands } from './commands.js';
import { Connection } from './connection.js';
import { Patience } from './patience.js';
import { toLayers } from './parameters.js';
import { asRunFile, readRunFile } from './runFile.js';
import { viewOf } from './selectors.js';
import { LONGEST, writeFragment } from './links.js';

export class Run {
  #store;
  #patience;
  #connection;
  #address = new Address();
  #dataOf = ''; // which session's and version's data are here or on their way
  #courseOf = ''; // and which course
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

  /** Opens the run in the address; where it holds none that is good, the present one stays or the default one starts. */
  async openFromAddress() {
    /** @type {RunFileInput | null} */
    let file = null;
    try {
      const { run, hidden } = await this.#address.read();
      this.#store.dispatch({ type: 'look', look: { hidden } });
      file = run && ('format' in run ? run : asRunFile(run));
      if (file) return await this.#open(file);
    } catch (error) {
      this.#refuse(file, error instanceof Problem ? "The link's run was refused." : '', /** @type {Error} */ (error));
    }
    const { session } = this.#store.state.peek();
    return session ? this.#keepAddress() : this.#open(asRunFile(this.#defaultSpec()));
  }

  /**
   * Says why a run was not taken; where its table is not on the server, its file may be chosen.
   *
   * @param {RunFileInput | null} file
   * @param {string} words
   * @param {Error} error
   */
  #refuse(file, words, error) {
    const isAwaited = file?.spec.data.name === 'table' && error instanceof Problem && /^(\/spec)?\/data:/.test(error.detail);
    const text = isAwaited ? 'This run was trained on a table that the server does not hold (any more).' : error.message;
    const awaited = isAwaited ? /** @type {RunSpec} */ (file.spec) : undefined;
    this.#store.dispatch({ type: 'notice', notice: { kind: 'error', text: `${words} ${text}`.trim(), awaited } });
  }

  /**
   * Puts a run from a file in the place of the present one.
   *
   * @param {File} file
   */
  async load(file) {
    /** @type {RunFileInput | null} */
    let run = null;
    try {
      run = readRunFile(await file.text());
      await this.#put(run);
      const text = `${file.name} is loaded: step ${run.step} of its training.`;
      this.#store.dispatch({ type: 'notice', notice: { kind: 'info', text, canUndo: true } });
    } catch (error) {
      this.#refuse(run, `${file.name} was not loaded; the present run stays.`, /** @type {Error} */ (error));
    }
  }

  /**
   * A link to the present run: its data and settings, and its weights on demand.
   *
   * @param {boolean} withWeights
   * @throws {RangeError} with a sentence for the learner where it would be too long
   */
  async link(withWeights) {
    const { session, look } = this.#store.state.peek();
    if (!session) throw new RangeError('There is no run yet.');
    const run = withWeights ? { ...(await getRun(session.id)), state: null } : session.spec;
    const fragment = await writeFragment(run, look.hidden);
    if (fragment.length > LONGEST) {
      throw new RangeError(
        `The link would be ${fragment.length} characters long, more than ${LONGEST}. Save the run as a file instead.`,
      );
    }
    return location.href.replace(/#.*/, '') + fragment;
  }

  /** Fetches what may have been missed, as after an hour in the background. */
  catchUp() {
    const { session, connection } = this.#store.state.peek();
    if (session && connection.phase === 'open') this.#fetchHistory(session);
  }

  /** Ends the wait before the next try to connect. */
  retryNow() {
    this.#patience.retryNow();
    this.#connection.retryNow();
  }

  /** @param {RunFileInput} run */
  async #open(run) {
    if (this.#store.state.peek().session) return this.#put(run);
    this.#store.dispatch({ type: 'connection', phase: 'connecting' });
    const session = await this.#patience.insist(() => createSession(run.spec));
    if (run.parameters) await this.#patience.insist(() => putRun(session.id, run));
    this.#connection.connect(session.id);
  }

  /** Puts a run in the place of the present session's; undo brings that back. @param {RunFileInput} run */
  async #put(run) {
    const { session } = this.#store.state.peek();
    if (!session) throw new RangeError('The page is not connected yet. Try again in a moment.');
    await putRun(session.id, run);
  }

  /** Makes a new session of the lost one's spec, with the weights last seen where they still fit, at the same step. */
  async #startAgain() {
    this.#connection.close();
    this.#store.dispatch({ type: 'connection', phase: 'lost' });
    const fresh = await this.#patience.insist(() =>
      createSession(this.#store.state.peek().spec ?? this.#defaultSpec()),
    );
    const { frame } = this.#store.state.peek();
    const weights = frame && frame.step > 0 && frame.parameters?.length === fresh.parameter_count && frame.parameters;
    const run = weights && { step: frame.step, epoch: frame.epoch, parameters: toLayers(fresh.layers, weights) };
    const isBack = run && (await putRun(fresh.id, { ...asRunFile(fresh.spec), ...run }).catch(() => null));
    this.#say(`The server no longer had this run. It goes on from the same settings${isBack ? ' and weights' : ''}.`);
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
      this.#dataOf = ''; // points drawn by hand may be what was refused: the server's are shown again
      const { session } = this.#store.state.peek();
      if (session) this.#fetchData(session);
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
    const course = `${session.id} ${session.course}`;
    if (this.#courseOf !== course && session.step > 0) this.#fetchHistory(session);
    this.#courseOf = course;
    this.#keepAddress();
  }

  #keepAddress() {
    const { session, look } = this.#store.state.peek();
    if (session) this.#address.keep(session, look.hidden);
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
    effect(() => {
      const { connection, playing, status } = state.value;
      if (connection.phase === 'open') this.#wantsPlay = playing && status === 'ready';
    });
    const hidden = select(({ look }) => look.hidden);
    effect(() => {
      if (hidden.value) this.#keepAddress();
    });
    const view = select((now) => JSON.stringify(viewOf(now)));
    effect(() => {
      if (view.value && state.peek().connection.phase === 'open') this.#sendView();
    });
  }

  /** @param {string} text */
  #say(text) {
    this.#store.dispatch({ type: 'notice', notice: { kind: 'info', text } });
  }
}
