/**
 * The state of the microscope: the sample, the step and the place that are looked at, and the trace that tells the
 * numbers, which follows the run. What is chosen is kept in the address.
 *
 * @import {ReadonlySignal} from '@preact/signals'
 * @import {SessionInfo} from '../../protocol/model.js'
 * @import {TraceRequest} from '../../protocol/types.d.ts'
 * @import {App} from '../../core/app.js'
 * @import {Network, Place, Step, Trace} from './types.js'
 * @import {Sample} from './sample.js'
 */

import { batch, computed, effect, signal } from '@preact/signals';

import { wait } from '../../core/clock.js';
import { Problem } from '../../protocol/problem.js';
import { indexOf, stepsOf } from './steps.js';
import { FIRST, asRequest, isThere, readSample, rowBeside, writeSample } from './sample.js';
import { placeOf, readPlace, writePlace } from './selection.js';

const SLOWLY = 1200; // ms a step, while it plays slowly
const PATIENCE = 4000; // ms until data that do not come are not waited for
const BETWEEN = 400; // ms between two looks at a run that trains
const TOLD_WHOLE = 20_000; // parameters up to which every layer's are fetched
const CHECKED_AT_ONCE = 400; // parameters whose differences are fetched with the rest
const CHECKED = 5000; // and those for which there are any

/** @typedef {{trace: Trace} & Network} Seen a trace, and the network it is of */

export class Microscope {
  #app;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #slowly;
  #busy = false;
  #again = false;
  #asked = 0; // when the last look began
  #hasWaited = signal(false);

  /** @param {Pick<App, 'store' | 'rest' | 'clock' | 'choices'>} app */
  constructor(app) {
    this.#app = app;
    const choices = app.choices.read();
    this.sample = signal(/** @type {Sample} */ (readSample(choices)));
    this.of = signal(/** @type {'sample' | 'batch'} */ (choices.of === 'batch' ? 'batch' : 'sample'));
    this.key = signal(choices.at ?? 'input');
    this.place = signal(readPlace(choices.see));
    /** what the pointer or the keyboard is on, for as long as it is */
    this.pointed = signal(/** @type {Partial<Place> | null} */ (null));
    this.shown = computed(() => ({ ...this.place.value, ...this.pointed.value }));
    this.seen = signal(/** @type {Seen | null} */ (null));
    this.problem = signal(/** @type {string | null} */ (null));
    this.isPlaying = signal(false);
    /** which way the last move went, and how often there was one: a pulse runs at each */
    this.moves = signal(0);
    this.steps = computed(() => (this.seen.value ? stepsOf(this.seen.value.trace, this.seen.value) : []));
    this.index = computed(() => indexOf(this.steps.value, this.key.value));
    this.step = /** @type {ReadonlySignal<Step | null>} */ (computed(() => this.steps.value[this.index.value] ?? null));
  }

  /** Follows the run. */
  follow() {
    this.#app.clock.after(PATIENCE, () => {
      this.#hasWaited.value = true;
    });
    const wanted = this.#app.store.select(({ session, frame, data, playing, connection }) => ({
      session,
      frame,
      data,
      playing,
      phase: connection.phase,
    }));
    effect(() => {
      const { data } = wanted.value;
      if (data && !isThere(this.sample.peek(), data)) this.look(FIRST);
    });
    effect(() => {
      const { session, data, phase } = wanted.value;
      const sample = this.sample.value;
      void [this.of.value, this.#layer.value];
      // whether a row is one to train on, the data tell; of a large table they are not sent
      const isKnown = data !== null || sample.kind === 'typed' || sample.row === 0 || this.#hasWaited.value;
      if (session && phase === 'open' && isKnown) this.#lookAgain();
    });
    effect(() => {
      const { layer, unit, from, block, gate, t } = this.place.value;
      this.#app.choices.keep({
        ...writeSample(this.sample.value),
        of: this.of.value === 'batch' ? 'batch' : null,
        at: this.key.value,
        see: writePlace({ layer, unit, from, block, gate, t }),
      });
    });
  }

  /** @param {Sample} sample */
  look(sample) {
    this.sample.value = sample;
  }

  /** On to another row. @param {number} by */
  lookBeside(by) {
    const { data } = this.#app.store.state.peek();
    if (data) this.look(rowBeside(this.sample.peek(), by, data));
  }

  /** @param {'sample' | 'batch'} of */
  setOf(of) {
    this.of.value = of;
  }

  /** Goes to a step; what is looked at stays where the step has it, else it is what the step is about. @param {number} index */
  go(index) {
    const steps = this.steps.peek();
    const next = Math.max(0, Math.min(steps.length - 1, index));
    const step = steps[next];
    const seen = this.seen.peek();
    if (!step || !seen) return;
    batch(() => {
      this.key.value = step.key;
      this.pointed.value = null;
      this.moves.value += 1;
      this.place.value = placeOf(step, this.place.peek(), seen.trace, seen.session);
    });
  }

  /** @param {number} by */
  move(by) {
    this.stop();
    this.go(this.index.peek() + by);
  }

  /** @param {string} key of a step */
  goTo(key) {
    this.stop();
    this.go(this.steps.peek().findIndex((step) => step.key === key));
  }

  /** Plays step after step, or stops. From the end it begins anew. */
  togglePlaying() {
    if (this.isPlaying.peek()) return this.stop();
    const last = () => this.index.peek() >= this.steps.peek().length - 1;
    if (last()) this.go(0);
    this.isPlaying.value = true;
    this.#slowly = setInterval(() => {
      this.go(this.index.peek() + 1);
      if (last()) this.stop();
    }, SLOWLY);
  }

  stop() {
    clearInterval(this.#slowly);
    this.isPlaying.value = false;
  }

  /** Looks at another neuron or weight. @param {Partial<Place>} change */
  see(change) {
    this.place.value = { ...this.place.peek(), ...change };
  }

  /** The layer whose parameters are fetched where they are too many for all. */
  #layer = computed(() =>
    this.step.value?.phase === 'update' ? this.place.value.layer : (this.step.value?.layer ?? -1),
  );

  async #lookAgain() {
    this.#again = true;
    if (this.#busy) return;
    this.#busy = true;
    try {
      while (this.#again) {
        this.#again = false;
        await this.#rest();
        await this.#fetch().catch((error) => this.#fail(error));
      }
    } finally {
      this.#busy = false;
    }
  }

  /** Leaves a run that trains its time. */
  async #rest() {
    const { store, clock } = this.#app;
    const left = this.#asked + BETWEEN - clock.now();
    if (store.state.peek().playing && left > 0) await wait(clock, left);
    this.#asked = clock.now();
  }

  async #fetch() {
    const { session, data, playing } = this.#app.store.state.peek();
    if (!session) return;
    const layer = session.layers[this.#layer.peek()];
    const isLarge = session.parameter_count > TOLD_WHOLE;
    const layers = isLarge ? (layer ? [layer.name] : []) : null;
    const told = isLarge
      ? (layer?.blocks ?? []).reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0)
      : session.parameter_count;
    const checks = !playing && told <= CHECKED;
    const wanted = { ...asRequest(this.sample.peek(), data?.train_size ?? Infinity), of: this.of.peek(), layers };
    if (!checks || told > CHECKED_AT_ONCE) this.#show(await this.#app.rest.getTrace(session.id, wanted), session);
    if (checks && !this.#again) this.#show(await this.#checked(session, wanted), session);
  }

  /** With differences, or without where the server finds them too much. @param {SessionInfo} session @param {Partial<TraceRequest>} wanted */
  #checked(session, wanted) {
    return this.#app.rest.getTrace(session.id, { ...wanted, finite_differences: true }).catch((error) => {
      if (!(error instanceof Problem) || !error.fields.includes('finite_differences')) throw error;
      return this.#app.rest.getTrace(session.id, wanted);
    });
  }

  /** @param {Trace} trace @param {SessionInfo} session */
  #show(trace, session) {
    if (!isOf(trace, session)) return; // the network was changed meanwhile, and another look is on its way
    batch(() => {
      this.problem.value = null;
      this.seen.value = { trace, session, catalog: this.#app.store.state.peek().catalog };
      const step = this.step.value;
      if (step) this.place.value = placeOf(step, this.place.peek(), trace, session);
    });
  }

  /** @param {unknown} error */
  #fail(error) {
    if (!(error instanceof Problem)) throw error;
    if (error.isGone || error.isTemporary) return; // the run's own connection tells that, and brings another
    this.problem.value = error.message;
  }
}

/** Whether a trace is of a network as it was known. @param {Trace} trace @param {SessionInfo} session */
function isOf({ ops, features }, { layers, inputs }) {
  const units = new Map(layers.map((layer) => [layer.name, layer]));
  return (
    features.length === inputs.length &&
    ops.every((op) => (op.kind !== 'dense' ? units.has(op.layer) : op.outputs.length === units.get(op.layer)?.units))
  );
}
