/**
 * Keeps the runs of a tab in the browser by itself: whenever training pauses, and before another run takes the place of
 * one that was trained. Kept by hand, a run has with it all that exact continuation needs.
 *
 * @import {Frame} from '../../protocol/model.js'
 * @import {State} from '../model.js'
 * @import {Store} from '../store.js'
 * @import {KeptRun} from './runs.js'
 */

import { effect, signal } from '@preact/signals';

import { getRun } from '../../protocol/rest.js';
import { keepChoices, readChoices } from '../address/choices.js';
import { MOST_BYTES, keyOf, runOf, sizeOf, withRun } from './runs.js';
import { Shelf, ShelfError } from './runDatabase.js';

const QUIET = 300; // ms that a run rests before it is kept
const MOST_COMPARED = 6; // as many as can be told apart at a glance

export class Keeper {
  #store;
  #shelf = new Shelf();
  /** @type {State | null} as it was at the last look */
  #last = null;
  #key = '';
  #firstStep = 0; // of this stretch of training, as this page saw it
  /** @type {Frame | null} the newest one when the stretch began, which is of the one before */
  #oldFrame = null;
  #keptStep = -1;
  #wasChanged = false;
  #isListing = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** @type {Promise<void>} one thing after the other */
  #work = Promise.resolve();

  /** Newest first; null while they are not read. @type {import('@preact/signals').Signal<KeptRun[] | null>} */
  runs = signal(null);

  /** Why runs are not kept, where they are not. @type {import('@preact/signals').Signal<string>} */
  problem = signal('');

  /** The keys of those that are compared. @type {import('@preact/signals').Signal<string[]>} */
  compared = signal(readChoices().compare?.split(',').filter(Boolean) ?? []);

  /** @param {Store} store */
  constructor(store) {
    this.#store = store;
  }

  /** Keeps the page's runs from now on. */
  watch() {
    effect(() => this.#look(this.#store.state.value));
    addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'hidden') this.#keepPresent();
    });
  }

  /** Reads what is kept, and keeps up with it. */
  list() {
    this.#isListing = true;
    this.#shelf.listen(() => this.#enqueue(() => this.#read()));
    return this.#enqueue(() => this.#read());
  }

  /** Keeps the present run by hand: exactly, unless it goes on meanwhile or is too large. */
  async keep() {
    const state = this.#store.state.peek();
    const run = runOf(state, Date.now());
    if (!run || !state.session) return;
    const exact = await getRun(state.session.id).catch(() => null);
    const file = exact?.step === run.step ? exact : run.file;
    await this.#write({ ...run, file, isPinned: true, wasChanged: this.#wasChanged });
  }

  /** @param {KeptRun} run @param {Partial<Pick<KeptRun, 'name' | 'isPinned'>>} change */
  change(run, change) {
    return this.#enqueue(async () => {
      await this.#shelf.put({ ...run, ...change });
      await this.#read();
    });
  }

  /** @param {KeptRun} run */
  delete(run) {
    return this.#enqueue(async () => {
      await this.#shelf.delete(run.key);
      await this.#read();
    });
  }

  /** Takes a run into the comparison, or out of it. @param {string} key @param {boolean} on */
  compare(key, on) {
    const others = this.compared.peek().filter((other) => other !== key);
    this.compared.value = on ? [...others, key].slice(-MOST_COMPARED) : others;
    keepChoices({ compare: this.compared.value.join(',') || null });
  }

  /** @param {State} state */
  #look(state) {
    const { session, live, playing } = state;
    if (!session) return;
    const key = keyOf(session);
    if (key !== this.#key) {
      this.#keepPresent();
      this.#key = key;
      this.#firstStep = session.step;
      this.#oldFrame = live;
      this.#keptStep = -1;
      this.#wasChanged = false;
    } else if (this.#last?.session !== session && this.#isTrained(state)) {
      this.#wasChanged ||= JSON.stringify(this.#last?.session?.spec) !== JSON.stringify(session.spec);
    }
    this.#last = state;
    if (playing || live?.step === this.#keptStep || !this.#isTrained(state)) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#keepPresent(), QUIET);
  }

  /** Whether this page saw the run train. @param {State} state */
  #isTrained({ live }) {
    return live !== null && live !== this.#oldFrame && live.step > this.#firstStep;
  }

  /** Keeps the run as it was at the last look. */
  #keepPresent() {
    clearTimeout(this.#timer);
    const state = this.#last;
    if (!state || !this.#isTrained(state) || state.live?.step === this.#keptStep) return;
    const run = runOf(state, Date.now());
    this.#keptStep = state.live?.step ?? -1;
    if (run) this.#write({ ...run, wasChanged: this.#wasChanged });
  }

  /** @param {KeptRun} run */
  #write(run) {
    return this.#enqueue(async () => {
      const small = sizeOf(run) > MOST_BYTES ? { ...run, file: null } : run;
      if (sizeOf(small) > MOST_BYTES) {
        throw new ShelfError('This run holds too much data to be kept in the browser. Save it as a file instead.');
      }
      const { run: kept, gone } = withRun(await this.#shelf.all(), small);
      await this.#shelf.put(kept);
      for (const key of gone) await this.#shelf.delete(key);
      await this.#read();
    });
  }

  async #read() {
    if (this.#isListing) this.runs.value = await this.#shelf.all();
  }

  /** @param {() => Promise<void>} act */
  #enqueue(act) {
    this.#work = this.#work.then(act).then(
      () => {
        this.problem.value = '';
      },
      (error) => {
        if (error instanceof ShelfError) this.problem.value = error.message;
        else reportError(error);
      },
    );
    return this.#work;
  }
}
