/**
 * Stand-ins for everything outside the page: a clock that is set by hand, storage, an address, and a server.
 *
 * @import {RoomPlace} from '../../static/js/protocol/room.js'
 */

import { Choices } from '../../static/js/core/address/choices.js';
import { Preferences } from '../../static/js/core/preferences/preferences.js';
import { Samples } from '../../static/js/core/session/samples.js';
import { createTicker } from '../../static/js/core/ticker.js';
import { RoomRest, Rooms } from '../../static/js/protocol/rooms.js';
import { FakeServer } from './fakeServer.js';
import { settle } from './settle.js';

export { eventually, settle } from './settle.js';

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
     * Let time pass while something is done; nothing is called.
     *
     * @param {number} duration ms
     */
    pass(duration) {
      time += duration;
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
    removeItem: (/** @type {string} */ key) => void items.delete(key),
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
export const createFakeTicker = () => createTicker((callback) => setImmediate(callback), createFakeClock());

const offline = () => Promise.reject(new TypeError('There is no server.'));

/** @param {string} [href] */
export function createFakeEnvironment(href = 'http://localhost/') {
  const browserStorage = createFakeStorage();
  const server = new FakeServer();
  const clock = createFakeClock();
  const tabStorage = createFakeStorage();
  const address = createFakeAddress(href);
  const environment = {
    ...address,
    rest: server.rest,
    samples: new Samples(server.rest),
    openStream: server.openStream,
    openSocket: server.openSocket,
    rooms: new Rooms(offline),
    roomRest: (/** @type {RoomPlace} */ place) => new RoomRest(offline, '', place),
    clock,
    tabStorage,
    ownSession: /** @type {(() => Promise<string>) | null} */ (null),
    root: '',
    preferences: new Preferences(() => browserStorage),
    choices: new Choices({ ...address, tabStorage }),
  };
  return { server, clock, tabStorage, environment, ticker: createFakeTicker() };
}
