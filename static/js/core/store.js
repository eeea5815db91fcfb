/**
 * The store of the state: events go in by `dispatch`, signals come out. Views read signals and never write them.
 *
 * @import {ReadonlySignal} from '@preact/signals'
 * @import {State, StateEvent} from './model.js'
 */

import { computed, signal } from '@preact/signals';

import { initialState, reduce } from './reducer.js';

/**
 * @param {'light' | 'dark'} theme
 * @param {boolean} [readOnly] whether the run is only watched
 */
export function createStore(theme, readOnly = false) {
  const state = signal(initialState(theme, readOnly));

  /** @param {StateEvent} event */
  function dispatch(event) {
    state.value = reduce(state.peek(), event);
  }

  /**
   * Create a signal of a part of the state, which changes only when that part does.
   *
   * @template T
   * @param {(state: State) => T} read
   * @returns {ReadonlySignal<T>}
   */
  const select = (read) => computed(() => read(state.value));

  return { state: /** @type {ReadonlySignal<State>} */ (state), dispatch, select };
}

/** @typedef {ReturnType<typeof createStore>} Store */
