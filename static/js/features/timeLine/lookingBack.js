/**
 * Looking back: keeps the list of a run's moments fresh, fetches what a moment looked like, branches from it and returns
 * to it. Looking is this page's own affair, and changes nothing; so that the moments stand still meanwhile, a playing run
 * is paused.
 *
 * @import {Frame, SessionInfo} from '../../protocol/model.js'
 * @import {MomentsAnswer} from '../../protocol/types.d.ts'
 * @import {App} from '../../core/app.js'
 */

import { computed, effect } from '@preact/signals';

import { decodeFrame } from '../../protocol/frame.js';
import { Problem, branchFrom, getMomentFrame, getMoments, returnTo } from '../../protocol/rest.js';
import { keepChoices, readChoices } from '../../core/address/choices.js';
import { placesOf } from './checkpoints.js';
import { isLive, viewOf } from '../../core/selectors.js';

const REFRESH = 500; // ms between two looks at the list while the run goes on
const HELD = 200; // frames, of some ten kilobytes each
const SETTLE = 300; // ms: browsers limit how often an address may change

export class TimeLine {
  #app;
  /** @type {Map<string, Frame>} what has been looked at, the longest unused first */
  #held = new Map();
  /** @type {SessionInfo | null} */
  #heldOf = null;
  /** @type {number | null} the step to look at next */
  #wanted = null;
  #fetching = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #refreshing = false;
  #isStale = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #keeping;
  /** @type {string | undefined} */
  #asked = readChoices().at; // the moment that was looked at before a reload

  /** @param {Pick<App, 'store' | 'commands' | 'run'>} app */
  constructor(app) {
    this.#app = app;
    const { state, select } = app.store;
    const [moments, live, playing] = [
      select((now) => now.moments),
      select((now) => now.live),
      select((now) => now.playing),
    ];
    /** Those of the slider; while the run plays they grow as often as the list is read, not with every frame. */
    this.places = computed(() => placesOf(moments.value, playing.value ? state.peek().live : live.value));
  }

  /** Keeps the list of moments fresh until the function that it returns is called. */
  watch() {
    const { select } = this.#app.store;
    const parts = select(({ session, live, playing, connection }) => {
      return connection.phase === 'open' && session && live
        ? `${session.id} ${session.course} ${live.step} ${playing}`
        : '';
    });
    const session = select((state) => state.session);
    const view = select((state) => JSON.stringify(viewOf(state)));
    const past = select((state) => state.past);
    const stops = [
      effect(() => {
        if (session.value && parts.value) this.#refreshSoon();
      }),
      effect(() => {
        const { past } = this.#app.store.state.peek();
        if (view.value && past !== null) this.look(past);
      }),
      effect(() => this.#keepPlace(past.value)),
    ];
    return () => {
      clearTimeout(this.#timer);
      clearTimeout(this.#keeping);
      this.#timer = undefined;
      stops.forEach((stop) => stop());
    };
  }

  /** Shows the moment of a step; of several that are asked for quickly, the last one. @param {number} step */
  look(step) {
    const { store, commands } = this.#app;
    const { playing, session } = store.state.peek();
    if (!session) return;
    if (playing) commands.setPlaying(false);
    store.dispatch({ type: 'past', step });
    this.#wanted = step;
    const held = this.#held.get(this.#keyOf(step));
    if (held) this.#show(held);
    else if (!this.#fetching) this.#fetch();
  }

  /** Shows the run as it is now. */
  back() {
    this.#wanted = null;
    this.#app.store.dispatch({ type: 'present' });
  }

  /** Goes on from the moment that is looked at in a session of its own, which this tab shows from then on. */
  async branch() {
    const { session, past, live } = this.#app.store.state.peek();
    if (!session || past === null) return;
    await this.#attempt(async () => {
      const branch = await branchFrom(session.id, past);
      this.#app.run.follow(branch.id);
      this.#say(
        `This is a branch from step ${past}, a run of its own. The one it came from, at step ${live?.step ?? past}, ` +
          'is kept in History.',
      );
    });
  }

  /** Puts the run back to the moment that is looked at. */
  async returnThere() {
    const { session, past } = this.#app.store.state.peek();
    if (!session || past === null) return;
    await this.#attempt(async () => {
      await returnTo(session.id, past);
      this.back();
      this.#say(`The run is back at step ${past}.`, true);
    });
  }

  // fetching

  #refreshSoon() {
    this.#isStale = true;
    if (this.#timer === undefined && !this.#refreshing) this.#timer = setTimeout(() => this.#refresh(), this.#delay());
  }

  /** A run that rests is looked at at once. */
  #delay() {
    return this.#app.store.state.peek().playing ? REFRESH : 0;
  }

  async #refresh() {
    const { session } = this.#app.store.state.peek();
    this.#timer = undefined;
    if (!session) return;
    this.#isStale = false;
    this.#refreshing = true;
    const moments = await getMoments(session.id).catch(() => null);
    this.#refreshing = false;
    if (moments) this.#app.store.dispatch({ type: 'moments', moments });
    if (moments && this.#asked !== undefined) this.#resume(moments);
    if (this.#isStale) this.#refreshSoon();
  }

  /** Goes back to the moment that was looked at before a reload, where it is still there. @param {MomentsAnswer} moments */
  #resume({ step }) {
    const asked = Number(this.#asked);
    this.#asked = undefined;
    if (step.includes(asked) && asked !== this.#app.store.state.peek().live?.step) this.look(asked);
  }

  /** @param {number | null} past */
  #keepPlace(past) {
    if (this.#asked !== undefined) return;
    clearTimeout(this.#keeping);
    const at = past === null ? null : String(past);
    if (at !== (readChoices().at ?? null)) this.#keeping = setTimeout(() => keepChoices({ at }), SETTLE);
  }

  async #fetch() {
    this.#fetching = true;
    while (this.#wanted !== null) {
      const step = this.#wanted;
      const { session } = this.#app.store.state.peek();
      const key = this.#keyOf(step);
      const frame = this.#held.get(key) ?? (await this.#ask(step));
      if (frame && this.#app.store.state.peek().session === session) this.#hold(key, frame);
      if (frame && this.#wanted !== null) this.#show(frame);
      if (this.#wanted === step) this.#wanted = null;
    }
    this.#fetching = false;
  }

  /** @param {number} step @returns {Promise<Frame | null>} */
  async #ask(step) {
    const state = this.#app.store.state.peek();
    if (!state.session) return null;
    try {
      return decodeFrame(await getMomentFrame(state.session.id, step, viewOf(state)));
    } catch (error) {
      this.#refuse(error);
      return null;
    }
  }

  /** @param {Frame} frame */
  #show(frame) {
    const { store } = this.#app;
    const { session } = store.state.peek();
    if (!session) return;
    store.dispatch({ type: 'moment', course: session.course, frame });
    const { past, frame: drawn } = store.state.peek();
    if (past === null || drawn === frame) return;
    this.back();
    this.#say(`The network had other layers at step ${frame.step}, and cannot be drawn over those of now.`);
  }

  /** @param {string} key @param {Frame} frame */
  #hold(key, frame) {
    this.#held.delete(key);
    this.#held.set(key, frame);
    for (const oldest of this.#held.keys()) {
      if (this.#held.size <= HELD) break;
      this.#held.delete(oldest);
    }
  }

  /** @param {number} step */
  #keyOf(step) {
    const state = this.#app.store.state.peek();
    if (state.session !== this.#heldOf) this.#held.clear(); // an edit alters what is kept of its step
    this.#heldOf = state.session;
    return `${step} ${JSON.stringify(viewOf(state))}`;
  }

  /** @param {() => Promise<void>} act */
  async #attempt(act) {
    if (!isLive(this.#app.store.state.peek())) return;
    await act().catch((error) => this.#refuse(error));
  }

  /** @param {unknown} error */
  #refuse(error) {
    if (!(error instanceof Problem)) throw error;
    if (error.status === 410) return; // the session is gone: the page makes another
    this.back();
    this.#refreshSoon();
    this.#app.store.dispatch({ type: 'notice', notice: { kind: 'error', text: error.message } });
  }

  /** @param {string} text @param {boolean} canUndo */
  #say(text, canUndo = false) {
    this.#app.store.dispatch({ type: 'notice', notice: { kind: 'info', text, canUndo } });
  }
}
