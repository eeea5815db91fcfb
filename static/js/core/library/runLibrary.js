/**
 * The saved runs of this browser. The present run is saved whenever training pauses, and before another run takes its
 * place. A run that is saved by hand includes everything needed to continue it exactly.
 *
 * @import {Signal} from '@preact/signals'
 * @import {Frame} from '../../protocol/model.js'
 * @import {Environment} from '../environment.js'
 * @import {State} from '../model.js'
 * @import {Store} from '../store.js'
 * @import {RunDatabase} from './runDatabase.js'
 * @import {SavedRun} from './runs.js'
 */

import { effect, signal } from '@preact/signals';

import { RunDatabaseError } from './runDatabase.js';
import { MOST_BYTES, keyOf, runOf, sizeOf, withRun } from './runs.js';

const PAUSE = 300; // ms of pause before a run is saved
const MOST_COMPARED = 6; // as many as can be told apart at a glance

export class RunLibrary {
  #store;
  #environment;
  #database;
  /** @type {State | null} the state when it was last observed */
  #last = null;
  #key = ''; // of the present stretch of training
  #firstStep = 0; // of this stretch, as seen by this page
  /** @type {Frame | null} the newest frame when the stretch began, which belongs to the stretch before */
  #formerFrame = null;
  #savedStep = -1;
  #wasChanged = false;
  #isListing = false;
  #cancelTimer = () => {};
  /** @type {Promise<void>} the end of a queue: database operations run one after the other */
  #queue = Promise.resolve();

  /** Saved runs, newest first; null until they are read. @type {Signal<SavedRun[] | null>} */
  runs = signal(null);

  /** Why runs cannot be saved; empty if they can. */
  problem = signal('');

  /** Keys of the runs to compare. @type {Signal<string[]>} */
  compared;

  /**
   * @param {Store} store
   * @param {Pick<Environment, 'rest' | 'clock' | 'choices'>} environment
   * @param {Pick<RunDatabase, keyof RunDatabase>} database
   */
  constructor(store, environment, database) {
    this.#store = store;
    this.#environment = environment;
    this.#database = database;
    this.compared = signal(environment.choices.read().compare?.split(',').filter(Boolean) ?? []);
  }

  /** Save the page's runs from now on. */
  watch() {
    effect(() => this.#observe(this.#store.state.value));
  }

  /** Read the saved runs, now and whenever another window changes them. */
  list() {
    this.#isListing = true;
    this.#database.listen(() => this.#enqueue(() => this.#read()));
    return this.#enqueue(() => this.#read());
  }

  /** Save the present run by hand: exactly, unless it trains on meanwhile or is too large. */
  async save() {
    const state = this.#store.state.peek();
    const run = runOf(state, this.#environment.clock.date());
    if (!run || !state.session) return;
    const exact = await this.#environment.rest.getRun(state.session.id).catch(() => null);
    const file = exact?.step === run.step ? exact : run.file;
    await this.#write({ ...run, file, isPinned: true, wasChanged: this.#wasChanged });
  }

  /** Save the present run as it was when it was last observed, if it is not saved yet. */
  saveUnsaved() {
    this.#cancelTimer();
    const state = this.#last;
    if (!state || !this.#isTrained(state) || state.live?.step === this.#savedStep) return;
    const run = runOf(state, this.#environment.clock.date());
    this.#savedStep = state.live?.step ?? -1;
    if (run) this.#write({ ...run, wasChanged: this.#wasChanged });
  }

  /**
   * Rename or pin a run. Does nothing if it has been deleted meanwhile.
   *
   * @param {string} key
   * @param {Partial<Pick<SavedRun, 'name' | 'isPinned'>>} change
   */
  change(key, change) {
    return this.#enqueue(async () => {
      const run = (await this.#database.all()).find((saved) => saved.key === key); // earlier changes included
      if (run) await this.#database.put({ ...run, ...change });
      await this.#read();
    });
  }

  /** @param {string} key */
  delete(key) {
    return this.#enqueue(async () => {
      await this.#database.delete(key);
      await this.#read();
    });
  }

  /**
   * Add a run to the comparison, or remove it.
   *
   * @param {string} key
   * @param {boolean} on
   */
  compare(key, on) {
    const others = this.compared.peek().filter((other) => other !== key);
    this.compared.value = on ? [...others, key].slice(-MOST_COMPARED) : others;
    this.#environment.choices.keep({ compare: this.compared.value.join(',') || null });
  }

  /** @param {State} state */
  #observe(state) {
    const { session, live, playing } = state;
    if (!session) return;
    const key = keyOf(session);
    if (key !== this.#key) {
      this.saveUnsaved();
      this.#key = key;
      this.#firstStep = session.step;
      this.#formerFrame = live;
      this.#savedStep = -1;
      this.#wasChanged = false;
    } else if (this.#last?.session !== session && this.#isTrained(state)) {
      this.#wasChanged ||= JSON.stringify(this.#last?.session?.spec) !== JSON.stringify(session.spec);
    }
    this.#last = state;
    if (playing || live?.step === this.#savedStep || !this.#isTrained(state)) return;
    this.#cancelTimer();
    this.#cancelTimer = this.#environment.clock.after(PAUSE, () => this.saveUnsaved());
  }

  /**
   * True if this page saw the run train.
   *
   * @param {State} state
   */
  #isTrained({ live }) {
    return live !== null && live !== this.#formerFrame && live.step > this.#firstStep;
  }

  /** @param {SavedRun} run */
  #write(run) {
    return this.#enqueue(async () => {
      const small = sizeOf(run) > MOST_BYTES ? { ...run, file: null } : run;
      if (sizeOf(small) > MOST_BYTES) {
        throw new RunDatabaseError(
          'This run holds too much data to be saved in the browser. Save it as a file instead.',
        );
      }
      const { run: merged, gone } = withRun(await this.#database.all(), small);
      await this.#database.put(merged);
      for (const key of gone) await this.#database.delete(key);
      await this.#read();
    });
  }

  async #read() {
    if (this.#isListing) this.runs.value = await this.#database.all();
  }

  /** @param {() => Promise<void>} act */
  #enqueue(act) {
    this.#queue = this.#queue.then(act).then(
      () => {
        this.problem.value = '';
      },
      (error) => {
        if (error instanceof RunDatabaseError) this.problem.value = error.message;
        else reportError(error);
      },
    );
    return this.#queue;
  }
}
