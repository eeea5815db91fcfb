/**
 * A seed study: the current run with several seeds, trained in lockstep. The number of seeds is stored in the address.
 *
 * @import {RunSpec} from '../../../protocol/types.d.ts'
 * @import {App} from '../../../core/app.js'
 * @import {Entry} from '../../../core/group/group.js'
 */

import { signal } from '@preact/signals';

import { reportUnknownChoices } from '../../../core/address/unknownChoices.js';

export const MIN_SEEDS = 3;
export const MAX_SEEDS = 20;

const DEFAULT_COUNT = 5;
const SEEDS = 2 ** 32;

export class SeedStudy {
  #app;
  #requested;

  /** @param {Pick<App, 'store' | 'group' | 'choices'>} app */
  constructor(app) {
    this.#app = app;
    reportUnknownChoices(app, { n: { low: MIN_SEEDS, high: MAX_SEEDS } });
    this.#requested = countOf(app.choices.read().n);
    this.count = signal(this.#requested ?? DEFAULT_COUNT);
  }

  /** Open the runs that the address asks for, if none are open. */
  resume() {
    if (this.#requested !== null && this.#app.group.members.peek().length === 0) return this.#open(this.#requested);
  }

  /** Create the runs and train them. */
  async train() {
    const { group } = this.#app;
    await this.#open(this.count.peek());
    await group.whenOpen();
    group.setPlaying(true);
  }

  /** @param {number} count */
  async #open(count) {
    const { store, group, choices } = this.#app;
    const { session } = store.state.peek();
    if (!session) return;
    choices.keep({ n: String(count) });
    await group.open(entriesOf(session.spec, count)).catch((/** @type {Error} */ { message }) => {
      store.dispatch({ type: 'notice', notice: { kind: 'error', text: message } });
    });
  }
}

/**
 * Entries of the group: a spec with consecutive seeds, starting with its own.
 *
 * @param {RunSpec} spec
 * @param {number} count
 * @returns {Entry[]}
 */
export const entriesOf = (spec, count) =>
  Array.from({ length: count }, (_, index) => {
    const seed = (spec.seed + index) % SEEDS;
    return { label: `seed ${seed}`, spec: { ...spec, seed } };
  });

/** Read the number of seeds from the address; null if it has none. @param {string | undefined} text */
export function countOf(text) {
  const count = Number(text);
  return Number.isInteger(count) && count >= MIN_SEEDS && count <= MAX_SEEDS ? count : null;
}
