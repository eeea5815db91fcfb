/**
 * How a browser comes into a workshop: by a typed code, a link, or a key in a link; or back, if it is a member already.
 *
 * @import {Invitation, MemberAnswer, Role} from '../../protocol/room.js'
 * @import {Environment} from '../../core/environment.js'
 *
 * @typedef {| {at: 'code'}
 *   | {at: 'looking'}
 *   | {at: 'name', room: string, invitation: Invitation}
 *   | {at: 'shut', room: string, title: string, text: string}
 *   | {at: 'lost', text: string}
 * } Step shut: nobody can join now; lost: the server gave no answer
 */

import { signal } from '@preact/signals';

import { enterRoom, pathOf } from '../../core/room/membership.js';
import { noteSetUp } from '../../core/session/lessonRun.js';
import { Problem } from '../../protocol/problem.js';

const UNKNOWN_CODE = 'No workshop has this code. Check it on the projector, and type it again.';
const UNKNOWN_ROOM = 'This link leads to no workshop: it has ended, or the link is incomplete. Type the code instead.';
const OLD_KEY = 'This link is no longer valid. Type the code of the workshop instead.';
const NO_CODE = 'Type the code that the teacher shows.';

/** Where a key leads, by the role that it gives. @type {Partial<Record<Role, string>>} */
const PAGES = { teacher: '/room', projector: '/room/projector' };

export class Joining {
  #environment;
  #go;

  /**
   * @param {Pick<Environment, 'rooms' | 'roomRest' | 'tabStorage' | 'location' | 'root'>} environment
   * @param {(path: string) => void} go open a page in place of this one
   */
  constructor(environment, go) {
    this.#environment = environment;
    this.#go = go;
    this.step = signal(/** @type {Step} */ ({ at: 'looking' }));
    /** why the last try failed, beside the field */
    this.problem = signal('');
  }

  /** Begin with what the address holds. */
  async start() {
    const { search, hash } = this.#environment.location;
    const room = new URLSearchParams(search).get('room');
    const key = new URLSearchParams(hash.slice(1)).get('key');
    if (!room) this.step.value = { at: 'code' };
    else if (key) await this.#enter(room, key);
    else await this.#open(room);
  }

  /**
   * Look for the room of a typed code.
   *
   * @param {string} typed
   */
  async find(typed) {
    const code = typed.replace(/[\s-]/g, '').toUpperCase();
    this.problem.value = code ? '' : NO_CODE;
    if (!code) return;
    await this.#try(
      async () => {
        const { room } = await this.#environment.rooms.find(code);
        await this.#open(room);
      },
      (problem) => this.#askCode(problem.isGone ? UNKNOWN_CODE : problem.message),
    );
  }

  /**
   * Join the room that the member is invited to.
   *
   * @param {string} name empty: the server gives one
   */
  async join(name) {
    const step = this.step.peek();
    if (step.at !== 'name') return;
    const { room } = step;
    this.problem.value = '';
    try {
      this.#land(room, await this.#environment.rooms.join(room, name.trim()));
    } catch (error) {
      const problem = /** @type {Problem} */ (error);
      if (problem.status === 409) await this.#open(room);
      else if (problem.isGone) this.#askCode(UNKNOWN_ROOM);
      else this.problem.value = problem.message;
    }
  }

  /** Type another code. */
  restart() {
    this.#askCode('');
  }

  /**
   * Open a room: a member goes back to it, others are asked for their name.
   *
   * @param {string} room
   */
  async #open(room) {
    await this.#try(
      async () => {
        const me = await this.#findMe(room);
        if (me) return this.#land(room, me, true);
        const invitation = await this.#environment.rooms.getInvitation(room);
        this.step.value = stepInto(room, invitation);
      },
      (problem) => this.#askCode(problem.isGone ? UNKNOWN_ROOM : problem.message),
    );
  }

  /**
   * Who this browser is in a room; null if it is no member.
   *
   * @param {string} room
   */
  #findMe(room) {
    const rest = this.#environment.roomRest({ id: room, role: 'member' });
    return rest.getMe().catch((/** @type {Problem} */ problem) => {
      if (problem.status === 401 || problem.status === 403) return null;
      throw problem;
    });
  }

  /**
   * @param {string} room
   * @param {string} key
   */
  async #enter(room, key) {
    await this.#try(
      async () => {
        const { role } = await this.#environment.rooms.enter(room, key);
        const page = PAGES[role];
        if (page) this.#go(`${this.#environment.root}${page}?room=${encodeURIComponent(room)}`);
        else await this.#open(room);
      },
      (problem) => this.#askCode(problem.isGone ? UNKNOWN_ROOM : OLD_KEY),
    );
  }

  /**
   * @param {() => Promise<void>} act
   * @param {(problem: Problem) => void} refused what to do if the server refuses
   */
  async #try(act, refused) {
    const before = this.step.peek();
    this.step.value = { at: 'looking' };
    try {
      await act();
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (error.status === 429 && before.at === 'code') this.#askCode(error.message);
      else if (error.isTemporary) this.step.value = { at: 'lost', text: error.message };
      else refused(error);
    }
  }

  /** @param {string} problem */
  #askCode(problem) {
    this.step.value = { at: 'code' };
    this.problem.value = problem;
  }

  /**
   * @param {string} room
   * @param {MemberAnswer} me
   * @param {boolean} isBack whether the member has been there before: the run stays as it is, in a lesson too
   */
  #land(room, me, isBack = false) {
    const { tabStorage } = this.#environment;
    enterRoom(tabStorage, room, me.session);
    if (isBack && me.lesson) noteSetUp(tabStorage, me.lesson);
    this.#go(this.#environment.root + pathOf(me));
  }
}

/**
 * @param {string} room
 * @param {Invitation} invitation
 * @returns {Step}
 */
function stepInto(room, invitation) {
  const { name, open, full } = invitation;
  if (!open) {
    const text = 'Nobody can join at the moment. Ask the teacher to open the workshop, then try again.';
    return { at: 'shut', room, title: `“${name}” is closed`, text };
  }
  if (full) {
    const text = 'It has as many members as this server can hold. Ask the teacher, then try again.';
    return { at: 'shut', room, title: `“${name}” is full`, text };
  }
  return { at: 'name', room, invitation };
}
