/**
 * The stream of one session, kept open: opens sockets, passes on events, acknowledges frames once they are shown, and
 * reconnects after a loss. Frames wait for the screen and are decoded one per screen frame; the protocol's window
 * limits the waiting ones to two.
 *
 * @import {FrameView} from '../../protocol/model.js'
 * @import {Command, ServerEvent} from '../../protocol/types.d.ts'
 * @import {Problem} from '../../protocol/problem.js'
 * @import {Stream} from '../../protocol/stream.js'
 * @import {Store} from '../store.js'
 * @import {Ticker} from '../ticker.js'
 * @import {LiveEnvironment} from './live.js'
 */

import { decodeFrame } from '../../protocol/frame.js';
import { createBackoff } from './backoff.js';

/** Close codes of a session that no longer exists. */
const GONE = new Set([4404, 4410]);

/**
 * @typedef {object} ConnectionHandlers
 * @property {() => FrameView} viewNow the contents of the frames, asked when a socket is opened
 * @property {(event: ServerEvent) => void} onEvent
 * @property {() => void} onLost the socket was lost; commands sent by it may never be answered
 * @property {() => void} onGone the session no longer exists
 */

export class Connection {
  #store;
  #ticker;
  #rest;
  #openStream;
  #handlers;
  #backoff;
  /** @type {Stream | null} */
  #stream = null;
  /** @type {ArrayBuffer[]} frames that are not shown yet, oldest first */
  #frames = [];

  /**
   * @param {Store} store
   * @param {Ticker} ticker
   * @param {Pick<LiveEnvironment, 'rest' | 'openStream' | 'clock'>} environment
   * @param {ConnectionHandlers} handlers
   */
  constructor(store, ticker, { rest, openStream, clock }, handlers) {
    this.#store = store;
    this.#ticker = ticker;
    this.#rest = rest;
    this.#openStream = openStream;
    this.#handlers = handlers;
    this.#backoff = createBackoff(clock);
  }

  /**
   * Open the stream of a session, in place of the present one.
   *
   * @param {string} id
   */
  connect(id) {
    this.close();
    this.#stream = this.#openStream(id, this.#handlers.viewNow(), {
      onEvent: (event) => this.#handleEvent(event),
      onFrame: (buffer) => {
        this.#frames.push(buffer);
        this.#ticker.schedule(this.#showFrame);
      },
      onClose: (code) => {
        this.#store.dispatch({ type: 'connection', phase: 'lost' });
        this.#handlers.onLost();
        if (GONE.has(code)) this.#handlers.onGone();
        else this.#reconnect(id);
      },
    });
  }

  /**
   * Send a command; false if there is no open socket.
   *
   * @param {Command} command
   */
  send(command) {
    return this.#stream?.send(command) ?? false;
  }

  close() {
    this.#stream?.close();
    this.#stream = null;
    this.#frames = [];
  }

  /** End the wait before the next try. */
  retryNow() {
    this.#backoff.now();
  }

  #showFrame = () => {
    const buffer = this.#frames.shift();
    if (!buffer) return;
    const frame = decodeFrame(buffer);
    this.send({ type: 'ack', frame: frame.frame }); // first: the server makes the next one while this one is drawn
    this.#store.dispatch({ type: 'frame', frame });
    if (this.#frames.length > 0) this.#ticker.schedule(this.#showFrame);
  };

  /** @param {ServerEvent} event */
  #handleEvent(event) {
    if (event.type === 'session') {
      this.#backoff.reset();
      while (this.#frames.length > 0) this.#showFrame(); // they belong to the session as it was before this event
    }
    this.#handlers.onEvent(event);
  }

  /** @param {string} id */
  async #reconnect(id) {
    const lost = this.#stream;
    await this.#backoff.wait();
    // a refused WebSocket handshake gives no reason; a plain request does
    const problem = await this.#rest.getSession(id).then(
      () => null,
      (/** @type {Problem} */ error) => error,
    );
    if (this.#stream !== lost) return; // closed, or connected to another session meanwhile
    if (problem?.isGone) this.#handlers.onGone();
    else if (problem) this.#reconnect(id);
    else this.connect(id);
  }
}
