/**
 * Several sessions side by side, trained in lockstep: all have made the same number of steps whenever they are looked at.
 *
 * Each member has a store like the page's own, so that whatever draws the run draws a member. The group's store follows
 * the member that leads, and says whether the group plays: it is what the transport shows.
 *
 * @import {SessionInfo, Unit, View} from '../../protocol/model.js'
 * @import {RunSpec, RunSpecInput} from '../../protocol/types.d.ts'
 * @import {Scene} from '../app.js'
 * @import {State} from '../model.js'
 * @import {Run} from '../session/run.js'
 * @import {Store} from '../store.js'
 * @import {Ticker} from '../ticker.js'
 *
 * @typedef {{label: string, spec: RunSpecInput | RunSpec}} Entry what is to be run, and how it is called
 * @typedef {Scene & {label: string, live: Live}} Member
 */

import { computed, effect, signal } from '@preact/signals';

import { deleteSession } from '../../protocol/rest.js';
import { keepSessions, openSessions } from './groupSessions.js';
import { Live } from '../session/live.js';
import { START, after, nextRound } from './lockstep.js';
import { Patience } from '../session/retryingClient.js';
import { SPEEDS } from '../speeds.js';
import { createStore } from '../store.js';

export class Group {
  #page;
  #ticker;
  #patience;
  #view = /** @type {(state: State) => View} */ (() => NO_MAPS);
  #entries = '';
  #playing = false;
  #running = false;
  /** @type {string[]} the sessions of the entries */
  #ids = [];
  /** @type {Member[]} the page's own run, where it is one of the group */
  #hosts = [];

  /** The sessions, in the order of their entries; empty while none is open. @type {import('@preact/signals').Signal<Member[]>} */
  members = signal([]);

  /**
   * @param {Store} page the page's own store: its catalog and how things are shown are the members' too
   * @param {Ticker} ticker
   */
  constructor(page, ticker) {
    this.#page = page;
    this.#ticker = ticker;
    this.store = createStore(page.state.peek().look.theme);
    this.#patience = new Patience(this.store);
    const theme = page.select(({ look }) => look.theme);
    effect(() => {
      const own = this.members.value.filter((member) => !this.#hosts.includes(member));
      for (const { store } of [this, ...own]) store.dispatch({ type: 'look', look: { theme: theme.value } });
    });
    this.#followLeader();
  }

  /**
   * Makes the page's own run the first of the group, and the one that leads.
   *
   * @param {string} label
   * @param {Run} run
   */
  host(label, { live }) {
    this.#hosts = [{ label, store: this.#page, ticker: this.#ticker, live }];
    this.members.value = this.#hosts;
  }

  /** Takes the page's own run out of the group. */
  unhost() {
    this.members.value = this.members.peek().filter((member) => !this.#hosts.includes(member));
    this.#hosts = [];
    this.#followLeader();
  }

  /**
   * Runs these, in place of those before; the sessions that this tab had for the same entries go on, after a reload as well.
   *
   * @param {Entry[]} entries
   * @param {(state: State) => View} [view] what the members' frames are to hold; figures alone when left out
   * @throws where the server refuses one of them; those before stay
   */
  async open(entries, view = () => NO_MAPS) {
    const asked = JSON.stringify(entries);
    if (asked === this.#entries) return;
    this.#entries = asked;
    this.#view = view;
    this.#pause();
    const sessions = await openSessions(entries, this.#patience).catch((problem) => {
      if (this.#entries === asked) this.#entries = '';
      throw problem;
    });
    if (this.#entries !== asked) return sessions.forEach(({ id }) => deleteSession(id)); // others were opened meanwhile
    this.#replace(
      entries.map(({ label }, index) => this.#follow(label, sessions[index])),
      sessions.map(({ id }) => id),
    );
  }

  /** Starts the same entries anew. */
  reopen() {
    const entries = this.#entries;
    this.#entries = '';
    this.#replace([], []);
    return this.open(JSON.parse(entries), this.#view);
  }

  /**
   * Puts these in place of the members before, whose sessions are deleted once nothing is asked of them any more.
   *
   * @param {Member[]} members @param {string[]} ids of their sessions
   */
  #replace(members, ids) {
    const left = this.members.peek().filter((member) => !this.#hosts.includes(member));
    const leftIds = this.#ids;
    this.#ids = ids;
    this.members.value = [...this.#hosts, ...members];
    left.forEach(({ live }, index) => live.end().then(() => deleteSession(leftIds[index])));
    keepSessions(this.#entries, ids);
  }

  /** Trains those that are behind the leader until they have made as many steps. */
  async catchUp() {
    const [leader, ...others] = this.members.peek();
    const step = leader ? stepOf(leader.store) : 0;
    await Promise.all(
      others.map(async ({ store, live }) => {
        await until(() => isOpen(store));
        const behind = step - stepOf(store);
        if (behind > 0) await live.advance(behind, 'step');
      }),
    );
  }

  /** Fulfilled when every member is connected: those that train without the others would be ahead of them. */
  whenOpen() {
    return until(() => this.members.value.every(({ store }) => isOpen(store)));
  }

  // what the transport does

  /** @param {boolean} playing */
  setPlaying(playing) {
    if (!playing) return this.#pause();
    this.#playing = true;
    this.store.dispatch({ type: 'play', playing });
    this.#run();
  }

  togglePlaying() {
    this.setPlaying(!this.#playing);
  }

  /** Trains every member for one unit and stops. @param {Unit} unit */
  async step(unit) {
    this.#pause();
    await this.whenOpen();
    await this.#advance(1, unit);
  }

  /** Back to the same initial weights. */
  rewind() {
    for (const { live } of this.members.peek()) live.commands.rewind();
  }

  /** On to other initial weights, the same for all. @param {number} seed */
  redraw(seed) {
    for (const { live } of this.members.peek()) live.commands.redraw(seed);
  }

  /** Takes back the last change of every member. */
  undo() {
    for (const { live } of this.members.peek()) live.commands.undo();
  }

  /** @param {number} speed index into SPEEDS */
  setSpeed(speed) {
    this.store.dispatch({ type: 'look', look: { speed } });
  }

  #pause() {
    this.#playing = false;
    this.store.dispatch({ type: 'play', playing: false });
  }

  /**
   * Trains round by round while it plays; a round is done when every member has made its steps. The next one begins while
   * this one's frames wait for the screen, but not before those of the one before are drawn.
   */
  async #run() {
    if (this.#running) return;
    this.#running = true;
    let round = START;
    let drawn = Promise.resolve();
    await this.whenOpen();
    for (let last = performance.now(); this.#playing && this.#trainable().length > 0; ) {
      const speed = SPEEDS[this.store.state.peek().look.speed];
      const began = performance.now();
      round = nextRound(round, speed, (began - last) / 1000);
      last = began;
      if (round.count > 0) round = after(round, await this.#advance(round.count, round.unit));
      await Promise.all([drawn, this.whenOpen()]);
      drawn = new Promise((resolve) => this.#ticker.schedule(resolve));
    }
    this.#running = false;
    if (this.#playing) this.#pause();
  }

  /** The seconds of training of all together. @param {number} count @param {Unit} unit */
  async #advance(count, unit) {
    const seconds = await Promise.all(this.#trainable().map(({ live }) => live.advance(count, unit)));
    return seconds.reduce((sum, each) => sum + each, 0);
  }

  #trainable() {
    return this.members.peek().filter(({ store }) => {
      const { status, connection } = store.state.peek();
      return status === 'ready' && connection.phase === 'open';
    });
  }

  /** @param {string} label @param {SessionInfo} session @returns {Member} */
  #follow(label, session) {
    const { catalog, look } = this.#page.state.peek();
    const store = createStore(look.theme);
    if (catalog) store.dispatch({ type: 'catalog', catalog });
    const live = new Live(store, this.#ticker, new Patience(store), { view: this.#view, onGone: () => this.#gone() });
    live.connect(session.id);
    return { label, store, ticker: this.#ticker, live };
  }

  #gone() {
    this.#page.dispatch({
      type: 'notice',
      notice: { kind: 'info', text: 'The server no longer had one of these runs. They all start again.' },
    });
    this.reopen();
  }

  /** What the leader is told, the group's store is told, but whether it plays. */
  #followLeader() {
    const { dispatch } = this.store;
    const leader = computed(() => this.#leader());
    /** @template T @param {(state: State) => T} read */
    const part = (read) => computed(() => leader.value && read(leader.value.store.state.value));
    const session = part((state) => state.session);
    const frame = part((state) => state.frame);
    const phase = part((state) => state.connection.phase);
    effect(() => {
      if (session.value) dispatch({ type: 'session', session: session.value, re: null });
      dispatch({ type: 'play', playing: this.#playing });
    });
    effect(() => {
      if (frame.value) dispatch({ type: 'frame', frame: frame.value });
    });
    effect(() => {
      if (phase.value) dispatch({ type: 'connection', phase: phase.value });
    });
  }

  /** The first that can go on: one that diverged leads nobody, unless all have. */
  #leader() {
    const members = this.members.value;
    return members.find(({ store }) => store.state.value.status === 'ready') ?? members[0];
  }
}

/** @param {Store} store */
function stepOf({ state }) {
  const { frame, session } = state.peek();
  return frame?.step ?? session?.step ?? 0;
}

const isOpen = (/** @type {Store} */ { state }) => state.value.connection.phase === 'open';

/** Fulfilled once what is read of signals is true. @param {() => boolean} isTrue @returns {Promise<void>} */
const until = (isTrue) =>
  new Promise((resolve) => {
    const stop = effect(() => {
      if (!isTrue()) return;
      resolve();
      queueMicrotask(() => stop());
    });
  });

/** @type {View} */
const NO_MAPS = { resolution: 0, neuron_resolution: 0, neurons_per_layer: 0, confusion: false };
