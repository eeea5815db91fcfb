/**
 * The memory lab at work: the choices, the sessions that follow from them, and what is looked up in those while they
 * train.
 *
 * @import {Signal} from '@preact/signals'
 * @import {GenerateAnswer, ThroughTimeAnswer} from '../../protocol/types.d.ts'
 * @import {App} from '../../core/app.js'
 * @import {Member} from '../../core/group/group.js'
 * @import {Choices} from './settings.js'
 *
 * @typedef {{answer: ThroughTimeAnswer | null, fault: string}} Look
 * @typedef {{answer: GenerateAnswer | null, fault: string}} Writing
 *
 * @typedef {object} Seen what is looked up in one of the sessions
 * @property {number} id another one has another
 * @property {string} task that it was made for
 * @property {string} text
 * @property {Member} member
 * @property {Signal<Look>} look
 * @property {Signal<Writing>} writing
 * @property {() => void} end
 */

import { computed, effect, signal } from '@preact/signals';

import { Problem } from '../../protocol/problem.js';
import { choicesOf, queryOf, usualChoices } from './settings.js';
import { OPENING, entriesOf, faultOfText } from './tasks.js';
import { createPacer } from '../../core/session/pacer.js';
import { SPEEDS } from '../../core/speeds.js';

const KEPT_TEXT = 'backprop-memory-text';
const SETTLE = 300; // ms without another change before the sessions are made anew
const LOOK_PAUSE = 120; // ms between two looks at a session
const WRITE_PAUSE = 1000;
const WRITTEN = 160; // characters
const SPEED = SPEEDS.findIndex(({ unit, perSecond }) => unit === 'epoch' && perSecond === 10); // slow enough to see it learn

export class Lab {
  #app;
  #cancelTimer = () => {};
  #lastId = 0;
  /** @type {Seen[]} */
  #before = [];

  choices;

  /** The text of one's own. */
  text;

  /** Which samples are drawn from the network: another number, other samples. */
  draw = signal(0);

  /** Why the sessions could not be made; empty where they could. */
  fault = signal('');

  /** @type {Signal<Seen[]>} */
  seen = signal([]);

  /** @param {App} app */
  constructor(app) {
    this.#app = app;
    this.choices = signal(choicesOf(app.choices.read()));
    this.text = signal(app.tabStorage.getItem(KEPT_TEXT) ?? OPENING);
    app.group.setSpeed(SPEED);
    effect(() => this.#follow(app.group.members.value));
    this.#open();
  }

  /** Takes other choices; sessions are made anew where they need it. @param {Partial<Choices>} change */
  choose(change) {
    this.choices.value = { ...this.choices.peek(), ...change };
    this.#app.choices.keep(queryOf(this.choices.peek()));
    this.#settle();
  }

  /** Goes over to another task, with what is usual there; the cells stay. @param {string} task */
  chooseTask(task) {
    const { cells, mean } = this.choices.peek();
    this.choose({ ...usualChoices(task), cells, mean });
  }

  /** @param {string} text */
  write(text) {
    this.text.value = text;
    this.#app.tabStorage.setItem(KEPT_TEXT, text);
    this.#settle();
  }

  /** Lets the same networks write something else. */
  drawAgain() {
    this.draw.value += 1;
  }

  /** Tries again to make the sessions, as they are chosen. */
  retry() {
    this.#open();
  }

  #settle() {
    this.#cancelTimer();
    this.#cancelTimer = this.#app.clock.after(SETTLE, () => this.#open());
  }

  async #open() {
    const choices = this.choices.peek();
    const text = this.text.peek();
    if (choices.task === 'text' && faultOfText(text)) return; // the field says so
    try {
      await this.#app.group.open(entriesOf(choices, text));
      this.fault.value = '';
    } catch (problem) {
      this.fault.value = /** @type {Error} */ (problem).message;
    }
  }

  /** @param {Member[]} members */
  #follow(members) {
    for (const { end } of this.#before) end();
    this.#before = members.map((member) => this.#see(member));
    this.seen.value = this.#before;
  }

  /** @param {Member} member @returns {Seen} */
  #see(member) {
    const { task } = this.choices.peek();
    const look = signal(this.#firstLook(member.label, task));
    const writing = signal(/** @type {Writing} */ ({ answer: null, fault: '' }));
    const looking = createPacer(LOOK_PAUSE, () => this.#look(member, look), this.#app.clock);
    const writer = createPacer(WRITE_PAUSE, () => this.#write(member, writing), this.#app.clock);
    const state = member.store.select(({ session, frame }) => `${session?.id} ${session?.course} ${frame?.step}`);
    const shown = computed(() => this.choices.value.sample);
    const asked = computed(() => {
      const { prompt, temperature } = this.choices.value;
      return `${prompt} ${temperature} ${this.draw.value}`;
    });
    const stops = [
      effect(() => {
        if (state.value && shown.value >= 0) looking.request();
      }),
      effect(() => {
        if (state.value && asked.value) writer.request();
      }),
    ];
    const end = () => {
      for (const stop of stops) stop();
      looking.end();
      writer.end();
    };
    return { id: ++this.#lastId, task, text: this.text.peek(), member, look, writing, end };
  }

  /**
   * Until a new session is looked at, that of the one before it stays, where its steps are of the same kind: nothing jumps.
   *
   * @param {string} label
   * @param {string} task
   * @returns {Look}
   */
  #firstLook(label, task) {
    const before = this.#before.find((seen) => seen.member.label === label && seen.task === task && task !== 'text');
    return { answer: before?.look.peek().answer ?? null, fault: '' };
  }

  /** @param {Member} member @param {Signal<Look>} look */
  async #look({ store, live }, look) {
    const { session } = store.state.peek();
    if (!session) return;
    const { steps, target_steps } = session.data;
    const every = target_steps > 1 && steps !== null;
    const question = { sample: this.choices.peek().sample, loss_step: every ? target_steps - 1 : null };
    await tell(look, () => live.ask(this.#app.rest.getThroughTime(session.id, question)));
  }

  /** @param {Member} member @param {Signal<Writing>} writing */
  async #write({ store, live }, writing) {
    const { session } = store.state.peek();
    if (session?.spec.data.name !== 'text') return;
    const { temperature } = this.choices.peek();
    const question = { prompt: this.prompt, length: WRITTEN, temperature, seed: this.draw.peek() };
    await tell(writing, () => live.ask(this.#app.rest.generateText(session.id, question)));
  }

  /** What the network is to go on from: the prompt, or the text's own beginning. */
  get prompt() {
    return this.choices.peek().prompt || promptOf(this.text.peek());
  }
}

/** The first word of a text, which the network has seen. @param {string} text */
export const promptOf = (text) => [...text.trimStart()].slice(0, 12).join('').split(/\s/, 1)[0];

/**
 * Puts an answer into a signal, or why there is none. Where the server has no such session any more, or is not reached,
 * the last answer stays: the page says so elsewhere.
 *
 * @template T
 * @param {Signal<{answer: T | null, fault: string}>} told
 * @param {() => Promise<T>} ask
 */
async function tell(told, ask) {
  try {
    told.value = { answer: await ask(), fault: '' };
  } catch (problem) {
    if (problem instanceof Problem && (problem.isGone || problem.isTemporary)) return;
    told.value = { answer: null, fault: /** @type {Error} */ (problem).message };
  }
}
