/**
 * Commands to a run. Each shows at once and is sent; edits in quick succession are sent as one, in order with all other
 * commands.
 *
 * @import {Unit, FrameView} from '../../protocol/model.js'
 * @import {Command} from '../../protocol/types.d.ts'
 * @import {Clock} from '../clock.js'
 * @import {SpecChange} from '../model.js'
 * @import {Store} from '../store.js'
 */

import { FULL_SPEEDS, SPEEDS } from './speeds.js';

const EDIT_DELAY = 40; // ms

const KEEP_CHECKPOINT = new Set(['pause', 'view']); // commands that do not change the run

export class Commands {
  #store;
  #clock;
  #transmit;
  #lastId = 0;
  /** @type {number | null} id of the edit that further changes are added to */
  #openEdit = null;
  #cancelTimer = () => {};

  speeds = FULL_SPEEDS;

  /**
   * @param {Store} store
   * @param {Clock} clock
   * @param {(command: Command) => boolean} transmit
   */
  constructor(store, clock, transmit) {
    this.#store = store;
    this.#clock = clock;
    this.#transmit = transmit;
  }

  /**
   * Change the run.
   *
   * @param {SpecChange | null} change
   */
  change(change) {
    if (!change) return;
    this.#leaveCheckpoint();
    this.#openEdit ??= ++this.#lastId;
    this.#store.dispatch({ type: 'edit', edit: { id: this.#openEdit, ...change } });
    this.#cancelTimer();
    if (change.reset) this.#sendEdits();
    else this.#cancelTimer = this.#clock.after(EDIT_DELAY, () => this.#sendEdits());
  }

  /** Send unconfirmed edits again, after a lost connection. */
  resendEdits() {
    this.#cancelTimer();
    this.#openEdit = null;
    for (const edit of this.#store.state.peek().pending) this.#transmit({ type: 'set', ...edit });
  }

  /** @param {boolean} playing */
  setPlaying(playing) {
    const { unit, perSecond } = SPEEDS[this.#store.state.peek().look.speed];
    const id = this.#send(playing ? { type: 'play', unit, per_second: perSecond } : { type: 'pause' });
    this.#store.dispatch({ type: 'play', playing, id });
  }

  togglePlaying() {
    this.setPlaying(!this.#store.state.peek().playing);
  }

  /**
   * Train for one unit and stop.
   *
   * @param {Unit} unit
   */
  step(unit) {
    if (this.#store.state.peek().playing) this.setPlaying(false);
    this.advance(1, unit);
  }

  /**
   * Train for some units. Returns the command's id, which the answer repeats; null if there is no connection.
   *
   * @param {number} count
   * @param {Unit} unit
   */
  advance(count, unit) {
    return this.#send({ type: 'step', count, unit });
  }

  /** Reset to the same initial weights. */
  rewind() {
    this.#send({ type: 'reset', seed: null });
  }

  /**
   * Reset to other initial weights.
   *
   * @param {number} seed
   */
  redraw(seed) {
    this.#send({ type: 'reset', seed });
  }

  /** Undo the last change that discarded weights or data. */
  undo() {
    this.#store.dispatch({ type: 'notice', notice: null });
    this.#send({ type: 'undo' });
  }

  /**
   * Set one number of a layer's block: a weight, or a bias if `input` is null.
   *
   * @param {{layer: string, unit: number, input: number | null, block: string}} parameter
   * @param {number} value
   */
  setParameter(parameter, value) {
    this.#send({ type: 'set_parameter', ...parameter, value });
  }

  /** @param {number} speed index into SPEEDS */
  setSpeed(speed) {
    this.#store.dispatch({ type: 'look', look: { speed } });
    if (this.#store.state.peek().playing) this.setPlaying(true);
  }

  /**
   * Set the contents of the frames.
   *
   * @param {FrameView} view
   */
  view(view) {
    this.#send({ type: 'view', ...view });
  }

  #sendEdits() {
    this.#cancelTimer();
    const edit = this.#store.state.peek().pending.find(({ id }) => id === this.#openEdit);
    this.#openEdit = null;
    if (edit) this.#transmit({ type: 'set', ...edit });
  }

  /** Show the run as it is now again: commands apply to it, not to a checkpoint. */
  #leaveCheckpoint() {
    if (this.#store.state.peek().checkpoint !== null) this.#store.dispatch({ type: 'present' });
  }

  /** @param {Command} command */
  #send(command) {
    if (!KEEP_CHECKPOINT.has(command.type)) this.#leaveCheckpoint();
    this.#sendEdits();
    const id = ++this.#lastId;
    return this.#transmit({ ...command, id }) ? id : null;
  }
}
