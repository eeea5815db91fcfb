/**
 * Storage of runs in the browser's IndexedDB. Other windows are notified of every change, so that their lists stay up
 * to date.
 *
 * @import {SavedRun} from './runs.js'
 */

import { isSavedRun } from './runs.js';

export const DATABASE = 'backprop-playground';
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
    this.#open ??= openDatabase(this.#getFactory);
    const database = await this.#open.catch((error) => {
      this.#open = null;
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
 * @param {() => Pick<IDBFactory, 'open'>} getFactory
 * @returns {Promise<IDBDatabase>}
 */
function openDatabase(getFactory) {
  return new Promise((resolve, reject) => {
    const request = getFactory().open(DATABASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(RUNS);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
