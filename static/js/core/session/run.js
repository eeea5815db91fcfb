/**
 * The life of the page's session: made from the address or the default, resumed after a reload, replaced when the
 * server no longer has it. What happens on the way is told in the state.
 *
 * @import {View} from '../../protocol/model.js'
 * @import {Catalog, RunFileInput, RunSpec, RunSpecInput} from '../../protocol/types.d.ts'
 * @import {State} from '../model.js'
 * @import {Store} from '../store.js'
 * @import {Ticker} from '../ticker.js'
 */

import { effect } from '@preact/signals';

import { Problem, createSession, getCatalog, getRun, getSession, putRun } from '../../protocol/rest.js';
import { Address } from '../address/address.js';
import { Live } from './live.js';
import { Patience } from './retryingClient.js';
import { toLayers } from '../parameters.js';
import { asRunFile, readRunFile } from '../address/runFile.js';
import { LONGEST, writeFragment } from '../address/links.js';

export class Run {
  #store;
  #patience;
  #address = new Address();

  /**
   * @param {Store} store
   * @param {Ticker} ticker
   * @param {(state: State) => View} view what the frames are to hold
   */
  constructor(store, ticker, view) {
    this.#store = store;
    this.#patience = new Patience(store);
    this.live = new Live(store, ticker, this.#patience, {
      view,
      onSession: () => this.#keepAddress(),
      onGone: () => this.#startAgain(),
    });
    this.commands = this.live.commands;
    this.#watch();
  }

  /**
   * Asks the server for its catalog, then resumes this tab's session or makes one.
   *
   * @param {{rests: boolean}} how rests: a run that plays is to pause, for this page trains others
   */
  async start({ rests }) {
    await this.#patience.untilReady();
    this.#store.dispatch({ type: 'catalog', catalog: await this.#patience.insist(getCatalog) });
    const id = this.#address.keptSession();
    const kept = id === null ? null : await this.#patience.insist(() => getSession(id)).catch(() => null);
    if (kept?.playing && rests) this.#pauseOnceOpen();
    if (kept) this.live.connect(kept.id);
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
    const isAwaited =
      file?.spec.data.name === 'table' && error instanceof Problem && /^(\/spec)?\/data:/.test(error.detail);
    const text = isAwaited
      ? 'This run was trained on a table that the server does not hold (any more).'
      : error.message;
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
      await this.put(run);
      const text = `${file.name} is loaded: step ${run.step} of its training.`;
      this.#store.dispatch({ type: 'notice', notice: { kind: 'info', text, canUndo: true } });
    } catch (error) {
      this.#refuse(run, `${file.name} was not loaded; the present run stays.`, /** @type {Error} */ (error));
    }
  }

  /** Puts a run of this spec in the place of the present one. @param {RunSpecInput} spec */
  async use(spec) {
    await this.put(asRunFile(spec));
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

  /** Goes over to another session of the server's, as to one that branched off. @param {string} id */
  follow(id) {
    this.live.connect(id);
  }

  /** Puts a run in the place of the present session's; undo brings that back. @param {RunFileInput} run */
  async put(run) {
    const { session } = this.#store.state.peek();
    if (!session) throw new RangeError('The page is not connected yet. Try again in a moment.');
    await putRun(session.id, run);
  }

  /** Fetches what may have been missed, as after an hour in the background. */
  catchUp() {
    this.live.catchUp();
  }

  /** Ends the wait before the next try to connect. */
  retryNow() {
    this.#patience.retryNow();
    this.live.retryNow();
  }

  #pauseOnceOpen() {
    const stop = this.#store.state.subscribe(({ connection }) => {
      if (connection.phase !== 'open') return;
      queueMicrotask(() => stop());
      this.commands.setPlaying(false);
    });
  }

  /** @param {RunFileInput} run */
  async #open(run) {
    if (this.#store.state.peek().session) return this.put(run);
    this.#store.dispatch({ type: 'connection', phase: 'connecting' });
    const session = await this.#patience.insist(() => createSession(run.spec));
    if (run.parameters) await this.#patience.insist(() => putRun(session.id, run));
    this.live.connect(session.id);
  }

  /** Makes a new session of the lost one's spec, with the weights last seen where they still fit, at the same step. */
  async #startAgain() {
    this.live.close();
    this.#store.dispatch({ type: 'connection', phase: 'lost' });
    const fresh = await this.#patience.insist(() =>
      createSession(this.#store.state.peek().spec ?? this.#defaultSpec()),
    );
    const { live } = this.#store.state.peek();
    const weights = live && live.step > 0 && live.parameters?.length === fresh.parameter_count && live.parameters;
    const run = weights && { step: live.step, epoch: live.epoch, parameters: toLayers(fresh.layers, weights) };
    const isBack = run && (await putRun(fresh.id, { ...asRunFile(fresh.spec), ...run }).catch(() => null));
    this.#say(`The server no longer had this run. It goes on from the same settings${isBack ? ' and weights' : ''}.`);
    this.live.connect(fresh.id);
  }

  #defaultSpec() {
    return /** @type {Catalog} */ (this.#store.state.peek().catalog).default;
  }

  #keepAddress() {
    const { session, look } = this.#store.state.peek();
    if (session) this.#address.keep(session, look.hidden);
  }

  #watch() {
    const hidden = this.#store.select(({ look }) => look.hidden);
    effect(() => {
      if (hidden.value) this.#keepAddress();
    });
  }

  /** @param {string} text */
  #say(text) {
    this.#store.dispatch({ type: 'notice', notice: { kind: 'info', text } });
  }
}
