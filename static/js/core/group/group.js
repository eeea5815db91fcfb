/**
 * Sessions side by side, trained in lockstep: between two rounds all have made the same number of steps.
 *
 * Each member has a store like the page's own, so that every component that draws the run can draw a member. The
 * group's own store follows its leader and says whether the group plays: the transport shows it.
 *
 * @import {Signal} from '@preact/signals'
 * @import {Unit} from '../../protocol/model.js'
 * @import {RunSpec, RunSpecInput} from '../../protocol/types.d.ts'
 * @import {Scene} from '../app.js'
 * @import {Environment} from '../environment.js'
 * @import {Needs} from '../session/needs.js'
 * @import {Run} from '../session/run.js'
 * @import {Store} from '../store.js'
 * @import {Ticker} from '../ticker.js'
 *
 * @typedef {{label: string, spec: RunSpecInput | RunSpec}} Entry a run to train, and its label
 * @typedef {Scene & {label: string, live: Live}} Member
 * @typedef {{key: string, entries: Entry[], needs: Needs}} Plan entries, with their JSON as a key, and what the view
 *   needs of their runs
 */

import { effect, signal } from '@preact/signals';

import { Live } from '../session/live.js';
import { METRICS } from '../session/needs.js';
import { RetryingClient } from '../session/retryingClient.js';
import { FULL_SPEEDS, SPEEDS } from '../session/speeds.js';
import { createStore } from '../store.js';
import { until } from '../until.js';
import { GroupSessions } from './groupSessions.js';
import { followLeader } from './leader.js';
import { START, after, nextRound } from './lockstep.js';
import { isOpen, stepOf } from './progress.js';

export class Group {
  #page;
  #ticker;
  #environment;
  #sessions;
  #playing = false;
  #running = false;
  /** @type {Plan | null} the plan of the own members */
  #plan = null;
  /** @type {Plan | null} the plan whose sessions are being created */
  #opening = null;
  /** @type {{member: Member, id: string}[]} the members made here, with the ids of their sessions */
  #own = [];
  /** @type {Member[]} the page's own run, if it is a member */
  #hosts = [];

  speeds = FULL_SPEEDS;

  /** The members, in the order of their entries. @type {Signal<Member[]>} */
  members = signal([]);

  /**
   * @param {Store} page the page's store, whose catalog and theme the members share
   * @param {Ticker} ticker
   * @param {Environment} environment
   */
  constructor(page, ticker, environment) {
    this.#page = page;
    this.#ticker = ticker;
    this.#environment = environment;
    this.store = createStore(page.state.peek().look.theme);
    this.#sessions = new GroupSessions(environment, new RetryingClient(this.store, environment));
    const theme = page.select(({ look }) => look.theme);
    effect(() => {
      const own = this.members.value.filter((member) => !this.#hosts.includes(member));
      for (const { store } of [this, ...own]) store.dispatch({ type: 'look', look: { theme: theme.value } });
    });
    followLeader(this.members, this.store, () => this.#playing);
  }

  /**
   * Make the page's own run the first member, and the leader.
   *
   * @param {string} label
   * @param {Pick<Run, 'live'>} run
   */
  host(label, { live }) {
    this.#hosts = [{ label, store: this.#page, ticker: this.#ticker, live }];
    this.#list();
  }

  /** Remove the page's own run from the group. */
  unhost() {
    this.#hosts = [];
    this.#list();
  }

  /**
   * Replace the members by sessions of these entries. The same entries resume this tab's sessions, also after a reload.
   *
   * @param {Entry[]} entries
   * @param {Needs} [needs] what the view needs of the members; metrics alone if omitted
   * @throws {Problem} if the server refuses an entry; the present members stay
   */
  async open(entries, needs = METRICS) {
    const key = JSON.stringify(entries);
    if (key === (this.#opening ?? this.#plan)?.key) return;
    this.#pause();
    await this.#open({ key, entries, needs });
  }

  /** @param {Plan} plan */
  async #open(plan) {
    this.#opening = plan;
    try {
      const ids = await this.#sessions.open(plan.entries);
      if (this.#opening === plan) this.#replace(plan, ids);
      else for (const id of ids) this.#environment.rest.deleteSession(id); // another plan came meanwhile
    } catch (problem) {
      if (this.#opening === plan) throw problem;
    } finally {
      if (this.#opening === plan) this.#opening = null;
    }
  }

  /**
   * Replace the members, and delete the sessions of the former ones once all requests to them are answered.
   *
   * @param {Plan} plan
   * @param {string[]} ids
   */
  #replace(plan, ids) {
    const { rest } = this.#environment;
    const former = this.#own;
    this.#plan = plan;
    this.#own = ids.map((id, index) => ({ id, member: this.#follow(plan.entries[index].label, id, plan.needs) }));
    this.#list();
    for (const { id, member } of former) member.live.end().then(() => rest.deleteSession(id));
    this.#sessions.keep(plan.entries, ids);
  }

  #list() {
    this.members.value = [...this.#hosts, ...this.#own.map(({ member }) => member)];
  }

  /**
   * @param {string} label
   * @param {string} id
   * @param {Needs} needs
   * @returns {Member}
   */
  #follow(label, id, needs) {
    const { catalog, look } = this.#page.state.peek();
    const store = createStore(look.theme);
    if (catalog) store.dispatch({ type: 'catalog', catalog });
    const retrying = new RetryingClient(store, this.#environment);
    const onGone = () => this.#restart(store.state.peek().session !== null);
    const live = new Live(store, this.#ticker, this.#environment, retrying, { needs, onGone });
    live.connect(id);
    return { label, store, ticker: this.#ticker, live };
  }

  /**
   * Start all members again from step 0, after the server has lost the session of one.
   *
   * @param {boolean} wasOpen false if the session was lost before this page was loaded: then nothing is lost from view
   */
  async #restart(wasOpen) {
    const plan = this.#plan;
    if (this.#opening || !plan) return; // they are being replaced already
    this.#pause();
    this.#sessions.forget();
    try {
      await this.#open(plan);
      if (wasOpen)
        this.#notify('info', 'One of these runs was no longer on the server, so all of them have restarted.');
    } catch (problem) {
      this.#plan = null; // so that the same entries can be opened again
      const { message } = /** @type {Error} */ (problem);
      this.#notify('error', `One of these runs is no longer on the server and could not be restarted. ${message}`);
    }
  }

  /**
   * @param {'info' | 'error'} kind
   * @param {string} text
   */
  #notify(kind, text) {
    this.#page.dispatch({ type: 'notice', notice: { kind, text } });
  }

  /** Train the members that are behind the leader up to its step. */
  async catchUp() {
    await this.whenOpen();
    const [leader, ...others] = this.members.peek();
    const step = leader ? stepOf(leader.store) : 0;
    await Promise.all(
      others.map(async ({ store, live }) => {
        const behind = step - stepOf(store);
        if (behind > 0) await live.advance(behind, 'step');
      }),
    );
  }

  /** Wait until every member is connected: training without one would break the lockstep. */
  whenOpen() {
    return until(() => this.members.value.every(({ store }) => isOpen(store)));
  }

  // the transport

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

  /**
   * Train every member for one unit and stop.
   *
   * @param {Unit} unit
   */
  async step(unit) {
    this.#pause();
    await this.whenOpen();
    await this.#advance(1, unit);
  }

  /** Reset every member to its initial weights. */
  rewind() {
    for (const { live } of this.members.peek()) live.commands.rewind();
  }

  /**
   * Reset every member to other initial weights, of the same seed for all.
   *
   * @param {number} seed
   */
  redraw(seed) {
    for (const { live } of this.members.peek()) live.commands.redraw(seed);
  }

  /** Undo the last change of every member. */
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
   * Train round by round while the group plays. A round is done when every member has made its steps. The next one
   * begins while the frames of the last one wait for the screen, but not before those of the one before are drawn.
   */
  async #run() {
    if (this.#running) return;
    this.#running = true;
    const { clock } = this.#environment;
    let round = START;
    let drawn = Promise.resolve();
    await this.whenOpen();
    for (let last = clock.now(); this.#playing && this.#trainable().length > 0; ) {
      const speed = SPEEDS[this.store.state.peek().look.speed];
      const start = clock.now();
      round = nextRound(round, speed, (start - last) / 1000);
      last = start;
      if (round.count > 0) round = after(round, await this.#advance(round.count, round.unit));
      await Promise.all([drawn, this.whenOpen()]);
      drawn = new Promise((resolve) => this.#ticker.schedule(resolve));
    }
    this.#running = false;
    if (this.#playing) this.#pause();
  }

  /**
   * Train every member; returns their seconds of training, summed.
   *
   * @param {number} count
   * @param {Unit} unit
   */
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
}
