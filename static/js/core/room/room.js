/**
 * A workshop's room, as this page may see it in its role: the newest state from the room's stream, which is kept open.
 *
 * @import {ReadonlySignal} from '@preact/signals'
 * @import {ExperimentEvent, PushedEvent, RoomAnswer, RoomStreamEvent, WallEvent} from '../../protocol/room.js'
 * @import {RoomRest} from '../../protocol/rooms.js'
 * @import {Stream} from '../../protocol/stream.js'
 * @import {Environment} from '../environment.js'
 * @import {ShownChallenge} from './challenge.js'
 *
 * @typedef {'connecting' | 'open' | 'lost' | 'over'} RoomPhase
 * @typedef {'ended' | 'removed' | 'left'} RoomEnd why this page is no longer in the room
 *
 * @typedef {object} RoomHandlers
 * @property {(event: PushedEvent | WallEvent) => void} [onEvent] called for each event that is not the room's state
 */

import { signal } from '@preact/signals';

import { Problem } from '../../protocol/problem.js';
import { createBackoff } from '../session/backoff.js';
import { afterEvent, afterRoom } from './challenge.js';

/** Close codes of a room that this page is not in. */
const OVER = new Set([4404, 4410]);

/** HTTP statuses of a request without a valid key. */
const OUTSIDE = new Set([401, 403]);

export class Room {
  #openSocket;
  #rest;
  #onEvent;
  #backoff;
  #clock;
  /** @type {Stream | null} */
  #stream = null;
  #state = signal(/** @type {RoomAnswer | null} */ (null));
  #challenge = signal(/** @type {ShownChallenge | null} */ (null));
  #progress = signal(/** @type {ExperimentEvent | null} */ (null));
  #phase = signal(/** @type {RoomPhase} */ ('connecting'));
  #end = signal(/** @type {RoomEnd | null} */ (null));

  /**
   * @param {Pick<Environment, 'openSocket' | 'clock'>} environment
   * @param {Pick<RoomRest, 'get' | 'path'>} rest calls in the role of this page
   * @param {RoomHandlers} [handlers]
   */
  constructor({ openSocket, clock }, rest, { onEvent = () => {} } = {}) {
    this.#openSocket = openSocket;
    this.#onEvent = onEvent;
    this.#backoff = createBackoff(clock);
    this.#clock = clock;
    this.#rest = rest;
  }

  /** The newest state of the room; null before the first has arrived. @type {ReadonlySignal<RoomAnswer | null>} */
  get state() {
    return this.#state;
  }

  /** The challenge that is shown; null if there is none. @type {ReadonlySignal<ShownChallenge | null>} */
  get challenge() {
    return this.#challenge;
  }

  /** Progress of the newest experiment's runs. @type {ReadonlySignal<ExperimentEvent | null>} */
  get progress() {
    return this.#progress;
  }

  /** @type {ReadonlySignal<RoomPhase>} */
  get phase() {
    return this.#phase;
  }

  /** Why the phase is `over`. @type {ReadonlySignal<RoomEnd | null>} */
  get end() {
    return this.#end;
  }

  /** Open the stream, in place of the present one. */
  connect() {
    this.close();
    this.#stream = this.#openSocket(this.#rest.path('/stream'), {
      onEvent: (event) => this.#handle(event),
      onFrame: () => {},
      onClose: (code) => this.#handleClose(code),
    });
  }

  close() {
    this.#stream?.close();
    this.#stream = null;
  }

  /** Leave the room: it is over for this page. */
  leave() {
    this.#finish('left');
  }

  /** End the wait before the next try to connect. */
  retryNow() {
    this.#backoff.now();
  }

  /**
   * Show a state that a call has answered, before the stream sends it.
   *
   * @param {RoomAnswer} room
   */
  take(room) {
    this.#state.value = room;
  }

  /** @param {RoomStreamEvent} event */
  #handle(event) {
    if (event.type === 'room') {
      this.#backoff.reset();
      this.#state.value = event.room;
      this.#challenge.value = afterRoom(this.#challenge.peek(), event.room, this.#clock.now());
      this.#phase.value = 'open';
    } else if (event.type === 'challenge') {
      this.#challenge.value = afterEvent(event, this.#clock.now());
    } else if (event.type === 'experiment') {
      this.#progress.value = event;
    } else if (event.type === 'closed') {
      if (OVER.has(event.code)) this.#finish(event.reason === 'removed' ? 'removed' : 'ended');
    } else {
      this.#onEvent(event);
    }
  }

  /** @param {number} code */
  #handleClose(code) {
    if (this.#phase.peek() === 'over') return;
    if (OVER.has(code)) {
      this.#finish('ended');
    } else {
      this.#phase.value = 'lost';
      this.#reconnect();
    }
  }

  async #reconnect() {
    const lost = this.#stream;
    await this.#backoff.wait();
    // a refused WebSocket handshake gives no reason; a plain request does
    const problem = await this.#rest.get().then(
      () => null,
      (/** @type {unknown} */ error) => (error instanceof Problem ? error : new Problem(0, String(error))),
    );
    if (this.#stream !== lost) return; // closed or opened anew meanwhile
    if (problem?.isGone) this.#finish('ended');
    else if (problem && OUTSIDE.has(problem.status)) this.#finish('removed');
    else if (problem) this.#reconnect();
    else this.connect();
  }

  /** @param {RoomEnd} end */
  #finish(end) {
    this.close();
    this.#end.value = end;
    this.#phase.value = 'over';
  }
}
