/**
 * State of the microscope: the traced sample, the current step, the selection, and the newest trace of the run. Choices
 * are kept in the address.
 *
 * @import {ReadonlySignal} from '@preact/signals'
 * @import {SessionInfo} from '../../protocol/model.js'
 * @import {TraceRequest} from '../../protocol/types.d.ts'
 * @import {App} from '../../core/app.js'
 * @import {Focus} from '../../core/model.js'
 * @import {Quantity} from './quantities.js'
 * @import {Sample} from './sample.js'
 * @import {Snapshot, Trace} from '../../core/trace/types.js'
 * @import {Selection, Step} from './types.js'
 */

import { batch, computed, effect, signal } from '@preact/signals';

import { reportUnknownChoices } from '../../core/address/unknownChoices.js';
import { Problem } from '../../protocol/problem.js';
import { wait } from '../../core/clock.js';
import { isOfNetwork } from '../../core/trace/opLayers.js';
import { indexOf, isStepKey, stepsOf } from './steps.js';
import { EXPECTED as SAMPLES, FIRST_SAMPLE, isInData, nextRow, readSample, requestOf, writeSample } from './sample.js';
import { isSelection, readSelection, selectionAtStep, writeSelection } from './selection.js';

const STEP_TIME = 1200; // ms per step in slow motion
const DATA_TIMEOUT = 4000; // ms to wait for the data before requesting a trace without them
const REQUEST_INTERVAL = 500; // ms between two traces of a run that trains
const MAX_ALL_LAYERS = 20_000; // parameters up to which those of every layer are requested
const MAX_CHECKED_AT_ONCE = 400; // parameters whose finite differences are requested together with the trace
const MAX_CHECKED = 5000; // parameters up to which there are finite differences

/** What the address can name. */
const EXPECTED = {
  ...SAMPLES,
  of: ['sample', 'batch'],
  at: { isKnown: isStepKey, text: 'a step such as input, f0, loss, w0 or update' },
  see: { isKnown: isSelection, text: 'a selection such as 0.0.1.weights.0.0' },
};

export class Microscope {
  #app;
  #cancelPlaying = () => {};
  #isRequesting = false;
  #isStale = false;
  #lastRequest = -Infinity; // ms
  /** Row in the address, until the data tell whether they have it. */
  #requestedRow = '';
  #hasWaitedForData = signal(false);

  /** @param {Pick<App, 'store' | 'rest' | 'clock' | 'choices'>} app */
  constructor(app) {
    this.#app = app;
    const choices = app.choices.read();
    reportUnknownChoices(app, EXPECTED);
    this.sample = signal(/** @type {Sample} */ (readSample(choices)));
    const sample = this.sample.peek();
    if (sample.kind === 'row') this.#requestedRow = String(sample.row);
    /** whose gradients and update are shown */
    this.gradientSource = signal(/** @type {'sample' | 'batch'} */ (choices.of === 'batch' ? 'batch' : 'sample'));
    this.stepKey = signal(choices.at ?? 'input');
    this.selection = signal(readSelection(choices.see));
    /** selection under the pointer or the keyboard focus */
    this.hovered = signal(/** @type {Partial<Selection> | null} */ (null));
    /** neuron or connection under the pointer, whose symbols light up in the formula */
    this.pointed = signal(/** @type {Focus | null} */ (null));
    /** quantity of the formula under the pointer, which lights up in the diagram */
    this.lit = signal(/** @type {Quantity | null} */ (null));
    this.shownSelection = computed(() => ({ ...this.selection.value, ...this.hovered.value }));
    this.snapshot = signal(/** @type {Snapshot | null} */ (null));
    this.problem = signal(/** @type {string | null} */ (null));
    this.isPlaying = signal(false);
    /** number of step changes so far, each of which starts an animation */
    this.moveCount = signal(0);
    this.steps = computed(() => (this.snapshot.value ? stepsOf(this.snapshot.value.trace, this.snapshot.value) : []));
    this.index = computed(() => indexOf(this.steps.value, this.stepKey.value));
    this.step = /** @type {ReadonlySignal<Step | null>} */ (computed(() => this.steps.value[this.index.value] ?? null));
  }

  /** Request traces whenever the run, the sample or the requested layer change. */
  follow() {
    const { store, clock, choices } = this.#app;
    clock.after(DATA_TIMEOUT, () => {
      this.#hasWaitedForData.value = true;
    });
    const session = store.select((state) => state.session);
    const frame = store.select((state) => state.frame);
    const data = store.select((state) => state.data);
    const playing = store.select((state) => state.playing);
    const isOpen = store.select(({ connection }) => connection.phase === 'open');
    effect(() => {
      if (!data.value) return;
      const { train_size: train, test_size: test } = data.value;
      reportUnknownChoices(this.#app, { row: { low: 0, high: train + test - 1 } }, { row: this.#requestedRow });
      this.#requestedRow = '';
      if (!isInData(this.sample.peek(), data.value)) this.setSample(FIRST_SAMPLE);
    });
    // the split of a row is known from the data, which are not sent for a large table
    const hasSplit = computed(() => {
      const sample = this.sample.value;
      return sample.kind === 'typed' || sample.row === 0 || data.value !== null || this.#hasWaitedForData.value;
    });
    effect(() => {
      void [this.sample.value, this.gradientSource.value, this.#requestedLayer.value, playing.value];
      // a new session is followed by its first frame: one trace is enough for both
      if (session.value && frame.value && isOpen.value && hasSplit.value) this.#update();
    });
    effect(() => {
      choices.keep({
        ...writeSample(this.sample.value),
        of: this.gradientSource.value === 'batch' ? 'batch' : null,
        at: this.stepKey.value,
        see: writeSelection(this.selection.value),
      });
    });
  }

  /** @param {Sample} sample */
  setSample(sample) {
    this.sample.value = sample;
  }

  /** Go to another row. @param {number} by */
  moveSample(by) {
    const { data } = this.#app.store.state.peek();
    if (data) this.setSample(nextRow(this.sample.peek(), by, data));
  }

  /** @param {'sample' | 'batch'} source */
  setGradientSource(source) {
    this.gradientSource.value = source;
  }

  /** Change the selection. @param {Partial<Selection>} change */
  select(change) {
    this.selection.value = { ...this.selection.peek(), ...change };
  }

  /** Go a number of steps forward or back. @param {number} by */
  move(by) {
    this.stop();
    this.#show(this.index.peek() + by);
  }

  /** Go to a step. @param {string} key */
  goTo(key) {
    this.stop();
    this.#show(this.steps.peek().findIndex((step) => step.key === key));
  }

  /** Play one step after the other, from the start if at the end; or stop. */
  togglePlaying() {
    if (this.isPlaying.peek()) return this.stop();
    if (this.#isAtEnd()) this.#show(0);
    this.isPlaying.value = true;
    this.#playNext();
  }

  stop() {
    this.#cancelPlaying();
    this.isPlaying.value = false;
  }

  #isAtEnd() {
    return this.index.peek() >= this.steps.peek().length - 1;
  }

  #playNext() {
    this.#cancelPlaying = this.#app.clock.after(STEP_TIME, () => {
      this.#show(this.index.peek() + 1);
      if (this.#isAtEnd()) this.stop();
      else this.#playNext();
    });
  }

  /** @param {number} index of a step; limited to those there are */
  #show(index) {
    const steps = this.steps.peek();
    const step = steps[Math.max(0, Math.min(steps.length - 1, index))];
    const snapshot = this.snapshot.peek();
    if (!step || !snapshot) return;
    batch(() => {
      this.stepKey.value = step.key;
      this.hovered.value = null;
      this.lit.value = null;
      this.moveCount.value += 1;
      this.selection.value = selectionAtStep(step, this.selection.peek(), snapshot.trace, snapshot.session);
    });
  }

  /** The layer whose parameters are requested if there are too many to request all. */
  #requestedLayer = computed(() =>
    this.step.value?.phase === 'update' ? this.selection.value.layer : (this.step.value?.layer ?? -1),
  );

  /** Request traces until the newest one is of the current state; one request at a time. */
  async #update() {
    this.#isStale = true;
    if (this.#isRequesting) return;
    this.#isRequesting = true;
    try {
      while (this.#isStale) {
        this.#isStale = false;
        await this.#throttle();
        await this.#request().catch((error) => this.#fail(error));
      }
    } finally {
      this.#isRequesting = false;
    }
  }

  /** Wait between two traces of a run that trains. */
  async #throttle() {
    const { store, clock } = this.#app;
    const left = this.#lastRequest + REQUEST_INTERVAL - clock.now();
    if (store.state.peek().playing && left > 0) await wait(clock, left);
    this.#lastRequest = clock.now();
  }

  async #request() {
    const { store, rest } = this.#app;
    const { session, data, playing } = store.state.peek();
    if (!session) return;
    const layer = session.layers[this.#requestedLayer.peek()];
    const isLarge = session.parameter_count > MAX_ALL_LAYERS;
    const layers = isLarge ? (layer ? [layer.name] : []) : null;
    const parameters = isLarge
      ? (layer?.blocks ?? []).reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0)
      : session.parameter_count;
    const isChecked = !playing && parameters <= MAX_CHECKED;
    const sample = requestOf(this.sample.peek(), data?.train_size ?? Infinity);
    const request = { ...sample, of: this.gradientSource.peek(), layers };
    if (!isChecked || parameters > MAX_CHECKED_AT_ONCE) {
      this.#receive(await rest.getTrace(session.id, request), session);
    }
    if (isChecked && !this.#isStale) this.#receive(await this.#requestChecked(session, request), session);
  }

  /**
   * Request a trace with finite differences, or without if they take the server too long.
   *
   * @param {SessionInfo} session
   * @param {Partial<TraceRequest>} request
   */
  #requestChecked(session, request) {
    const { rest } = this.#app;
    return rest.getTrace(session.id, { ...request, finite_differences: true }).catch((error) => {
      if (!(error instanceof Problem) || !error.fields.includes('finite_differences')) throw error;
      return rest.getTrace(session.id, request);
    });
  }

  /**
   * @param {Trace} trace
   * @param {SessionInfo} session that it was requested for
   */
  #receive(trace, session) {
    if (!isOfNetwork(trace, session)) return; // the network has changed: another request follows
    batch(() => {
      this.problem.value = null;
      this.snapshot.value = { trace, session, catalog: this.#app.store.state.peek().catalog };
      const step = this.step.value;
      if (step) this.selection.value = selectionAtStep(step, this.selection.peek(), trace, session);
    });
  }

  /** @param {unknown} error */
  #fail(error) {
    if (!(error instanceof Problem)) throw error;
    if (error.isGone || error.isTemporary) return; // the run's own connection reports it and recovers
    this.problem.value = error.message;
  }
}
