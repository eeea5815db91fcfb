/**
 * The stream of one session, kept alive: it opens sockets, hands on what arrives, acknowledges frames once they are
 * shown, and connects again when a socket is lost. Frames wait for the screen and are decoded one a screen; the window
 * of the protocol keeps those that wait to two.
 *
 * @import {Command, ServerEvent} from '../../protocol/types.d.ts'
 * @import {Problem} from '../../protocol/rest.js'
 * @import {Stream} from '../../protocol/stream.js'
 * @import {Store} from '../store.js'
 * @import {Ticker} from '../ticker.js'
 */

import { decodeFrame } from '../../protocol/frame.js';
import { getSession, streamUrl } from '../../protocol/rest.js';
import { openStream } from '../../protocol/stream.js';
import { createBackoff } from './backoff.js';

/** Close codes that say the session is no more. */
const GONE = new Set([4404, 4410]);

/**
 * @typedef {object} ConnectionHandlers
 * @property {() => void} onOpen a socket is open; the server's account of the session follows
 * @property {(event: ServerEvent) => void} onEvent
 * @property {() => void} onLost the socket was lost; what was sent by it may never be answered
 * @property {() => void} onGone the session is no more
 */

export class Connection {
  #store;
  #ticker;
  #handlers;
  #backoff = createBackoff();
  /** @type {Stream | null} */
  #stream = null;
  /** @type {ArrayBuffer[]} frames not shown yet, oldest first */
  #arrived = [];

  /**
   * @param {Store} store
   * @param {Ticker} ticker
   * @param {ConnectionHandlers} handlers
   */
  constructor(store, ticker, handlers) {
    this.#store = store;
    this.#ticker = ticker;
    this.#handlers = handlers;
  }

  /** Opens the stream of a session, in place of the one before. @param {string} id */
  connect(id) {
    this.close();
    this.#stream = openStream(streamUrl(id, location), {
      onOpen: this.#handlers.onOpen,
      onEvent: (event) => this.#takeEvent(event),
      onFrame: (buffer) => {
        this.#arrived.push(buffer);
        this.#ticker.schedule(this.#showArrived);
      },
      onClose: (code) => {
        this.#handlers.onLost();
        if (GONE.has(code)) this.#handlers.onGone();
        else this.#reconnect(id);
      },
    });
  }

  /** Sends a command; false when there is no open socket. @param {Command} command */
  send(command) {
    return this.#stream?.send(command) ?? false;
  }

  close() {
    this.#stream?.close();
    this.#stream = null;
    this.#arrived = [];
  }

  /** Ends the wait before the next try. */
  retryNow() {
    this.#backoff.now();
  }

  #showArrived = () => {
    const buffer = this.#arrived.shift();
    if (!buffer) return;
    const frame = decodeFrame(buffer);
    this.send({ type: 'ack', frame: frame.frame }); // first: the server makes the next one while this one is drawn
    this.#store.dispatch({ type: 'frame', frame });
    if (this.#arrived.length > 0) this.#ticker.schedule(this.#showArrived);
  };

  /** @param {ServerEvent} event */
  #takeEvent(event) {
    if (event.type === 'session') {
      this.#backoff.reset();
      while (this.#arrived.length > 0) this.#showArrived(); // they fit the session as it was before this event
    }
    this.#handlers.onEvent(event);
  }

  /** @param {string} id */
  async #reconnect(id) {
    const lost = this.#stream;
    this.#store.dispatch({ type: 'connection', phase: 'lost' });
    await this.#backoff.wait();
    // a refused handshake does not say why; a plain request does
    const problem = await getSession(id).then(
      () => null,
      (/** @type {Problem} */ error) => error,
    );
    if (this.#stream !== lost) return; // closed, or connected to another session meanwhile
    if (problem?.isGone) this.#handlers.onGone();
    else if (problem) this.#reconnect(id);
    else this.connect(id);
  }
}
