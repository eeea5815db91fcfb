/**
 * A stand-in for the server: its REST API and its streams.
 *
 * @import {FrameView, SessionInfo} from '../../static/js/protocol/model.js'
 * @import {Stream, StreamHandlers} from '../../static/js/protocol/stream.js'
 * @import {Command, ServerEvent} from '../../static/js/protocol/types.d.ts'
 * @import {Environment} from '../../static/js/core/environment.js'
 */

import { Problem } from '../../static/js/protocol/problem.js';
import { settle } from './settle.js';
import { sessionOf, specOf } from './state.js';

/** An open or closed stream, as the server sees it. */
class FakeStream {
  /** @type {Command[]} */
  sent = [];
  isOpen = false;
  isClosed = false;

  /**
   * @param {string} id of the session, or the path of another stream
   * @param {StreamHandlers} handlers
   * @param {FrameView} [view]
   */
  constructor(id, handlers, view) {
    this.id = id;
    this.view = view;
    this.handlers = handlers;
  }

  /**
   * Accept the connection.
   *
   * @param {SessionInfo} session
   */
  open(session) {
    this.isOpen = true;
    this.tell({ type: 'session', re: null, ...session });
  }

  /** @param {any} event */
  tell(event) {
    if (!this.isClosed) this.handlers.onEvent(/** @type {ServerEvent} */ (event));
  }

  /**
   * Lose the connection.
   *
   * @param {number} [code]
   */
  lose(code = 1006) {
    this.isOpen = false;
    if (!this.isClosed) this.handlers.onClose(code);
  }

  /** @returns {Stream} */
  get client() {
    return {
      send: (command) => {
        if (this.isOpen) this.sent.push(command);
        return this.isOpen;
      },
      close: () => {
        this.isClosed = true;
        this.isOpen = false;
      },
    };
  }
}

const GONE = () => new Problem(410, 'The session has expired');
const UNREACHABLE = () => new Problem(0, 'The server cannot be reached');

/** A server with sessions, which can be made unreachable, refuse specs and lose sessions. */
export class FakeServer {
  /** @type {Map<string, SessionInfo>} */
  sessions = new Map();
  /** @type {FakeStream[]} */
  streams = [];
  /** @type {string[]} names of the requests that were made */
  requests = [];
  isDown = false;
  /** @type {any} */
  health = { status: 'ready' };
  /** Refuses a spec by throwing. @type {(spec: any) => void} */
  check = () => {};
  /** Answers of further methods, by name. @type {Record<string, (...args: any[]) => any>} */
  answers = {};
  #created = 0;

  constructor() {
    /** @type {any} */
    const methods = {
      getHealth: () => (this.isDown ? null : this.health),
      getCatalog: () => ({ default: specOf() }),
      createSession: (/** @type {any} */ spec) => {
        this.check(spec);
        return this.add({ spec, units: spec.network.layers.map((/** @type {any} */ { units }) => units) });
      },
      createSessions: (/** @type {any[]} */ specs) => {
        for (const spec of specs) this.check(spec);
        return specs.map((spec) => methods.createSession(spec));
      },
      getSession: (/** @type {string} */ id) => this.#find(id),
      deleteSession: (/** @type {string} */ id) => void this.sessions.delete(id),
      getData: (/** @type {string} */ id) => ({ of: this.#find(id).id }),
      getHistory: (/** @type {string} */ id) => {
        const { layers } = this.#find(id);
        const columns = layers.map(() => []);
        return {
          step: [],
          epoch: [],
          train_loss: [],
          test_loss: [],
          gradient_norms: columns,
          activation_stds: columns,
        };
      },
      putRun: (/** @type {string} */ id) => this.#find(id),
    };
    /** @type {any} */
    this.rest = new Proxy(
      {},
      {
        get:
          (_, /** @type {string} */ name) =>
          async (/** @type {any[]} */ ...args) => {
            this.requests.push([name, ...args.filter((arg) => typeof arg !== 'object')].join(' '));
            if (this.isDown && name !== 'getHealth') throw UNREACHABLE();
            return (this.answers[name] ?? methods[name])(...args);
          },
      },
    );
  }

  /** @type {Environment['openStream']} */
  openStream = (id, view, handlers) => {
    const stream = new FakeStream(id, handlers, view);
    this.streams.push(stream);
    return stream.client;
  };

  /** @type {Environment['openSocket']} */
  openSocket = (path, handlers) => {
    const stream = new FakeStream(path, handlers);
    this.streams.push(stream);
    return stream.client;
  };

  /**
   * Create a session.
   *
   * @param {Parameters<typeof sessionOf>[0]} about
   */
  add(about) {
    const session = sessionOf({ id: `s${++this.#created}`, ...about });
    this.sessions.set(session.id, session);
    return session;
  }

  /** Accept the connections that are waiting. */
  async accept() {
    await settle();
    for (const stream of this.streams) {
      const session = this.sessions.get(stream.id);
      if (stream.isOpen || stream.isClosed) continue;
      if (session) stream.open(session);
      else stream.lose(4404);
    }
    await settle();
  }

  /**
   * Forget a session, and tell its clients.
   *
   * @param {string} id
   */
  async forget(id) {
    this.sessions.delete(id);
    for (const stream of this.streams.filter((each) => each.id === id)) stream.lose(4410);
    await settle();
  }

  /**
   * The newest stream of a session.
   *
   * @param {string} id
   */
  streamOf(id) {
    return /** @type {FakeStream} */ (this.streams.findLast((stream) => stream.id === id));
  }

  /** @param {string} id */
  #find(id) {
    const session = this.sessions.get(id);
    if (!session) throw GONE();
    return session;
  }
}
