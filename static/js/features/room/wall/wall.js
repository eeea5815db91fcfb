/**
 * The members' entries on the wall, from the room's stream. Tiles receive them a few per screen frame, so that hundreds
 * of updates at once do not hold the page up.
 *
 * @import {Signal} from '@preact/signals'
 * @import {WallEntry, WallEvent} from '../../../protocol/room.js'
 * @import {Ticker} from '../../../core/ticker.js'
 */

import { batch, signal } from '@preact/signals';

const PER_FRAME = 16; // tiles that are updated in one screen frame

export class Wall {
  #ticker;
  /** @type {Map<string, Signal<WallEntry>>} by id, in the order of arrival */
  #entries = new Map();
  /** @type {Map<string, WallEntry>} news that the tiles do not have yet */
  #news = new Map();

  /** Incremented when an entry has changed, come or gone. */
  version = signal(0);

  /** @param {Pick<Ticker, 'schedule'>} ticker */
  constructor(ticker) {
    this.#ticker = ticker;
  }

  /** The newest entries, in the order of arrival. */
  get entries() {
    return [...this.#entries.values()].map((entry) => this.#news.get(entry.peek().id) ?? entry.peek());
  }

  /**
   * The entry of a member as its tile shows it.
   *
   * @param {string} id
   */
  entryOf(id) {
    return this.#entries.get(id);
  }

  /** @param {Pick<WallEvent, 'members' | 'gone'>} event */
  take({ members, gone }) {
    for (const id of gone) this.#remove(id);
    for (const entry of members) {
      if (this.#entries.has(entry.id)) this.#news.set(entry.id, entry);
      else this.#entries.set(entry.id, signal(entry));
    }
    if (this.#news.size > 0) this.#ticker.schedule(this.#hand);
    this.version.value += 1;
  }

  /**
   * Remove everybody else, such as members who left while the connection was lost.
   *
   * @param {string[]} ids
   */
  retain(ids) {
    const kept = new Set(ids);
    const gone = [...this.#entries.keys()].filter((id) => !kept.has(id));
    if (gone.length > 0) this.take({ members: [], gone });
  }

  #hand = () => {
    batch(() => {
      for (const [id, entry] of [...this.#news].slice(0, PER_FRAME)) {
        this.#news.delete(id);
        const tile = this.#entries.get(id);
        if (tile) tile.value = entry;
      }
    });
    if (this.#news.size > 0) this.#ticker.schedule(this.#hand);
  };

  /** @param {string} id */
  #remove(id) {
    this.#entries.delete(id);
    this.#news.delete(id);
  }
}
