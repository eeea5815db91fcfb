import assert from 'node:assert/strict';
import { test } from 'node:test';

import { RunDatabase, RunDatabaseError } from '../../../../static/js/core/library/runDatabase.js';
import { runOf } from '../../../../static/js/core/library/runs.js';
import { createHistory } from '../../../../static/js/core/history.js';
import { settle } from '../../fakes.js';
import { frameOf, sessionOf } from '../../state.js';

/** An IndexedDB with one object store, as far as the database uses it. */
function createFakeFactory() {
  /** @type {Map<string, any>} */
  const items = new Map();
  const fake = { items, failure: /** @type {Error | null} */ (null) };
  const store = {
    getAllKeys: () => ({ result: [...items.keys()] }),
    getAll: () => ({ result: [...items.values()] }),
    put: (/** @type {any} */ value, /** @type {string} */ key) => ({
      result: void (fake.failure ?? items.set(key, value)),
    }),
    delete: (/** @type {string} */ key) => ({ result: void items.delete(key) }),
  };
  const transaction = () => {
    const { failure } = fake;
    /** @type {any} */
    const self = { objectStore: () => store, error: failure };
    queueMicrotask(() => (failure ? self.onabort() : self.oncomplete()));
    return self;
  };
  const open = () => {
    /** @type {any} */
    const request = { result: { transaction } };
    queueMicrotask(() => request.onsuccess());
    return request;
  };
  return { fake, factory: /** @type {any} */ ({ open }) };
}

function setUp() {
  const { fake, factory } = createFakeFactory();
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
