/**
 * State of the memory lab: settings, the sessions that train with them, and inspections of these sessions.
 *
 * @import {Signal} from '@preact/signals'
 * @import {GenerateAnswer, ThroughTimeAnswer} from '../../protocol/types.d.ts'
 * @import {App} from '../../core/app.js'
 * @import {SessionInfo} from '../../protocol/model.js'
 * @import {Member} from '../../core/group/group.js'
 * @import {Settings} from './settings.js'
 *
 * @typedef {{answer: ThroughTimeAnswer | null, fault: string}} Inspection
 * @typedef {{answer: GenerateAnswer | null, fault: string}} Writing
 *
 * @typedef {object} CellRun the run of one cell
 * @property {number} id unique
 * @property {string} task
 * @property {string} text
 * @property {Member} member
 * @property {Signal<Inspection>} inspection
 * @property {Signal<Writing>} writing
 * @property {() => void} end
 */

import { computed, effect, signal } from '@preact/signals';

import { Problem } from '../../protocol/problem.js';
import { reportUnknownChoices } from '../../core/address/unknownChoices.js';
import { expectedIn, readSettings, writeSettings, defaultSettings } from './settings.js';
import { entriesOf } from './tasks.js';
import { DEFAULT_TEXT, textProblem } from './text.js';
import { createPacer } from '../../core/session/pacer.js';
import { areaPause } from '../shared/pauses.js';

const TEXT_KEY = 'backprop-memory-text'; // in the tab's storage
const DELAY = 300; // ms without another change before the sessions are created again
const DECIMALS = 6; // of the values in an inspection, more than are shown
const WRITING_INTERVAL = 1000; // ms
const WRITING_LENGTH = 160; // characters

export class MemoryLab {
  #app;
  #cancelTimer = () => {};
  #lastId = 0;
  /** @type {CellRun[]} */
  #before = [];

  settings;

  /** The text of the text task. */
  text;

  /** Seed of the generated text. */
  writingSeed = signal(0);

  /** Error message if the sessions could not be created; else empty. */
  problem = signal('');

  /** @type {Signal<CellRun[]>} */
  runs = signal([]);

  /** @param {App} app */
  constructor(app) {
    this.#app = app;
    this.settings = signal(readSettings(app.choices.read()));
    this.text = signal(app.tabStorage.getItem(TEXT_KEY) ?? DEFAULT_TEXT);
    reportUnknownChoices(app, expectedIn(this.settings.peek().task));
    effect(() => this.#follow(app.group.members.value));
    this.#open();
  }

  /** Change settings; sessions are created again if necessary. @param {Partial<Settings>} change */
  choose(change) {
    this.settings.value = { ...this.settings.peek(), ...change };
    this.#app.choices.keep(writeSettings(this.settings.peek()));
    this.#scheduleOpen();
  }

  /** Choose a task, with its default settings and the same cells. @param {string} task */
  chooseTask(task) {
    const { cells, mean } = this.settings.peek();
    this.choose({ ...defaultSettings(task), cells, mean });
  }

  /** @param {string} text */
  setText(text) {
    this.text.value = text;
    this.#app.tabStorage.setItem(TEXT_KEY, text);
    this.#scheduleOpen();
  }

  /** Generate another text with the same networks. */
  writeAgain() {
    this.writingSeed.value += 1;
  }

  /** Try again to create the sessions. */
  retry() {
    this.#open();
  }

  #scheduleOpen() {
    this.#cancelTimer();
    this.#cancelTimer = this.#app.clock.after(DELAY, () => this.#open());
  }

  async #open() {
    const choices = this.settings.peek();
    const text = this.text.peek();
    if (choices.task === 'text' && textProblem(text)) return; // the field shows the problem
    try {
      await this.#app.group.open(entriesOf(choices, text));
      this.problem.value = '';
    } catch (problem) {
      this.problem.value = /** @type {Error} */ (problem).message;
    }
  }

  /** @param {Member[]} members */
  #follow(members) {
    for (const { end } of this.#before) end();
    this.#before = members.map((member) => this.#createRun(member));
    this.runs.value = this.#before;
  }

  /**
   * @param {Member} member
   * @returns {CellRun}
   */
  #createRun(member) {
    const { task } = this.settings.peek();
    const inspection = signal(this.#firstInspection(member.label, task));
    const writing = signal(/** @type {Writing} */ ({ answer: null, fault: '' }));
    const { clock, ticker } = this.#app;
    const looking = createPacer(areaPause(ticker), () => this.#inspect(member, inspection), clock);
    const writer = createPacer(WRITING_INTERVAL, () => this.#write(member, writing), clock);
    const state = member.store.select(
      ({ session, frame }) => `${session?.id} ${session?.history_number} ${frame?.step ?? session?.step}`,
    );
    const shown = computed(() => this.settings.value.sample);
    const asked = computed(() => {
      const { prompt, temperature } = this.settings.value;
      return `${prompt} ${temperature} ${this.writingSeed.value}`;
    });
    const asksAtFirst = asked.peek();
    const hasTrained = member.store.select(({ session, frame }) => (frame ?? session ?? { step: 0 }).step > 0);
    const stops = [
      effect(() => {
        if (state.value && shown.value >= 0) looking.request();
      }),
      effect(() => {
        // before it has learned anything a network writes only on request
        const isAsked = asked.value !== asksAtFirst;
        if (state.value && (isAsked || hasTrained.value)) writer.request();
        else writing.value = { answer: null, fault: '' };
      }),
    ];
    const end = () => {
      for (const stop of stops) stop();
      looking.end();
      writer.end();
    };
    return { id: ++this.#lastId, task, text: this.text.peek(), member, inspection, writing, end };
  }

  /**
   * Show the previous inspection of a cell until the new session is inspected, so that nothing jumps.
   *
   * @param {string} label
   * @param {string} task
   * @returns {Inspection}
   */
  #firstInspection(label, task) {
    const before = this.#before.find((run) => run.member.label === label && run.task === task && task !== 'text');
    return { answer: before?.inspection.peek().answer ?? null, fault: '' };
  }

  /**
   * @param {Member} member
   * @param {Signal<Inspection>} inspection
   */
  async #inspect({ store, live }, inspection) {
    const { session } = store.state.peek();
    if (!session) return;
    const { steps, target_steps } = session.data;
    const every = target_steps > 1 && steps !== null;
    const question = {
      sample: this.settings.peek().sample,
      loss_step: every ? target_steps - 1 : null,
      decimals: DECIMALS,
    };
    await receive(inspection, () => live.ask(this.#app.rest.getThroughTime(session.id, question)));
  }

  /**
   * @param {Member} member
   * @param {Signal<Writing>} writing
   */
  async #write({ store, live }, writing) {
    const { session } = store.state.peek();
    if (session?.spec.data.name !== 'text') return;
    const { temperature } = this.settings.peek();
    const question = {
      prompt: this.promptOf(session),
      length: WRITING_LENGTH,
      temperature,
      seed: this.writingSeed.peek(),
    };
    await receive(writing, () => live.ask(this.#app.rest.generateText(session.id, question)));
  }

  /**
   * The prompt of a run, by default the first word of the text that it learns: the text in the field may be another,
   * which was refused.
   *
   * @param {SessionInfo | null} session
   */
  promptOf(session) {
    const data = session?.spec.data;
    return this.settings.peek().prompt || (data?.name === 'text' ? firstWord(data.text) : '');
  }
}

/** First word of a text. @param {string} text */
export const firstWord = (text) => [...text.trimStart()].slice(0, 12).join('').split(/\s/, 1)[0];

/**
 * Store an answer or its error in a signal. If the session is gone or the server cannot be reached, the last answer is
 * kept; the connection reports that.
 *
 * @template T
 * @param {Signal<{answer: T | null, fault: string}>} target
 * @param {() => Promise<T>} request
 */
async function receive(target, request) {
  try {
    target.value = { answer: await request(), fault: '' };
  } catch (problem) {
    if (problem instanceof Problem && (problem.isGone || problem.isTemporary)) return;
    target.value = { answer: null, fault: /** @type {Error} */ (problem).message };
  }
}
