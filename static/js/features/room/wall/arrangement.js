/**
 * The order of the wall: which members it shows, by the sort key and the filters that the teacher chooses. While runs
 * train, the order changes at most every few seconds, so that a tile stays where it is looked at.
 *
 * @import {Ticker} from '../../../core/ticker.js'
 * @import {MemberState, SortKey} from './arrange.js'
 * @import {Wall} from './wall.js'
 */

import { effect, signal } from '@preact/signals';

import { createPacedJob } from '../../../core/ticker.js';
import { STATES, countStates, readFilter, sortEntries } from './arrange.js';

const PAUSE = 2500; // ms between changes of the order

/** @typedef {{sort: SortKey, filter: string, states: MemberState[]}} Wishes states: those shown; empty: all */

export class Arrangement {
  #wall;
  #job;
  #members = '';

  /** @type {Wishes} */
  #wishes = { sort: 'arrival', filter: '', states: [] };

  /** What the teacher has chosen. */
  wishes = signal(this.#wishes);

  /** Ids of the members shown, in order. */
  shown = signal(/** @type {string[]} */ ([]));

  /** Number of members in each state, shown or not. */
  counts = signal(countStates([]));

  /**
   * @param {Wall} wall
   * @param {Ticker} ticker
   */
  constructor(wall, ticker) {
    this.#wall = wall;
    this.#job = createPacedJob(
      ticker,
      () => PAUSE,
      () => this.#arrange(),
    );
    effect(() => {
      if (wall.version.value > 0) this.#follow();
    });
  }

  /** @param {Partial<Wishes>} wishes */
  choose(wishes) {
    this.#wishes = { ...this.#wishes, ...wishes };
    this.wishes.value = this.#wishes;
    this.#arrange();
  }

  /** @param {MemberState} state */
  toggleState(state) {
    const { states } = this.#wishes;
    const next = states.includes(state) ? states.filter((other) => other !== state) : [...states, state];
    this.choose({ states: STATES.filter((each) => next.includes(each)) });
  }

  /** Arrange at once if members have come or gone, else soon. */
  #follow() {
    const members = this.#wall.entries.map(({ id }) => id).join();
    if (members === this.#members) this.#job.request();
    else this.#arrange();
    this.#members = members;
  }

  #arrange() {
    const { sort, filter, states } = this.#wishes;
    const { entries } = this.#wall;
    const holds = readFilter(filter);
    const wanted = entries.filter((entry) => (states.length === 0 || states.includes(entry.state)) && holds(entry));
    const shown = sortEntries(wanted, sort).map(({ id }) => id);
    if (shown.join() !== this.shown.peek().join()) this.shown.value = shown;
    const counts = countStates(entries);
    const before = this.counts.peek();
    if (STATES.some((state) => counts[state] !== before[state])) this.counts.value = counts;
  }
}
