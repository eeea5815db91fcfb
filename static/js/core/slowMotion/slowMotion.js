/**
 * Slow motion: plays training one stage of one sample at a time, and drives the run at all other speeds.
 *
 * For every training step it traces a sample of the batch that comes next, goes through the stages of its pass, and
 * takes the real step on the server at the last one. What changes the run meanwhile starts the pass again; another
 * client that plays, a checkpoint that is shown, and a run that diverges end it.
 *
 * @import {App, Driving} from '../app.js'
 * @import {Unit} from '../../protocol/model.js'
 * @import {State} from '../model.js'
 * @import {Pass} from './pass.js'
 */

import { batch, effect, signal } from '@preact/signals';

import { Problem } from '../../protocol/problem.js';
import { isPlaying } from '../selectors.js';
import { ALL_SPEEDS, SPEEDS, isSlow } from '../session/speeds.js';
import { isOfNetwork } from '../trace/opLayers.js';
import { stagesOf } from './pass.js';

const SETTLING_TIME = 150; // ms without a change of the run before it is traced again
const RETRY_DELAY = 1000; // ms until a server that could not answer is asked again
const MOST_PARAMETERS = 20_000; // up to which the parameters are traced and streamed

const DIVERGED = 'The training diverged. Lower the learning rate or rewind, then play it in slow motion.';

/** @implements {Driving} */
export class SlowMotion {
  #app;
  #isHeld = false;
  #isBusy = false;
  #attempt = 0; // number of the newest pass; answers to earlier ones are dropped
  /** @type {State['session']} session that the awaited pass is of */
  #awaited = null;
  #steps = 0; // training steps that the present pass has taken: 0 or 1
  #cancelTimer = () => {};

  speeds = ALL_SPEEDS;

  /** @param {Pick<App, 'store' | 'rest' | 'clock' | 'commands' | 'run'>} app */
  constructor(app) {
    this.#app = app;
    /** the pass that is shown */
    this.pass = signal(/** @type {Pass | null} */ (null));
    /** index of its present stage */
    this.index = signal(0);
    const watched = app.store.select((state) => {
      const { slowMotion, look, playing, held, checkpoint, status, connection, session, live } = state;
      const isOver = !isSlow(look.speed) || playing || held || checkpoint !== null || status === 'diverged';
      return { slowMotion, isOver, isOpen: connection.phase === 'open', session, step: live?.step ?? null };
    });
    effect(() => {
      const { slowMotion, isOver, isOpen, session, step } = watched.value;
      if (slowMotion === 'off') return;
      if (isOver) this.#leave();
      else if (!isOpen) this.#drop();
      else if (this.#isOutdated(session, step)) this.#restart(SETTLING_TIME);
    });
  }

  /** @param {boolean} playing */
  setPlaying(playing) {
    const { look, playing: trains } = this.#state;
    if (!isSlow(look.speed) || (trains && !playing)) this.#app.commands.setPlaying(playing);
    else if (playing) this.#play();
    else this.#pause();
  }

  togglePlaying() {
    this.setPlaying(!isPlaying(this.#state));
  }

  /**
   * Go to the next stage and stay there; at other speeds, train for one unit.
   *
   * @param {Unit} unit
   */
  step(unit) {
    if (!isSlow(this.#state.look.speed)) this.#app.commands.step(unit);
    else if (this.#enter('paused')) this.#next();
  }

  /** Go back to the stage before and stay there; the first stage has none before it. */
  back() {
    if (!this.pass.peek() || this.#isBusy) return;
    this.#pause();
    this.index.value = Math.max(0, this.index.peek() - 1);
  }

  /** @param {number} speed index into SPEEDS */
  setSpeed(speed) {
    const { commands, store } = this.#app;
    const { playing, slowMotion } = this.#state;
    if (!isSlow(speed)) {
      commands.setSpeed(speed);
      if (slowMotion === 'playing') commands.setPlaying(true);
      return;
    }
    if (playing) commands.setPlaying(false);
    store.dispatch({ type: 'look', look: { speed } });
    if (playing || slowMotion === 'playing') this.#play();
  }

  rewind() {
    this.#app.commands.rewind();
  }

  /** @param {number} seed */
  redraw(seed) {
    this.#app.commands.redraw(seed);
  }

  undo() {
    this.#app.commands.undo();
  }

  /** Stay at the present stage while the page is hidden. @param {boolean} isHeld */
  hold(isHeld) {
    this.#isHeld = isHeld;
    this.#schedule();
  }

  get #state() {
    return this.#app.store.state.peek();
  }

  #play() {
    const isResumed = this.#state.slowMotion === 'paused';
    if (!this.#enter('playing')) return;
    if (isResumed) this.#next();
    else this.#schedule();
  }

  #pause() {
    this.#cancelTimer();
    if (this.#state.slowMotion === 'playing') this.#app.store.dispatch({ type: 'slowMotion', state: 'paused' });
  }

  /**
   * Enter slow motion, or change between playing and paused. Returns true if there is a pass to go on with; without
   * one, the first stage of a new pass follows.
   *
   * @param {'playing' | 'paused'} state
   */
  #enter(state) {
    const { store } = this.#app;
    const { status, checkpoint, slowMotion } = this.#state;
    this.#cancelTimer();
    if (status === 'diverged') {
      store.dispatch({ type: 'notice', notice: { kind: 'error', text: DIVERGED } });
      return false;
    }
    if (checkpoint !== null) store.dispatch({ type: 'present' });
    store.dispatch({ type: 'slowMotion', state });
    if (slowMotion === 'off') this.#restart(0);
    return this.pass.peek() !== null;
  }

  /** Show no pass, and drop the answers that are on their way. */
  #drop() {
    this.#cancelTimer();
    this.#attempt += 1;
    this.#isBusy = false;
    this.pass.value = null;
  }

  #leave() {
    this.#drop();
    this.#app.store.dispatch({ type: 'slowMotion', state: 'off' });
  }

  /** Begin a new pass after a delay. @param {number} delay ms */
  #restart(delay) {
    this.#drop();
    this.#isBusy = true;
    this.#awaited = this.#state.session;
    this.#cancelTimer = this.#app.clock.after(delay, () => this.#begin());
  }

  /** Go to the next stage after the time of a stage, if it plays. */
  #schedule() {
    this.#cancelTimer();
    const { slowMotion, look } = this.#state;
    if (slowMotion !== 'playing' || this.#isHeld || this.#isBusy) return;
    this.#cancelTimer = this.#app.clock.after(1000 / (SPEEDS[look.speed].stages ?? 1), () => this.#next());
  }

  async #next() {
    const pass = this.pass.peek();
    if (!pass || this.#isBusy) return;
    const index = this.index.peek() + 1;
    if (index === pass.stages.length) return this.#begin();
    this.index.value = index;
    if (pass.stages[index].phase === 'update' && this.#steps === 0) await this.#train();
    this.#schedule();
  }

  /** Take the training step of the present pass. */
  async #train() {
    const attempt = this.#attempt;
    this.#isBusy = true;
    this.#steps = 1;
    const seconds = await this.#app.run.live.advance(1, 'step');
    if (attempt !== this.#attempt) return;
    this.#isBusy = false;
    if (seconds === 0) this.#leave(); // the server has refused, and a notice says why
  }

  /** Trace a sample of the next batch, and show its first stage. */
  async #begin() {
    const attempt = ++this.#attempt;
    this.#isBusy = true;
    try {
      const pass = await this.#trace();
      if (attempt !== this.#attempt) return;
      if (!pass) return this.#restart(SETTLING_TIME);
      this.#isBusy = false;
      this.#steps = 0;
      batch(() => {
        this.index.value = 0;
        this.pass.value = pass;
      });
      this.#schedule();
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (attempt === this.#attempt) this.#fail(error);
    }
  }

  /**
   * Trace the first sample of the batch that the next step trains; null if the run changed meanwhile.
   *
   * @returns {Promise<Pass | null>}
   */
  async #trace() {
    const { rest, store } = this.#app;
    const { session, catalog } = this.#state;
    if (!session) return null;
    const layers = session.parameter_count > MOST_PARAMETERS ? [] : null;
    const batchTrace = await rest.getTrace(session.id, { row: 0, of: 'batch', layers });
    const row = /** @type {number} */ (batchTrace.batch[0]);
    const trace = await rest.getTrace(session.id, { row, of: 'sample', layers });
    const { session: newest, live } = store.state.peek();
    if (newest !== session || live?.step !== trace.step || batchTrace.step !== trace.step) return null;
    if (!isOfNetwork(trace, session)) return null;
    return { session, catalog, row, trace, batchTrace, before: live.parameters, stages: stagesOf(session) };
  }

  /** @param {Problem} problem */
  #fail(problem) {
    if (problem.isGone || problem.isTemporary) return this.#restart(RETRY_DELAY); // the connection reports it
    this.#leave();
    const text = `This run cannot be shown in slow motion. ${problem.message}`;
    this.#app.store.dispatch({ type: 'notice', notice: { kind: 'error', text } });
  }

  /**
   * True if the present pass, or the one that is awaited, is not of this state of the run.
   *
   * @param {State['session']} session
   * @param {number | null} step
   */
  #isOutdated(session, step) {
    const pass = this.pass.peek();
    if (!pass) return !this.#isBusy || session !== this.#awaited;
    const taken = (step ?? pass.trace.step) - pass.trace.step;
    return pass.session !== session || taken < 0 || taken > this.#steps;
  }
}
