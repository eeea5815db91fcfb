/**
 * A member of a workshop: the room in the role of a member, what the member does there, and what the teacher does to
 * the run of this page.
 *
 * @import {PredictionRequest, PushedEvent, Question, RoomAnswer, WallEvent} from '../../protocol/room.js'
 * @import {RoomRest} from '../../protocol/rooms.js'
 * @import {Environment} from '../environment.js'
 * @import {Store} from '../store.js'
 *
 * @typedef {object} MemberHandlers
 * @property {(pathAndQuery: string) => void} go open another view of this site
 */

import { computed, effect, signal } from '@preact/signals';

import { isTaken } from './experiment.js';
import { leaveRoom, pathOf } from './membership.js';
import { Room } from './room.js';

/** In the storage of the tab: what the teacher sent, for the view that it opens. */
const SENT = 'backprop-sent';

export class Member {
  #store;
  #environment;
  #go;

  /**
   * @param {Store} store
   * @param {Pick<Environment, 'openSocket' | 'clock' | 'tabStorage' | 'location' | 'choices' | 'root'>} environment
   * @param {RoomRest} rest calls as a member
   * @param {MemberHandlers} handlers
   */
  constructor(store, environment, rest, { go }) {
    this.#store = store;
    this.#environment = environment;
    this.#go = go;
    this.rest = rest;
    this.room = new Room(environment, rest, { onEvent: (event) => this.#hear(event) });
    /** why the server refused what the member did last */
    this.problem = signal(/** @type {string | null} */ (null));
    /** questions that the member sees, newest first */
    this.questions = computed(() => (this.room.state.value?.questions ?? []).toReversed());
    /** the lesson of the class; null if it has none, or the workshop is over */
    this.lesson = computed(() =>
      this.room.phase.value === 'over' ? null : (this.room.state.value?.lesson_state ?? null),
    );
    /** whether the member's run may neither be trained nor changed, as it belongs to an experiment */
    this.isTaken = computed(() => isTaken(this.room.state.value));
    /** whether the member may not train the run */
    this.isHeld = computed(() => this.isTaken.value || (this.room.state.value?.paused ?? false));
    /** the member's own name; empty before it is known */
    this.name = computed(() => ownName(this.room.state.value));
  }

  start() {
    const sent = this.#environment.tabStorage.getItem(SENT);
    if (sent) {
      this.#environment.tabStorage.setItem(SENT, '');
      this.#tell(sent, false);
    }
    effect(() => {
      const held = this.room.phase.value !== 'over' && this.isHeld.value;
      this.#store.dispatch({ type: 'hold', held });
    });
    effect(() => {
      if (this.room.phase.value === 'over') leaveRoom(this.#environment.tabStorage);
    });
    this.room.connect();
  }

  /** @param {string} name */
  rename(name) {
    return this.#try(async () => {
      const { member } = await this.rest.renameMe(name);
      this.#show((room) => ({ ...room, members: room.members.map((each) => ({ ...each, name: member.name })) }));
    });
  }

  /** Leave the workshop; the run of this page stays. */
  leave() {
    return this.#try(async () => {
      await this.rest.leave();
      this.room.leave();
    });
  }

  /**
   * Answer a question, or change the answer. It shows at once.
   *
   * @param {Question} question
   * @param {number} value
   */
  answer({ id, mine }, value) {
    const show = (/** @type {number | null} */ answer) =>
      this.#show((room) => ({
        ...room,
        questions: room.questions.map((each) => (each.id === id ? { ...each, mine: answer } : each)),
      }));
    show(value);
    return this.#try(
      () => this.rest.answer(id, value),
      () => show(mine),
    );
  }

  /**
   * Predict in the lesson of the class. The prediction shows at once; if the server refuses it, a notice says why.
   *
   * @param {PredictionRequest} prediction
   */
  async predict({ choice, ...place }) {
    const isIt = (/** @type {{step: number, number: number}} */ { step, number }) =>
      step === place.step && number === (place.number ?? 1);
    const before = this.lesson.peek()?.predictions.find(isIt)?.question.mine ?? null;
    const show = (/** @type {number | null} */ mine) =>
      this.#show(({ lesson_state: lesson, ...room }) => ({
        ...room,
        lesson_state: lesson && {
          ...lesson,
          predictions: lesson.predictions.map((each) =>
            isIt(each) ? { ...each, question: { ...each.question, mine } } : each,
          ),
        },
      }));
    show(choice);
    const isTaken = await this.#try(
      () => this.rest.predict({ ...place, choice }),
      () => show(before),
    );
    const text = this.problem.peek();
    if (!isTaken && text) this.#store.dispatch({ type: 'notice', notice: { kind: 'error', text } });
  }

  /** @param {(room: RoomAnswer) => RoomAnswer} change */
  #show(change) {
    const room = this.room.state.peek();
    if (room) this.room.take(change(room));
  }

  /**
   * Do what the server may refuse.
   *
   * @param {() => Promise<unknown>} act
   * @param {() => void} [takeBack]
   */
  async #try(act, takeBack = () => {}) {
    this.problem.value = null;
    try {
      await act();
      return true;
    } catch (error) {
      takeBack();
      this.problem.value = /** @type {Error} */ (error).message;
      return false;
    }
  }

  /** @param {PushedEvent | WallEvent} event */
  #hear(event) {
    if (event.type !== 'pushed') return;
    const { what, undo } = event;
    const isRun = what.includes('spec') || what.includes('weights');
    if (isRun) this.#tell(`The teacher sent you a run${what.includes('weights') ? ' with its weights' : ''}.`, undo);
    if (what.includes('view') || what.includes('lesson')) this.#follow(event, isRun);
  }

  /**
   * Open the view or the lesson that the teacher sent.
   *
   * @param {PushedEvent} event
   * @param {boolean} isRun whether a run came with it
   */
  #follow({ view, lesson }, isRun) {
    const { location, choices, tabStorage, root } = this.#environment;
    const [path, query] = pathOf({ view: view ?? 'playground', lesson }).split('?');
    const search = query ? `?${query}` : undefined;
    const isHere = location.pathname === root + path && (!lesson || choices.read().lesson === lesson);
    const text = lesson
      ? 'The teacher opened this lesson for you.'
      : `The teacher opened this view for you${isRun ? ', with a run' : ''}.`;
    if (isHere) {
      if (!isRun) this.#tell(text, false);
      return;
    }
    tabStorage.setItem(SENT, text);
    this.#go(choices.addressOf(root + path, search));
  }

  /**
   * @param {string} text
   * @param {boolean} canUndo
   */
  #tell(text, canUndo) {
    this.#store.dispatch({ type: 'notice', notice: { kind: 'info', text, canUndo } });
  }
}

/** @param {RoomAnswer | null} room */
const ownName = (room) => room?.members.find(({ id }) => id === room.me)?.name ?? '';
