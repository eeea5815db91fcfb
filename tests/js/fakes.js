/**
 * Stand-ins for everything outside the page: a clock that is set by hand, storage, an address, and a server with its
 * REST API and streams.
 *
 * @import {SessionInfo} from '../../static/js/protocol/model.js'
 * @import {Stream, StreamHandlers} from '../../static/js/protocol/stream.js'
 * @import {Command, ServerEvent} from '../../static/js/protocol/types.d.ts'
 * @import {Environment} from '../../static/js/core/environment.js'
 */

import { Choices } from '../../static/js/core/address/choices.js';
import { Problem } from '../../static/js/protocol/problem.js';
import { createTicker } from '../../static/js/core/ticker.js';
import { sessionOf, specOf } from './state.js';

/** Wait until all promises that can be settled now are settled. */
export async function settle() {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
}

/**
 * Wait until a condition is true: for what takes real time, such as compression.
 *
 * @param {() => boolean} isTrue
 */
export async function eventually(isTrue) {
  for (let turn = 0; turn < 400 && !isTrue(); turn++) await new Promise((resolve) => setTimeout(resolve, 5));
}

export function createFakeClock() {
  let time = 0;
  /** @type {{time: number, callback: () => void}[]} */
  let timers = [];
  return {
    now: () => time,
    date: () => 1_000_000 + time,

    /**
     * @param {number} delay
     * @param {() => void} callback
     */
    after(delay, callback) {
      const timer = { time: time + delay, callback };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },

    /**
     * Let time pass, and call what is due on the way.
     *
     * @param {number} duration ms
     */
    async advance(duration) {
      const end = time + duration;
      await settle();
      for (;;) {
        const [next] = timers.filter((timer) => timer.time <= end).sort((a, b) => a.time - b.time);
        if (!next) break;
        timers = timers.filter((timer) => timer !== next);
        time = Math.max(time, next.time);
        next.callback();
        await settle();
      }
      time = end;
    },

    /** Number of callbacks that are waiting. */
    get waiting() {
      return timers.length;
    },
  };
}

/** @param {number} [capacity] characters that fit; a longer value is refused as a browser does */
export function createFakeStorage(capacity = Infinity) {
  /** @type {Map<string, string>} */
  const items = new Map();
  return {
    items,
    getItem: (/** @type {string} */ key) => items.get(key) ?? null,
    setItem(/** @type {string} */ key, /** @type {string} */ value) {
      if (value.length > capacity) throw new DOMException('full', 'QuotaExceededError');
      items.set(key, value);
    },
  };
}

/** @param {string} href */
export function createFakeAddress(href) {
  let url = new URL(href);
  const location = {
    get href() {
      return url.href;
    },
    get pathname() {
      return url.pathname;
    },
    get search() {
      return url.search;
    },
    get hash() {
      return url.hash;
    },
  };
  const browserHistory = {
    replaceState: (/** @type {any} */ _data, /** @type {string} */ _unused, /** @type {any} */ to) => {
      url = new URL(to, url);
    },
  };
  return { location, browserHistory };
}

/** A ticker whose screen shows a frame as soon as nothing else is to do. */
export const createFakeTicker = () => createTicker((callback) => setImmediate(callback));

/** An open or closed stream, as the server sees it. */
class FakeStream {
  /** @type {Command[]} */
  sent = [];
  isOpen = false;
  isClosed = false;

  /**
   * @param {string} id of the session
   * @param {StreamHandlers} handlers
   */
  constructor(id, handlers) {
    this.id = id;
    this.handlers = handlers;
  }

  /**
   * Accept the connection.
   *
   * @param {SessionInfo} session
   */
  open(session) {
    this.isOpen = true;
    this.handlers.onOpen();
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
  openStream = (id, handlers) => {
    const stream = new FakeStream(id, handlers);
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

/** @param {string} [href] */
export function createFakeEnvironment(href = 'http://localhost/') {
  const server = new FakeServer();
  const clock = createFakeClock();
  const tabStorage = createFakeStorage();
  const address = createFakeAddress(href);
  const environment = {
    ...address,
    rest: server.rest,
    openStream: server.openStream,
    clock,
    tabStorage,
    choices: new Choices({ ...address, tabStorage }),
  };
  return { server, clock, tabStorage, environment, ticker: createFakeTicker() };
}
