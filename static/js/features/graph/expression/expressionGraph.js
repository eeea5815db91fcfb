/**
 * The expression of the page: its state, the requests to differentiate it, the playing of its steps, and its address.
 *
 * @import {ReadonlySignal} from '@preact/signals'
 * @import {App} from '../../../core/app.js'
 * @import {Example} from './examples.js'
 * @import {Expression, ExpressionEvent} from './reducer.js'
 */

import { signal } from '@preact/signals';

import { revived } from '../../../protocol/expression.js';
import { Problem } from '../../../protocol/problem.js';
import { reportUnknownChoices } from '../../../core/address/unknownChoices.js';
import { RetryingClient } from '../../../core/session/retryingClient.js';
import { EXPECTED, choicesOf, expectedIn, expressionOf } from './address.js';
import { seedsOf } from './directions.js';
import { stepCount } from './passState.js';
import { initialExpression, reduceExpression } from './reducer.js';

const STEP_TIME = 1200; // ms per step when playing
const ADDRESS_DELAY = 250; // ms; browsers limit how often an address may change

export class ExpressionGraph {
  #app;
  #retrying;
  #state;
  /** What the address asked for. */
  #asked;
  #isRequesting = false;
  #cancelKeeping = () => {};
  #cancelPlaying = () => {};

  /** @param {Pick<App, 'store' | 'rest' | 'clock' | 'choices'>} app */
  constructor(app) {
    this.#app = app;
    this.#retrying = new RetryingClient(app.store, app);
    this.#asked = app.choices.read();
    this.#state = signal(initialExpression(expressionOf(this.#asked)));
    reportUnknownChoices(app, EXPECTED);
    this.#update();
  }

  /** @returns {ReadonlySignal<Expression>} */
  get state() {
    return this.#state;
  }

  /** @param {string} text */
  type(text) {
    this.#dispatch({ type: 'text', text });
    this.#update();
  }

  /** @param {Example} example */
  open({ text, values }) {
    this.#dispatch({ type: 'open', text, values });
    this.#update();
  }

  /**
   * Set the value of an input, or of an entry of it.
   *
   * @param {string} name
   * @param {number} value
   * @param {number} [entry] of an array, counted row by row
   */
  setValue(name, value, entry) {
    this.#dispatch({ type: 'value', name, value, entry });
    this.#update();
  }

  /** @param {number} output */
  chooseOutput(output) {
    this.#dispatch({ type: 'output', output });
  }

  /** Choose the direction of the tangents: an input, or an entry of one. @param {number} input */
  chooseInput(input) {
    this.#dispatch({ type: 'input', input });
    this.#update();
  }

  /** Go to a step and stop there. @param {number} step */
  goTo(step) {
    this.#play(false);
    this.#moveTo(step);
  }

  /** @param {number} by */
  stepBy(by) {
    this.goTo(this.step + by);
  }

  /** Play the steps, from the start if at the end; or stop. */
  togglePlaying() {
    const { playing } = this.#state.peek();
    if (!playing && this.step === this.steps) this.#moveTo(0);
    this.#play(!playing);
  }

  /** The current step. */
  get step() {
    return this.#state.peek().step ?? this.steps;
  }

  /** Number of steps. */
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
    this.#cancelPlaying();
    this.#dispatch({ type: 'play', playing });
    if (!playing) return;
    this.#cancelPlaying = this.#app.clock.after(STEP_TIME, () => {
      const isPlaying = this.#state.peek().playing; // false after an edit
      if (isPlaying) this.#moveTo(this.step + 1);
      this.#play(isPlaying && this.step !== this.steps);
    });
  }

  /** @param {ExpressionEvent} event */
  #dispatch(event) {
    this.#state.value = reduceExpression(this.#state.peek(), event);
    const { clock, choices } = this.#app;
    this.#cancelKeeping();
    this.#cancelKeeping = clock.after(ADDRESS_DELAY, () => choices.keep(choicesOf(this.#state.peek())));
  }

  /** Request graphs until the newest one is of the current text and values; one request at a time. */
  async #update() {
    if (this.#isRequesting) return;
    this.#isRequesting = true;
    for (let answered = -1; answered !== this.#state.peek().version; ) answered = await this.#request();
    this.#isRequesting = false;
  }

  /** @returns {Promise<number>} version that the answer is of */
  async #request() {
    let [version, text] = [0, ''];
    try {
      const graph = await this.#retrying.retry(async () => {
        const state = this.#state.peek();
        ({ version, text } = state);
        const seeds = state.graph && state.read === text ? seedsOf(state.graph, state.input) : {};
        return revived(await this.#app.rest.differentiate(text, state.values, seeds));
      });
      this.#dispatch({ type: 'answer', version, text, graph });
      if (version === 0) reportUnknownChoices(this.#app, expectedIn(graph, this.steps), this.#asked);
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
