/**
 * The tools that add, drag and erase points. Each change shows at once and is sent when the pointer is released.
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
  /** @type {PointData | null} the data before the press under way */
  #before = null;
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
    const { data, look } = this.#app.store.state.peek();
    if (!data || !this.#isUsable()) return;
    this.#before = data;
    this.#pointer = pointer;
    this.#dragged = look.tool === 'draw' ? this.#nearest(at) : -1;
    if (look.tool === 'erase') this.#erase(at);
    else if (this.#dragged < 0) this.#add(at);
  }

  /** @param {Place} at */
  move(at) {
    const { data, look } = this.#app.store.state.peek();
    if (!this.#before || !data) return;
    if (look.tool === 'erase') this.#erase(at);
    else if (this.#dragged >= 0) this.#show(movePoint(data, this.#dragged, at));
  }

  /** Send the change when the pointer is released. */
  release() {
    const before = this.#before;
    this.#before = null;
    if (before) this.#send(before);
  }

  /** Discard the change. */
  cancel() {
    if (this.#before) this.#show(this.#before);
    this.#before = null;
  }

  /**
   * Do the same by keyboard; returns whether the key had an effect.
   *
   * @param {string} key
   * @param {Place} at
   */
  key(key, at) {
    const { data, look } = this.#app.store.state.peek();
    const erases = key === 'Delete' || key === 'Backspace' || (key === 'Enter' && look.tool === 'erase');
    if (look.tool === 'read' || !data || !(erases || key === 'Enter') || !this.#isUsable()) return false;
    this.#pointer = 'coarse';
    if (erases) this.#erase(at);
    else this.#add(at);
    this.#send(data);
    return true;
  }

  #isUsable() {
    const state = this.#app.store.state.peek();
    return isLive(state) && state.data?.inputs[0]?.length === 2;
  }

  /** @param {Place} at */
  #add(at) {
    const { data, look } = this.#app.store.state.peek();
    if (!data) return;
    this.#dragged = data.train_size; // at its new place, so that it can be dragged on
    this.#show(addPoint(data, at, look.brush));
  }

  /** @param {Place} at */
  #erase(at) {
    const { data } = this.#app.store.state.peek();
    const index = this.#nearest(at);
    if (!data || index < 0) return;
    const left = removePoint(data, index);
    if (left) this.#show(left);
    else {
      const text = 'This is the last training point, and a run needs at least one. Draw another before you erase it.';
      this.#app.store.dispatch({ type: 'notice', notice: { kind: 'error', text } });
    }
  }

  /** @param {Place} at */
  #nearest(at) {
    const state = this.#app.store.state.peek();
    if (!state.data) return -1;
    const [[left, right], [bottom, top]] = planeOf(state);
    const { train_size: size, inputs } = state.data;
    return nearestPoint(state.data, at, {
      reach: REACH[this.#pointer],
      spans: [right - left, top - bottom],
      count: state.look.showTest ? inputs.length : size,
    });
  }

  /** @param {PointData} data */
  #show(data) {
    this.#app.store.dispatch({ type: 'data', data });
  }

  /** @param {PointData} before */
  #send(before) {
    const { store, commands } = this.#app;
    const { spec, data } = store.state.peek();
    if (spec && data && data !== before) commands.change(setPoints(spec, before, data, planeOf(store.state.peek())));
  }
}
