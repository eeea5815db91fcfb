/**
 * The session of the page: created from the address or the default spec, resumed after a reload, and replaced if the
 * server no longer has it. Each of these is shown in the state.
 *
 * @import {Catalog, RunFileInput, RunSpec, RunSpecInput} from '../../protocol/types.d.ts'
 * @import {Environment} from '../environment.js'
 * @import {Store} from '../store.js'
 * @import {Ticker} from '../ticker.js'
 * @import {Needs} from './needs.js'
 */

import { effect } from '@preact/signals';

import { Problem } from '../../protocol/problem.js';
import { Address } from '../address/address.js';
import { LONGEST, writeFragment } from '../address/links.js';
import { PAGE_PARTS } from '../address/pageParts.js';
import { asRunFile, readRunFile } from '../address/runFile.js';
import { reportUnknownChoices } from '../address/unknownChoices.js';
import { toLayers } from '../parameters.js';
import { until } from '../until.js';
import { Live } from './live.js';
import { RetryingClient } from './retryingClient.js';

export class Run {
  #store;
  #rest;
  #ownSession;
  #location;
  #retrying;
  #address;
  /** @type {{spec: Promise<RunSpecInput | null>, onOpen: () => void}} */
  #first = { spec: Promise.resolve(null), onOpen: () => {} };

  /**
   * @param {Store} store
   * @param {Ticker} ticker
   * @param {Environment} environment
   * @param {Needs} needs what the view needs of the run
   */
  constructor(store, ticker, environment, needs) {
    this.#store = store;
    this.#rest = environment.rest;
    this.#ownSession = environment.ownSession;
    this.#location = environment.location;
    this.#retrying = new RetryingClient(store, environment);
    this.#address = new Address(environment);
    this.live = new Live(store, ticker, environment, this.#retrying, {
      needs,
      onSession: () => this.#writeAddress(),
      onGone: () => this.#replaceLost(),
    });
    this.commands = this.live.commands;
    this.#watch();
  }

  /**
   * Fetch the catalog, then resume this tab's session or create one.
   *
   * @param {{rests: boolean, isWarming: boolean}} options rests: pause a run that plays, because this page trains
   *   others; isWarming: the server was compiling its kernels when it sent the page
   */
  async start({ rests, isWarming }) {
    const asked = this.#rest.getCatalog().catch(() => null); // on its way while the server gets ready
    if (isWarming) await this.#retrying.untilReady();
    const catalog = (await asked) ?? (await this.#retrying.retry(() => this.#rest.getCatalog()));
    this.#store.dispatch({ type: 'catalog', catalog });
    const id = this.#address.storedSession();
    const stored = id === null ? null : await this.#retrying.retry(() => this.#rest.getSession(id)).catch(() => null);
    if (stored?.playing && rests) this.#pauseOnceOpen();
    if (stored) this.live.connect(stored.id);
    else await this.openFromAddress();
  }

  /** Open the run in the address. If it holds no valid run, keep the present one or start the default one. */
  async openFromAddress() {
    /** @type {RunFileInput | null} */
    let file = null;
    try {
      const { run, hidden, unknown } = await this.#address.read();
      this.#store.dispatch({ type: 'look', look: { hidden } });
      reportUnknownChoices(
        { store: this.#store },
        { hide: PAGE_PARTS.map(({ name }) => name) },
        { hide: unknown.join('.') },
      );
      file = run && ('format' in run ? run : asRunFile(run));
      if (file) return await this.#open(file);
    } catch (error) {
      this.#refuse(
        file,
        error instanceof Problem ? 'The run in the link could not be opened.' : '',
        /** @type {Error} */ (error),
      );
    }
    return this.#store.state.peek().session ? this.#writeAddress() : this.#openFirst();
  }

  /**
   * Begin with this run, rather than with the default one, if neither the tab nor the address has another.
   *
   * @param {Promise<RunSpecInput | null>} spec null for the default one
   * @param {() => void} onOpen called if the server accepts the spec
   */
  startWith(spec, onOpen) {
    this.#first = { spec, onOpen };
  }

  /**
   * Show why a run was not opened. If its table is missing on the server, the notice offers to choose the file.
   *
   * @param {RunFileInput | null} file
   * @param {string} introduction
   * @param {Error} error
   */
  #refuse(file, introduction, error) {
    const lacksTable =
      file?.spec.data?.name === 'table' && // a link may lack anything
      error instanceof Problem &&
      error.fields.some((field) => field === '/data' || field === '/spec/data');
    const text = lacksTable ? 'This run was trained on a table that the server no longer has.' : error.message;
    const awaited = lacksTable ? /** @type {RunSpec} */ (file.spec) : undefined;
    this.#store.dispatch({
      type: 'notice',
      notice: { kind: 'error', text: `${introduction} ${text}`.trim(), awaited },
    });
  }

  /**
   * Replace the present run by one from a file.
   *
   * @param {File} file
   */
  async load(file) {
    /** @type {RunFileInput | null} */
    let run = null;
    try {
      run = readRunFile(await file.text());
      await this.put(run);
      const text = `Opened ${file.name} at step ${run.step}.`;
      this.#store.dispatch({ type: 'notice', notice: { kind: 'info', text, canUndo: true } });
    } catch (error) {
      this.#refuse(run, `${file.name} was not opened; the current run stays.`, /** @type {Error} */ (error));
    }
  }

  /**
   * Replace the present run by the start of another.
   *
   * @param {RunSpecInput} spec
   */
  async use(spec) {
    await this.put(asRunFile(spec));
  }

  /**
   * Create a link to the present run: its data and settings, and optionally its weights.
   *
   * @param {boolean} withWeights
   * @throws {RangeError} with a message for the user if the link would be too long
   */
  async link(withWeights) {
    const { session, look } = this.#store.state.peek();
    if (!session) throw new RangeError('There is no run yet.');
    const run = withWeights ? { ...(await this.#rest.getRun(session.id)), state: null } : session.spec;
    const fragment = await writeFragment(run, look.hidden);
    if (fragment.length > LONGEST) {
      throw new RangeError(
        `The link would be ${fragment.length} characters long, more than ${LONGEST}. Save the run as a file instead.`,
      );
    }
    return this.#location.href.replace(/#.*/, '') + fragment;
  }

  /**
   * Switch to another session of the server, such as a branch.
   *
   * @param {string} id
   */
  follow(id) {
    this.live.connect(id);
  }

  /**
   * Replace the run of the present session; undo restores it.
   *
   * @param {RunFileInput} run
   */
  async put(run) {
    const { session } = this.#store.state.peek();
    if (!session) throw new RangeError('The page is not connected yet. Try again in a moment.');
    await this.#rest.putRun(session.id, run);
  }

  /** Fetch the history again, for example after an hour in the background. */
  catchUp() {
    this.live.catchUp();
  }

  /** End the wait before the next try to connect. */
  retryNow() {
    this.#retrying.retryNow();
    this.live.retryNow();
  }

  async #pauseOnceOpen() {
    await until(() => this.#store.state.value.connection.phase === 'open');
    this.commands.setPlaying(false);
  }

  /** @param {RunFileInput | null} run null: the one that a workshop has given this page, or the default one */
  async #open(run) {
    if (run && this.#store.state.peek().session) return this.put(run);
    this.#store.dispatch({ type: 'connection', phase: 'connecting' });
    const own = await this.#findOwn();
    const session =
      own ?? (await this.#retrying.retry(() => this.#rest.createSession(run?.spec ?? this.#defaultSpec())));
    if (run && (own || run.parameters)) await this.#retrying.retry(() => this.#rest.putRun(session.id, run));
    this.live.connect(session.id);
  }

  async #openFirst() {
    const spec = await this.#first.spec;
    if (spec) {
      const refusal = await this.#open(asRunFile(spec)).catch((/** @type {unknown} */ error) => error);
      if (!refusal) return this.#first.onOpen();
    }
    return this.#open(null);
  }

  /** Get the session that a workshop has given this page; null if it is in none, or not any more. */
  async #findOwn() {
    const find = this.#ownSession;
    if (!find) return null;
    return this.#retrying.retry(async () => this.#rest.getSession(await find())).catch(() => null);
  }

  /** Replace the lost session by another: same spec, and the last weights and step if the weights still fit. */
  async #replaceLost() {
    this.live.close();
    const spec = this.#store.state.peek().spec ?? this.#defaultSpec();
    const own = await this.#findOwn();
    const fresh = own ?? (await this.#retrying.retry(() => this.#rest.createSession(spec)));
    const { live } = this.#store.state.peek();
    const weights = live && live.step > 0 && live.parameters?.length === fresh.parameter_count && live.parameters;
    const state = weights && { step: live.step, epoch: live.epoch, parameters: toLayers(fresh.layers, weights) };
    const run = { ...asRunFile(spec), ...state };
    const isBack = (own || state) && (await this.#rest.putRun(fresh.id, run).catch(() => null));
    const kept = isBack && state ? 'settings and weights' : 'settings';
    const text =
      own && !isBack
        ? 'This run was no longer on the server. The run of the workshop has started anew.'
        : `This run was no longer on the server. It continues with the same ${kept}.`;
    this.#store.dispatch({ type: 'notice', notice: { kind: 'info', text } });
    this.live.connect(fresh.id);
  }

  #defaultSpec() {
    return /** @type {Catalog} */ (this.#store.state.peek().catalog).default;
  }

  #writeAddress() {
    const { session, look } = this.#store.state.peek();
    if (session) this.#address.write(session, look.hidden);
  }

  #watch() {
    const hidden = this.#store.select(({ look }) => look.hidden);
    effect(() => {
      if (hidden.value) this.#writeAddress();
    });
  }
}
