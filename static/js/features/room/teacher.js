/**
 * What the teacher's page knows and does: the room, the wall, which members are selected, whose run is open.
 *
 * @import {App} from '../../core/app.js'
 * @import {RoomAnswer, RoomChange} from '../../protocol/room.js'
 */

import { effect, signal } from '@preact/signals';

import { storeSession, storedId } from '../../core/address/address.js';
import { Room } from '../../core/room/room.js';
import { enterByKey, forgetWorkshop } from '../../core/room/workshop.js';
import { Arrangement } from './wall/arrangement.js';
import { Wall } from './wall/wall.js';

/** @type {Record<string, 'open' | 'lost' | 'connecting'>} */
const PHASES = { connecting: 'connecting', open: 'open', lost: 'lost', over: 'open' };

export class Teacher {
  /** Whether a press on a tile selects it, instead of opening it. */
  isSelecting = signal(false);

  /** Ids of the selected members. @type {import('@preact/signals').Signal<Set<string>>} */
  selected = signal(new Set());

  /** The open dialog. @type {import('@preact/signals').Signal<'push' | 'ask' | 'challenge' | 'experiment' | null>} */
  dialog = signal(null);

  /** Id of the member whose run is open; null while the wall is shown. */
  opened = signal(/** @type {string | null} */ (null));

  /** Id of the member whose run was closed: the keyboard returns to its tile. @type {string | null} */
  lastOpened = null;

  /**
   * @param {App} app
   * @param {string} id of the room
   */
  constructor(app, id) {
    this.app = app;
    this.id = id;
    this.rest = app.roomRest({ id, role: 'teacher' });
    this.wall = new Wall(app.ticker);
    this.arrangement = new Arrangement(this.wall, app.ticker);
    this.room = new Room(app, this.rest, {
      onEvent: (event) => event.type === 'wall' && this.wall.take(event),
    });
  }

  /**
   * Enter by the key in the address, if there is one, connect to the room, and follow it. Returns a function that ends
   * that.
   */
  start() {
    const { store } = this.app;
    const stops = [
      effect(() => {
        const phase = PHASES[this.room.phase.value];
        store.dispatch({ type: 'connection', phase });
      }),
      effect(() => {
        if (this.room.end.value === 'ended') forgetWorkshop(this.app.preferences, this.id);
      }),
      effect(() => {
        const room = this.room.state.value;
        if (room) this.#retain(room.members.map(({ id }) => id));
      }),
    ];
    enterByKey(this.app, this.id).then(() => this.room.connect());
    return () => {
      this.room.close();
      for (const stop of stops) stop();
    };
  }

  /**
   * Change the room. The change shows as soon as the server has answered.
   *
   * @param {RoomChange} change
   */
  change(change) {
    return this.act(async () => this.room.take(await this.rest.change(change)));
  }

  /**
   * Do something on the server, and say why if it fails. Fulfilled with whether it succeeded.
   *
   * @param {() => Promise<unknown>} request
   */
  async act(request) {
    try {
      await request();
      return true;
    } catch (error) {
      this.notify('error', /** @type {Error} */ (error).message);
      return false;
    }
  }

  /**
   * @param {'info' | 'error'} kind
   * @param {string} text
   */
  notify(kind, text) {
    this.app.store.dispatch({ type: 'notice', notice: { kind, text } });
  }

  // the teacher's own run

  /** Fetch the spec of the teacher's own run, which this tab has. */
  async ownSpec() {
    const id = storedId(this.app.tabStorage);
    if (id === null) throw new RangeError('Your run is in another tab. Push it with its weights, or open one here.');
    return (await this.app.rest.getSession(id)).spec;
  }

  /** Create a run in this tab, and let members follow it. */
  lead() {
    return this.act(async () => {
      const { catalog } = this.app.store.state.peek();
      if (!catalog) throw new RangeError('The page is not connected yet. Try again in a moment.');
      const session = await this.app.rest.createSession(catalog.default);
      storeSession(this.app.tabStorage, session.id);
      await this.rest.setRun(session.id);
    });
  }

  // the wall

  /** @param {string} id */
  openMember(id) {
    this.opened.value = id;
  }

  closeMember() {
    this.lastOpened = this.opened.peek();
    this.opened.value = null;
  }

  /**
   * Open the run of the member beside the open one, in the order of the wall.
   *
   * @param {number} by 1 or -1
   */
  openBeside(by) {
    const ids = this.arrangement.shown.peek();
    const at = ids.indexOf(this.opened.peek() ?? '');
    if (ids.length > 0) this.opened.value = ids[(at + by + ids.length) % ids.length];
  }

  /** @param {boolean} isSelecting */
  setSelecting(isSelecting) {
    this.isSelecting.value = isSelecting;
    if (!isSelecting) this.selected.value = new Set();
  }

  /**
   * Open the dialog that pushes something to one member, and to all if the teacher chooses so.
   *
   * @param {string} id
   */
  pushTo(id) {
    this.selected.value = new Set([id]);
    this.dialog.value = 'push';
  }

  closeDialog() {
    this.dialog.value = null;
    if (!this.isSelecting.peek()) this.selected.value = new Set();
  }

  /** @param {string} id */
  toggleSelected(id) {
    const next = new Set(this.selected.peek());
    if (!next.delete(id)) next.add(id);
    this.selected.value = next;
  }

  /** Select all members that the wall shows, or none if they are selected. */
  toggleAll() {
    const shown = this.arrangement.shown.peek();
    const areAll = shown.every((id) => this.selected.peek().has(id));
    this.selected.value = new Set(areAll ? [] : shown);
  }

  /**
   * Name of a member.
   *
   * @param {string} id
   */
  nameOf(id) {
    return nameIn(this.room.state.peek(), id);
  }

  /** @param {string[]} members that are in the room */
  #retain(members) {
    this.wall.retain(members);
    const selected = [...this.selected.peek()].filter((id) => members.includes(id));
    if (selected.length < this.selected.peek().size) this.selected.value = new Set(selected);
  }
}

/**
 * Name of a member in a room.
 *
 * @param {RoomAnswer | null} room
 * @param {string} id
 */
export const nameIn = (room, id) => room?.members.find((member) => member.id === id)?.name ?? 'A member';
