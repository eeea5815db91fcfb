/**
 * Where this browser keeps runs: its IndexedDB. Other windows hear of every change, so that their lists stay true.
 *
 * @import {KeptRun} from './runs.js'
 */

import { isKeptRun } from './runs.js';

const DATABASE = 'backprop-playground';
const RUNS = 'runs';

/** The browser keeps nothing here, or has no room left. */
export class ShelfError extends Error {}

export class Shelf {
  /** @type {Promise<IDBDatabase> | null} */
  #open = null;
  #channel = new BroadcastChannel(DATABASE);

  /** Calls back when another window has changed what is kept; returns how to stop. @param {() => void} onChange */
  listen(onChange) {
    this.#channel.addEventListener('message', onChange);
    return () => this.#channel.removeEventListener('message', onChange);
  }

  /**
   * All runs that can be read, newest first; what cannot is thrown away.
   *
   * @returns {Promise<KeptRun[]>}
   * @throws {ShelfError}
   */
  async all() {
    const [keys, values] = await Promise.all([
      this.#do('readonly', (runs) => runs.getAllKeys()),
      this.#do('readonly', (runs) => runs.getAll()),
    ]);
    const broken = keys.filter((key, index) => !isKeptRun(values[index]) || values[index].key !== key);
    await Promise.all(broken.map((key) => this.#do('readwrite', (runs) => runs.delete(key))));
    return values.filter((_, index) => !broken.includes(keys[index])).sort((a, b) => b.time - a.time);
  }

  /** @param {KeptRun} run @throws {ShelfError} */
  async put(run) {
    await this.#do('readwrite', (runs) => runs.put(run, run.key));
    this.#channel.postMessage(run.key);
  }

  /** @param {string} key @throws {ShelfError} */
  async delete(key) {
    await this.#do('readwrite', (runs) => runs.delete(key));
    this.#channel.postMessage(key);
  }

  /**
   * @template T
   * @param {IDBTransactionMode} mode
   * @param {(runs: IDBObjectStore) => IDBRequest<T>} act
   * @returns {Promise<T>}
   */
  async #do(mode, act) {
    this.#open ??= openDatabase();
    const database = await this.#open.catch((error) => {
      this.#open = null;
      throw new ShelfError(
        `This browser keeps no runs here (${error.message}). Allow the page to store data, and reload it.`,
      );
    });
    return settled(database.transaction(RUNS, mode), act).catch((error) => {
      const isFull = error?.name === 'QuotaExceededError';
      const why = isFull ? 'The room this browser gives the page is full' : `The browser says: ${error?.message}`;
      throw new ShelfError(
        `The run was not kept. ${why}. Delete runs that you no longer need, or save this one as a file.`,
      );
    });
  }
}

/**
 * What a request of a transaction gave, once that is written.
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

/** @returns {Promise<IDBDatabase>} */
function openDatabase() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(RUNS);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
