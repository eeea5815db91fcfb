/**
 * What a learner can do to the run. Each shows at once and is sent; edits that follow each other within a blink are
 * sent as one, in order with everything else.
 *
 * @import {Unit, View} from '../../protocol/model.js'
 * @import {Command} from '../../protocol/types.d.ts'
 * @import {Change} from '../edits/edits.js'
 * @import {Store} from '../store.js'
 */

import { SPEEDS } from '../speeds.js';

const EDIT_DELAY = 40; // ms

const LEAVE_PAST_ALONE = new Set(['pause', 'view']);

export class Commands {
  #store;
  #transmit;
  #lastId = 0;
  /** @type {number | null} the edit that is still being added to */
  #openEdit = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /**
   * @param {Store} store
   * @param {(command: Command) => boolean} transmit
   */
  constructor(store, transmit) {
    this.#store = store;
    this.#transmit = transmit;
  }

  /** Changes the run. @param {Change | null} change */
  change(change) {
    if (!change) return;
    this.#leavePast();
    this.#openEdit ??= ++this.#lastId;
    this.#store.dispatch({ type: 'edit', edit: { id: this.#openEdit, ...change } });
    clearTimeout(this.#timer);
    if (change.reset) this.#sendEdits();
    else this.#timer = setTimeout(() => this.#sendEdits(), EDIT_DELAY);
  }

  /** Sends again what the server has not confirmed, after a connection was lost. */
  resendEdits() {
    clearTimeout(this.#timer);
    this.#openEdit = null;
    for (const edit of this.#store.state.peek().pending) this.#transmit({ type: 'set', ...edit });
  }

  /** @param {boolean} playing */
  setPlaying(playing) {
    this.#store.dispatch({ type: 'play', playing });
    const { unit, perSecond } = SPEEDS[this.#store.state.peek().look.speed];
    this.#send(playing ? { type: 'play', unit, per_second: perSecond } : { type: 'pause' });
  }

  togglePlaying() {
    this.setPlaying(!this.#store.state.peek().playing);
  }

  /** Trains one unit and stops. @param {Unit} unit */
  step(unit) {
    if (this.#store.state.peek().playing) this.setPlaying(false);
    this.advance(1, unit);
  }

  /**
   * Trains so many units; the id that the answer will echo, null where there is no connection.
   *
   * @param {number} count
   * @param {Unit} unit
   */
  advance(count, unit) {
    return this.#send({ type: 'step', count, unit });
  }

  /** Back to the same initial weights. */
  rewind() {
    this.#send({ type: 'reset', seed: null });
  }

  /** On to other initial weights. @param {number} seed */
  redraw(seed) {
    this.#send({ type: 'reset', seed });
  }

  /** Takes back the last change that lost something. */
  undo() {
    this.#store.dispatch({ type: 'notice', notice: null });
    this.#send({ type: 'undo' });
  }

  /**
   * Sets a number of a layer's block: a weight, or a bias where `input` is null.
   *
   * @param {{layer: string, unit: number, input: number | null, block: string}} which
   * @param {number} value
   */
  setParameter(which, value) {
    this.#send({ type: 'set_parameter', ...which, value });
  }

  /** @param {number} speed index into SPEEDS */
  setSpeed(speed) {
    this.#store.dispatch({ type: 'look', look: { speed } });
    if (this.#store.state.peek().playing) this.setPlaying(true);
  }

  /** Which maps the frames are to hold. @param {View} view */
  view(view) {
    this.#send({ type: 'view', ...view });
  }

  #sendEdits() {
    clearTimeout(this.#timer);
    const edit = this.#store.state.peek().pending.find(({ id }) => id === this.#openEdit);
    this.#openEdit = null;
    if (edit) this.#transmit({ type: 'set', ...edit });
  }

  /** What is done to the run is done to it as it is now, so nobody looks back any more. */
  #leavePast() {
    if (this.#store.state.peek().past !== null) this.#store.dispatch({ type: 'present' });
  }

  /** @param {Command} command */
  #send(command) {
    if (!LEAVE_PAST_ALONE.has(command.type)) this.#leavePast();
    this.#sendEdits();
    const id = ++this.#lastId;
    return this.#transmit({ ...command, id }) ? id : null;
  }
}
