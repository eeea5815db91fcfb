/**
 * Views a run at its checkpoints: keeps their list up to date, fetches the frame of one, branches from it and returns
 * to it. Viewing changes nothing on the server; a playing run is paused, so that its checkpoints stay the same
 * meanwhile.
 *
 * @import {Frame, SessionInfo} from '../../protocol/model.js'
 * @import {CheckpointsAnswer} from '../../protocol/types.d.ts'
 * @import {App} from '../../core/app.js'
 */

import { computed, effect } from '@preact/signals';

import { decodeFrame } from '../../protocol/frame.js';
import { Problem } from '../../protocol/problem.js';
import { isLive, frameViewOf } from '../../core/selectors.js';
import { placeOf, placesOf } from './checkpoints.js';

const REFRESH = 500; // ms between two requests for the list while the run plays
const LARGE = 20_000; // parameters from which there may be no room for checkpoints, which the time line then says
const MOST_FRAMES = 200; // in the cache, of some ten kilobytes each
const ADDRESS_DELAY = 300; // ms: browsers limit how often an address may change

export class CheckpointViewer {
  #app;
  /** @type {Map<string, Frame>} frames of checkpoints, least recently used first */
  #cache = new Map();
  /** @type {SessionInfo | null} the session that the cached frames belong to */
  #cachedSession = null;
  /** @type {number | null} the step to show next */
  #wanted = null;
  #isFetching = false;
  /** @type {(() => void) | null} cancels the next refresh of the list; null if none is scheduled */
  #cancelRefresh = null;
  #isRefreshing = false;
  #isStale = false;
  #cancelWrite = () => {};
  /** @type {string | undefined} the step that was shown before a reload */
  #restored;

  /** @param {Pick<App, 'store' | 'commands' | 'run' | 'rest' | 'clock' | 'choices'>} app */
  constructor(app) {
    this.#app = app;
    this.#restored = app.choices.read().at;
    const { state, select } = app.store;
    const checkpoints = select((now) => now.checkpoints);
    const live = select((now) => now.live);
    const playing = select((now) => now.playing);
    /** Places of the slider. While the run plays they grow with every refresh of the list, not with every frame. */
    this.places = computed(() => placesOf(checkpoints.value, playing.value ? state.peek().live : live.value));
  }

  /** Keep the list of checkpoints up to date, until the returned function is called. */
  watch() {
    const { state, select } = this.#app.store;
    const progress = select(({ session, live, playing, connection }) =>
      connection.phase === 'open' && session && live
        ? `${session.id} ${session.history_number} ${live.step} ${playing}`
        : '',
    );
    const session = select((now) => now.session);
    const view = select((now) => JSON.stringify(frameViewOf(now)));
    const shown = select((now) => now.checkpoint);
    const stops = [
      effect(() => {
        if (!session.value || !progress.value) return;
        const isNew = state.peek().live?.step === 0 && session.value.parameter_count < LARGE;
        if (isNew)
          this.#restored = undefined; // there are no checkpoints yet
        else this.#refreshSoon();
      }),
      effect(() => {
        const { checkpoint } = state.peek();
        if (view.value && checkpoint !== null) this.show(checkpoint);
      }),
      effect(() => this.#writeAddress(shown.value)),
    ];
    return () => {
      this.#cancelRefresh?.();
      this.#cancelRefresh = null;
      this.#cancelWrite();
      for (const stop of stops) stop();
    };
  }

  /**
   * Show the checkpoint of a step. Of several requests in quick succession, the last one counts.
   *
   * @param {number} step
   */
  show(step) {
    const { store, commands } = this.#app;
    const { playing, session } = store.state.peek();
    if (!session) return;
    if (playing) commands.setPlaying(false);
    store.dispatch({ type: 'checkpoint', step });
    this.#wanted = step;
    const cached = this.#cache.get(this.#keyOf(step));
    if (cached) this.#draw(cached);
    else if (!this.#isFetching) this.#fetchWanted();
  }

  /** Show the run as it is now. */
  showPresent() {
    this.#wanted = null;
    this.#app.store.dispatch({ type: 'present' });
  }

  /**
   * Show a place of the time line, the last of which is the present.
   *
   * @param {number} place
   */
  showPlace(place) {
    const { steps } = this.places.peek();
    if (place >= steps.length - 1) this.showPresent();
    else this.show(steps[place]);
  }

  /**
   * Go some places along the time line; returns false if there are none in this direction.
   *
   * @param {number} by
   */
  move(by) {
    const places = this.places.peek();
    const next = placeOf(places, this.#app.store.state.peek().checkpoint) + by;
    if (next < 0 || next >= places.steps.length) return false;
    this.showPlace(next);
    return true;
  }

  /** Continue from the shown checkpoint in a new session, which this tab follows from then on. */
  async branch() {
    const { session, checkpoint, live } = this.#app.store.state.peek();
    if (!session || checkpoint === null) return;
    await this.#attempt(async () => {
      const branch = await this.#app.rest.branchFrom(session.id, checkpoint);
      this.#app.run.follow(branch.id);
      this.#notify(
        `This is a new run, branched at step ${checkpoint}. The original run, at step ${live?.step ?? checkpoint}, ` +
          'is saved in History.',
      );
    });
  }

  /** Return the run to the shown checkpoint. */
  async returnToCheckpoint() {
    const { session, checkpoint } = this.#app.store.state.peek();
    if (!session || checkpoint === null) return;
    await this.#attempt(async () => {
      await this.#app.rest.returnTo(session.id, checkpoint);
      this.showPresent();
      this.#notify(`The run is back at step ${checkpoint}.`, true);
    });
  }

  // requests

  #refreshSoon() {
    this.#isStale = true;
    if (this.#cancelRefresh || this.#isRefreshing) return;
    const delay = this.#app.store.state.peek().playing ? REFRESH : 0;
    this.#cancelRefresh = this.#app.clock.after(delay, () => this.#refresh());
  }

  async #refresh() {
    const { session } = this.#app.store.state.peek();
    this.#cancelRefresh = null;
    if (!session) return;
    this.#isStale = false;
    this.#isRefreshing = true;
    const checkpoints = await this.#app.rest.getCheckpoints(session.id).catch(() => null);
    this.#isRefreshing = false;
    if (checkpoints) this.#app.store.dispatch({ type: 'checkpoints', checkpoints });
    if (checkpoints && this.#restored !== undefined) this.#restore(checkpoints);
    if (this.#isStale) this.#refreshSoon();
  }

  /**
   * Show the checkpoint from before a reload again, if it still exists.
   *
   * @param {CheckpointsAnswer} checkpoints
   */
  #restore({ step }) {
    const restored = Number(this.#restored);
    this.#restored = undefined;
    if (step.includes(restored) && restored !== this.#app.store.state.peek().live?.step) this.show(restored);
  }

  /** @param {number | null} step */
  #writeAddress(step) {
    if (this.#restored !== undefined) return;
    const { clock, choices } = this.#app;
    this.#cancelWrite();
    const at = step === null ? null : String(step);
    if (at !== (choices.read().at ?? null)) this.#cancelWrite = clock.after(ADDRESS_DELAY, () => choices.keep({ at }));
  }

  async #fetchWanted() {
    this.#isFetching = true;
    while (this.#wanted !== null) {
      const step = this.#wanted;
      const { session } = this.#app.store.state.peek();
      const key = this.#keyOf(step);
      const frame = this.#cache.get(key) ?? (await this.#fetch(step));
      if (frame && this.#app.store.state.peek().session === session) this.#keep(key, frame);
      if (frame && this.#wanted !== null) this.#draw(frame);
      if (this.#wanted === step) this.#wanted = null;
    }
    this.#isFetching = false;
  }

  /**
   * @param {number} step
   * @returns {Promise<Frame | null>}
   */
  async #fetch(step) {
    const state = this.#app.store.state.peek();
    if (!state.session) return null;
    try {
      return decodeFrame(await this.#app.rest.getCheckpointFrame(state.session.id, step, frameViewOf(state)));
    } catch (error) {
      this.#refuse(error);
      return null;
    }
  }

  /** @param {Frame} frame */
  #draw(frame) {
    const { store } = this.#app;
    const { session } = store.state.peek();
    if (!session) return;
    store.dispatch({ type: 'checkpointFrame', historyNumber: session.history_number, frame });
    const { checkpoint, frame: drawn } = store.state.peek();
    if (checkpoint === null || drawn === frame) return;
    this.showPresent();
    this.#notify(`The network had different layers at step ${frame.step}, so that step cannot be shown.`);
  }

  /**
   * @param {string} key
   * @param {Frame} frame
   */
  #keep(key, frame) {
    this.#cache.delete(key);
    this.#cache.set(key, frame);
    for (const oldest of this.#cache.keys()) {
      if (this.#cache.size <= MOST_FRAMES) break;
      this.#cache.delete(oldest);
    }
  }

  /** @param {number} step */
  #keyOf(step) {
    const state = this.#app.store.state.peek();
    if (state.session !== this.#cachedSession) this.#cache.clear(); // an edit changes the checkpoint of its step
    this.#cachedSession = state.session;
    return `${step} ${JSON.stringify(frameViewOf(state))}`;
  }

  /** @param {() => Promise<void>} act */
  async #attempt(act) {
    if (!isLive(this.#app.store.state.peek())) return;
    await act().catch((error) => this.#refuse(error));
  }

  /** @param {unknown} error */
  #refuse(error) {
    if (!(error instanceof Problem)) throw error;
    if (error.status === 410) return; // the session is gone: the page creates another
    this.showPresent();
    this.#refreshSoon();
    this.#app.store.dispatch({ type: 'notice', notice: { kind: 'error', text: error.message } });
  }

  /**
   * @param {string} text
   * @param {boolean} [canUndo]
   */
  #notify(text, canUndo = false) {
    this.#app.store.dispatch({ type: 'notice', notice: { kind: 'info', text, canUndo } });
  }
}
