import assert from 'node:assert/strict';
import { test } from 'node:test';

import { RunDatabase, RunDatabaseError } from '../../../../static/js/core/library/runDatabase.js';
import { runOf } from '../../../../static/js/core/library/runs.js';
import { createHistory } from '../../../../static/js/core/history.js';
import { settle } from '../../fakes.js';
import { frameOf, sessionOf } from '../../state.js';

/**
 * An IndexedDB with one object store, as far as the database uses it.
 *
 * @param {number} [storedVersion] 0: the database does not exist yet
 */
function createFakeFactory(storedVersion = 0) {
  /** @type {Map<string, any>} */
  const items = new Map();
  const fake = {
    items,
    failure: /** @type {Error | null} */ (null),
    isBlocked: false,
    cursor: /** @type {any} */ (null),
    connections: /** @type {any[]} */ ([]),
    created: /** @type {string[]} */ ([]),
  };
  const store = {
    getAllKeys: () => ({ result: [...items.keys()] }),
    getAll: () => ({ result: [...items.values()] }),
    put: (/** @type {any} */ value, /** @type {string} */ key) => ({
      result: void (fake.failure ?? items.set(key, value)),
    }),
    delete: (/** @type {string} */ key) => ({ result: void items.delete(key) }),
    openCursor: () => {
      const keys = [...items.keys()];
      /** @type {any} */
      const request = {};
      const visit = () => {
        const key = keys.shift();
        request.result = key && {
          value: items.get(key),
          update: (/** @type {any} */ value) => items.set(key, value),
          continue: () => queueMicrotask(visit),
        };
        request.onsuccess();
        if (!key) request.onfinish();
      };
      queueMicrotask(visit);
      fake.cursor = request;
      return request;
    },
  };
  const transaction = () => {
    const { failure } = fake;
    /** @type {any} */
    const self = { objectStore: () => store, error: failure };
    queueMicrotask(() => (failure ? self.onabort() : self.oncomplete()));
    return self;
  };
  let version = storedVersion;
  const open = (/** @type {string} */ _, /** @type {number} */ wanted) => {
    const createObjectStore = (/** @type {string} */ name) => fake.created.push(name);
    const connection = {
      ...{ transaction, createObjectStore, isOpen: true },
      close() {
        connection.isOpen = false;
      },
    };
    /** @type {any} */
    const request = { result: connection, transaction: { objectStore: () => store } };
    queueMicrotask(() => {
      if (fake.isBlocked) return request.onblocked();
      fake.connections.push(connection);
      const oldVersion = version;
      version = wanted;
      if (oldVersion < wanted) request.onupgradeneeded({ oldVersion });
      if (fake.cursor) fake.cursor.onfinish = () => request.onsuccess();
      else request.onsuccess();
    });
    return request;
  };
  return { fake, factory: /** @type {any} */ ({ open }) };
}

/** @param {number} [storedVersion] */
function setUp(storedVersion) {
  const { fake, factory } = createFakeFactory(storedVersion);
  /** @type {string[]} */
  const posted = [];
  const channel = { postMessage: (/** @type {string} */ key) => void posted.push(key), addEventListener: () => {} };
  const database = new RunDatabase(() => factory, /** @type {any} */ (channel));
  return { fake, posted, database, channel };
}

/**
 * @param {string} id
 * @param {number} time
 */
const savedRun = (id, time) => {
  const run = runOf({ session: sessionOf({ id }), live: frameOf({ step: 1 }), history: createHistory(3) }, time);
  return /** @type {NonNullable<typeof run>} */ (run);
};

test('runs are listed newest first, and unreadable ones are deleted', async () => {
  const { database, fake } = setUp();
  await database.put(savedRun('a', 1));
  await database.put(savedRun('b', 2));
  fake.items.set('c:0', { key: 'c:0', torn: true });
  assert.deepEqual(
    (await database.all()).map(({ key }) => key),
    ['b:0', 'a:0'],
  );
  assert.deepEqual([...fake.items.keys()], ['a:0', 'b:0']);
});

test('other windows are notified of every change', async () => {
  const { database, posted } = setUp();
  await database.put(savedRun('a', 1));
  await database.delete('a:0');
  assert.deepEqual(posted, ['a:0', 'a:0']);
});

test('a full storage is explained', async () => {
  const { database, fake, posted } = setUp();
  fake.failure = new DOMException('no space', 'QuotaExceededError');
  await assert.rejects(database.put(savedRun('a', 1)), (error) => {
    assert.ok(error instanceof RunDatabaseError);
    assert.match(error.message, /storage for this page is full\. Delete runs/);
    return true;
  });
  assert.deepEqual(posted, []);
});

test('a browser that blocks storage is explained, and asked again the next time', async () => {
  const { channel } = setUp();
  const { factory } = createFakeFactory();
  let isBlocked = true;
  const getFactory = () => {
    if (isBlocked) throw new Error('blocked');
    return factory;
  };
  const database = new RunDatabase(getFactory, /** @type {any} */ (channel));
  await assert.rejects(database.all(), /does not save runs for this page \(blocked\)/);
  isBlocked = false;
  await settle();
  assert.deepEqual(await database.all(), []);
});

test('a new database has one object store', async () => {
  const { database, fake } = setUp();
  assert.deepEqual(await database.all(), []);
  assert.deepEqual(fake.created, ['runs']);
});

test('runs that an older version of the page has saved keep all that they had', async () => {
  const { database, fake } = setUp(1);
  const maps = [{ zero: 0, scale: 1, values: new Uint8Array(4) }];
  const { thumbnail: _, ...others } = savedRun('a', 1);
  const run = { ...others, name: 'the first one', isPinned: true };
  fake.items.set('a:0', { ...run, picture: { size: 2, activation: 'tanh', maps } });
  fake.items.set('b:0', { ...savedRun('b', 2), thumbnail: undefined, picture: null });
  fake.items.set('c:0', null);
  const [second, first] = await database.all();
  assert.deepEqual(first, { ...run, thumbnail: { size: 2, activation: 'tanh', maps } });
  assert.deepEqual(second, savedRun('b', 2));
  assert.deepEqual(fake.items.get('a:0'), first);
  assert.deepEqual([...fake.items.keys()], ['a:0', 'b:0']);
  assert.deepEqual(fake.created, []);
});

test('a window of an older version that holds the database is named, and asked again the next time', async () => {
  const { database, fake } = setUp(1);
  fake.isBlocked = true;
  await assert.rejects(database.all(), /a window with an older version of this page is open; close or reload it/);
  fake.isBlocked = false;
  assert.deepEqual(await database.all(), []);
});

test('the database is closed for a newer version of the page in another window, and opened again', async () => {
  const { database, fake } = setUp();
  await database.all();
  fake.connections[0].onversionchange();
  assert.equal(fake.connections[0].isOpen, false);
  await database.put(savedRun('a', 1));
  assert.deepEqual(
    fake.connections.map(({ isOpen }) => isOpen),
    [false, true],
  );
});
