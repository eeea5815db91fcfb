/**
 * The tools that add, drag and erase points. Each change shows at once and is sent when the pointer is released; points
 * that arrive from the server in between do not undo it.
 *
 * @import {App} from '../../../core/app.js'
 * @import {PointData} from '../../../protocol/types.d.ts'
 * @import {Place} from '../../shared/points.js'
 */

import { setPoints } from '../../../core/edits/dataEdits.js';
import { addPoint, movePoint, nearestPoint, removePoint } from '../../shared/points.js';
import { isLive, planeOf } from '../../../core/selectors.js';

/** Distance within which a click takes a point, as a fraction of the plane. */
const REACH = { fine: 0.03, coarse: 0.06 };

export class PointTool {
  #app;
  /** @type {{before: PointData, after: PointData} | null} the change under way */
  #change = null;
  #dragged = -1;
  /** @type {keyof typeof REACH} */
  #pointer = 'fine';

  /** @param {App} app */
  constructor(app) {
    this.#app = app;
  }

  /**
   * @param {Place} at
   * @param {keyof typeof REACH} pointer
   */
  press(at, pointer) {
    if (!this.#begin(pointer)) return;
    const { tool } = this.#app.store.state.peek().look;
    this.#dragged = tool === 'draw' ? this.#nearest(at) : -1;
    if (tool === 'erase') this.#erase(at);
    else if (this.#dragged < 0) this.#add(at);
  }

  /** @param {Place} at */
  move(at) {
    if (!this.#change) return;
    if (this.#app.store.state.peek().look.tool === 'erase') this.#erase(at);
    else if (this.#dragged >= 0) this.#show(movePoint(this.#change.after, this.#dragged, at));
  }

  /** Send the change when the pointer is released. */
  release() {
    const change = this.#change;
    this.#change = null;
    if (change) this.#send(change);
  }

  /** Discard the change. */
  cancel() {
    if (this.#change) this.#show(this.#change.before);
    this.#change = null;
  }

  /**
   * Do the same by keyboard; returns whether the key had an effect.
   *
   * @param {string} key
   * @param {Place} at
   */
  key(key, at) {
    const { tool } = this.#app.store.state.peek().look;
    const erases = key === 'Delete' || key === 'Backspace' || (key === 'Enter' && tool === 'erase');
    if (tool === 'read' || !(erases || key === 'Enter') || !this.#begin('coarse')) return false;
    if (erases) this.#erase(at);
    else this.#add(at);
    this.release();
    return true;
  }

  /**
   * Begin a change; returns whether the points can be changed now.
   *
   * @param {keyof typeof REACH} pointer
   */
  #begin(pointer) {
    const state = this.#app.store.state.peek();
    const { data } = state;
    if (!data || !isLive(state) || data.inputs[0]?.length !== 2) return false;
    this.#change = { before: data, after: data };
    this.#pointer = pointer;
    return true;
  }

  /** @param {Place} at */
  #add(at) {
    if (!this.#change) return;
    const { after } = this.#change;
    this.#dragged = after.train_size; // at its new place, so that it can be dragged on
    this.#show(addPoint(after, at, this.#app.store.state.peek().look.brush));
  }

  /** @param {Place} at */
  #erase(at) {
    const index = this.#nearest(at);
    if (!this.#change || index < 0) return;
    const left = removePoint(this.#change.after, index);
    if (left) this.#show(left);
    else {
      const text = 'This is the last training point, and a run needs at least one. Draw another before you erase it.';
      this.#app.store.dispatch({ type: 'notice', notice: { kind: 'error', text } });
    }
  }

  /** @param {Place} at */
  #nearest(at) {
    if (!this.#change) return -1;
    const { after } = this.#change;
    const state = this.#app.store.state.peek();
    const [[left, right], [bottom, top]] = planeOf(state);
    return nearestPoint(after, at, {
      reach: REACH[this.#pointer],
      spans: [right - left, top - bottom],
      count: state.look.showTest ? after.inputs.length : after.train_size,
    });
  }

  /** @param {PointData} data */
  #show(data) {
    if (this.#change) this.#change.after = data;
    this.#app.store.dispatch({ type: 'data', data });
  }

  /** @param {{before: PointData, after: PointData}} change */
  #send({ before, after }) {
    if (after === before) return;
    const { store, commands } = this.#app;
    const state = store.state.peek();
    if (state.data !== after) this.#show(after); // points of an earlier change may have arrived since
    if (state.spec) commands.change(setPoints(state.spec, before, after, planeOf(state)));
  }
}
