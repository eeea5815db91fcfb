/**
 * The expression of a page: its state, the server's answers to it, the pace at which it steps by itself, and the address
 * that holds all of it.
 *
 * @import {ReadonlySignal} from '@preact/signals'
 * @import {App} from '../../../core/app.js'
 * @import {Example} from './examples.js'
 * @import {Expression, ExpressionEvent} from './reducer.js'
 */

import { signal } from '@preact/signals';

import { revived } from '../../../protocol/expression.js';
import { Problem } from '../../../protocol/problem.js';
import { RetryingClient } from '../../../core/session/retryingClient.js';
import { choicesOf, expressionOf } from './address.js';
import { stepCount } from './passState.js';
import { initialExpression, reduceExpression } from './reducer.js';

const PACE = 1200; // ms a step when it plays
const DELAY = 250; // ms; browsers limit how often an address may change

export class ExpressionPlace {
  #app;
  #retrying;
  #state;
  #asking = false;
  #cancelTimer = () => {};
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #playing;

  /** @param {Pick<App, 'store' | 'rest' | 'clock' | 'choices'>} app */
  constructor(app) {
    this.#app = app;
    this.#retrying = new RetryingClient(app.store, app);
    this.#state = signal(initialExpression(expressionOf(app.choices.read())));
    this.#ask();
  }

  /** @returns {ReadonlySignal<Expression>} */
  get state() {
    return this.#state;
  }

  /** @param {string} text */
  type(text) {
    this.#dispatch({ type: 'text', text });
    this.#ask();
  }

  /** @param {Example} example */
  open({ text, values }) {
    this.#dispatch({ type: 'open', text, values });
    this.#ask();
  }

  /** @param {string} name @param {number} value */
  setValue(name, value) {
    this.#dispatch({ type: 'value', name, value });
    this.#ask();
  }

  /** @param {number} output */
  chooseOutput(output) {
    this.#dispatch({ type: 'output', output });
  }

  /** @param {number} input */
  chooseInput(input) {
    this.#dispatch({ type: 'input', input });
  }

  /** Goes to a step and stays there. @param {number} step */
  goTo(step) {
    this.#play(false);
    this.#moveTo(step);
  }

  /** @param {number} by */
  stepBy(by) {
    this.goTo(this.step + by);
  }

  /** Steps by itself, from the start where it has come to the end; or stops. */
  togglePlaying() {
    const { playing } = this.#state.peek();
    if (!playing && this.step === this.steps) this.#moveTo(0);
    this.#play(!playing);
  }

  /** The step one is at. */
  get step() {
    return this.#state.peek().step ?? this.steps;
  }

  /** How many steps there are. */
  get steps() {
    const { graph, output } = this.#state.peek();
    return graph ? stepCount(graph, output) : 0;
  }

  /** @param {number} step */
  #moveTo(step) {
    const last = this.steps;
    this.#dispatch({ type: 'step', step: step >= last ? null : Math.max(0, step) });
  }

  /** @param {boolean} playing */
  #play(playing) {
    clearInterval(this.#playing);
    this.#dispatch({ type: 'play', playing });
    if (!playing) return;
    this.#playing = setInterval(() => {
      if (this.#state.peek().playing) this.#moveTo(this.step + 1);
      if (!this.#state.peek().playing || this.step === this.steps) this.#play(false);
    }, PACE);
  }

  /** @param {ExpressionEvent} event */
  #dispatch(event) {
    this.#state.value = reduceExpression(this.#state.peek(), event);
    this.#cancelTimer();
    this.#cancelTimer = this.#app.clock.after(DELAY, () => this.#app.choices.keep(choicesOf(this.#state.peek())));
  }

  /** Asks the server, again and again until its answer is of the newest text and values. */
  async #ask() {
    if (this.#asking) return;
    this.#asking = true;
    for (let answered = -1; answered !== this.#state.peek().version; ) answered = await this.#askOnce();
    this.#asking = false;
  }

  /** @returns {Promise<number>} the version that was asked for */
  async #askOnce() {
    let [version, text] = [0, ''];
    try {
      const graph = await this.#retrying.retry(async () => {
        const asked = this.#state.peek();
        ({ version, text } = asked);
        return revived(await this.#app.rest.differentiate(text, asked.values));
      });
      this.#dispatch({ type: 'answer', version, text, graph });
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      const { position, detail, remedy } = problem;
      this.#dispatch({ type: 'fault', version, fault: { position, detail, remedy } });
    }
    const { phase } = this.#app.store.state.peek().connection;
    if (phase === 'lost' || phase === 'warming') this.#app.store.dispatch({ type: 'connection', phase: 'open' });
    return version;
  }
}
