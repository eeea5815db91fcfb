/**
 * Storage of runs in the browser's IndexedDB. Other windows are notified of every change, so that their lists stay up
 * to date.
 *
 * @import {SavedRun} from './runs.js'
 */

import { fromVersion1, isSavedRun } from './runs.js';

export const DATABASE = 'backprop-playground';
const VERSION = 2; // 1: the field `thumbnail` of a run was called `picture`
const RUNS = 'runs';

/** The browser does not store runs for this page, or has no space left. */
export class RunDatabaseError extends Error {}

export class RunDatabase {
  #getFactory;
  #channel;
  /** @type {Promise<IDBDatabase> | null} */
  #open = null;

  /**
   * @param {() => Pick<IDBFactory, 'open'>} getFactory get the browser's IndexedDB; may throw if the browser blocks it
   * @param {Pick<BroadcastChannel, 'postMessage' | 'addEventListener'>} channel reaches the other windows
   */
  constructor(getFactory, channel) {
    this.#getFactory = getFactory;
    this.#channel = channel;
  }

  /**
   * Call back whenever another window has changed the stored runs.
   *
   * @param {() => void} onChange
   */
  listen(onChange) {
    this.#channel.addEventListener('message', onChange);
  }

  /**
   * Get all runs, newest first, and delete those that cannot be read.
   *
   * @returns {Promise<SavedRun[]>}
   * @throws {RunDatabaseError}
   */
  async all() {
    const [keys, values] = await Promise.all([
      this.#request('readonly', (runs) => runs.getAllKeys()),
      this.#request('readonly', (runs) => runs.getAll()),
    ]);
    const broken = keys.filter((key, index) => !isSavedRun(values[index]) || values[index].key !== key);
    await Promise.all(broken.map((key) => this.#request('readwrite', (runs) => runs.delete(key))));
    return values.filter((_, index) => !broken.includes(keys[index])).sort((a, b) => b.time - a.time);
  }

  /**
   * @param {SavedRun} run
   * @throws {RunDatabaseError}
   */
  async put(run) {
    await this.#request('readwrite', (runs) => runs.put(run, run.key));
    this.#channel.postMessage(run.key);
  }

  /**
   * @param {string} key
   * @throws {RunDatabaseError}
   */
  async delete(key) {
    await this.#request('readwrite', (runs) => runs.delete(key));
    this.#channel.postMessage(key);
  }

  /**
   * @template T
   * @param {IDBTransactionMode} mode
   * @param {(runs: IDBObjectStore) => IDBRequest<T>} act
   * @returns {Promise<T>}
   */
  async #request(mode, act) {
    const close = () => {
      this.#open = null;
    };
    this.#open ??= openDatabase(this.#getFactory, close);
    const database = await this.#open.catch((error) => {
      close();
      throw new RunDatabaseError(
        `This browser does not save runs for this page (${error.message}). Allow it to store data, then reload.`,
      );
    });
    return settled(database.transaction(RUNS, mode), act).catch((error) => {
      const isFull = error?.name === 'QuotaExceededError';
      const cause = isFull ? "The browser's storage for this page is full" : `The browser reports: ${error?.message}`;
      throw new RunDatabaseError(
        `The run was not saved. ${cause}. Delete runs that you no longer need, or save this one as a file.`,
      );
    });
  }
}

/**
 * Wait until a transaction is written; returns the result of its request.
 *
 * @template T
 * @param {IDBTransaction} transaction
 * @param {(runs: IDBObjectStore) => IDBRequest<T>} act
 * @returns {Promise<T>}
 */
function settled(transaction, act) {
  return new Promise((resolve, reject) => {
    const request = act(transaction.objectStore(RUNS));
    transaction.oncomplete = () => resolve(request.result);
    transaction.onabort = transaction.onerror = () => reject(transaction.error ?? request.error);
  });
}

/**
 * Open the database, after bringing the runs of an older version of the page into the present form.
 *
 * @param {() => Pick<IDBFactory, 'open'>} getFactory
 * @param {() => void} onClose called when a newer version of the page, in another window, needs the database
 * @returns {Promise<IDBDatabase>}
 */
function openDatabase(getFactory, onClose) {
  return new Promise((resolve, reject) => {
    const request = getFactory().open(DATABASE, VERSION);
    request.onupgradeneeded = ({ oldVersion }) => {
      if (oldVersion === 0) request.result.createObjectStore(RUNS);
      else upgrade(/** @type {IDBTransaction} */ (request.transaction).objectStore(RUNS));
    };
    request.onblocked = () =>
      reject(new Error('a window with an older version of this page is open; close or reload it'));
    request.onsuccess = () => {
      request.result.onversionchange = () => {
        request.result.close();
        onClose();
      };
      resolve(request.result);
    };
    request.onerror = () => reject(request.error);
  });
}

/** Bring the runs of version 1 into the present form. @param {IDBObjectStore} runs */
function upgrade(runs) {
  const request = runs.openCursor();
  request.onsuccess = () => {
    const cursor = request.result;
    if (!cursor) return;
    cursor.update(fromVersion1(cursor.value));
    cursor.continue();
  };
}
