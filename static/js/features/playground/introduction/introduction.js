/**
 * The introduction: on the first visit, one example goes through the network in slow motion, then training becomes
 * faster and faster. Any press, key or scroll ends it and leaves the page to the visitor.
 *
 * @import {App} from '../../../core/app.js'
 * @import {Stage} from '../../../core/slowMotion/pass.js'
 *
 * @typedef {'playing' | 'done' | 'off'} Phase done: it has played, and waits for the visitor
 */

import { signal } from '@preact/signals';

import { wait } from '../../../core/clock.js';
import { isLive, isPlaying } from '../../../core/selectors.js';
import { DEFAULT_SPEED, speedNamed } from '../../../core/session/speeds.js';
import { until } from '../../../core/until.js';

const VISITED = 'visited'; // name of the preference

/** What newcomers are told at each stage of the first example. @type {Record<Stage['phase'], string>} */
export const STORY = {
  input: 'Watch an example go in, its error come back, and every connection change.',
  forward: 'Forward: connections multiply by their weights; neurons add up.',
  loss: 'The loss measures how far the output is from the right answer.',
  backward: 'Backpropagation: the error goes back to find how weights should move.',
  update: 'Now every weight moves a little that way, to make the loss smaller.',
};

/** The speeds after the first example, each for some examples or for some milliseconds. */
const FASTER = [
  { speed: '3-stages', text: 'Then the next example …', passes: 1, time: 0 },
  { speed: '10-batches', text: '… and the next, faster and faster …', passes: 0, time: 2000 },
  { speed: '10-epochs', text: '… through all examples, ten times a second …', passes: 0, time: 2500 },
  {
    speed: '60-epochs',
    text: '… and sixty times a second. Watch the output take the shape of the data.',
    passes: 0,
    time: 6000,
  },
];

/**
 * True if the page opens with the introduction: on the first visit, unless the address contains a run, the visitor
 * prefers less motion, or a lecture begins; and whenever the address asks for it by `?intro`. The visit is remembered.
 *
 * @param {Pick<App, 'preferences' | 'choices' | 'location'>} app
 * @param {boolean} prefersLessMotion
 */
export function opensWithIntroduction({ preferences, choices, location }, prefersLessMotion) {
  const { intro, lecture } = choices.read();
  const isWanted = intro !== undefined;
  const isFirst = preferences.read(VISITED) === null;
  const hasRun = location.hash.includes('run=');
  if (isWanted) choices.keep({ intro: null });
  if (!hasRun) preferences.keep(VISITED, 'yes');
  return isWanted || (isFirst && !hasRun && !prefersLessMotion && lecture === undefined);
}

export class Introduction {
  #app;
  #speed = DEFAULT_SPEED; // of the page, which returns at the end
  #isAtStart = true; // whether the run was at step 0, to which it then returns

  /** @param {Pick<App, 'store' | 'clock' | 'slowMotion'>} app */
  constructor(app) {
    this.#app = app;
    this.phase = signal(/** @type {Phase} */ ('off'));
    /** the sentence that is shown */
    this.text = signal(STORY.input);
  }

  /** Play it, as soon as the network is there. */
  async play() {
    const { store, slowMotion, clock } = this.#app;
    this.phase.value = 'playing';
    await until(() => this.#isOver() || (isLive(store.state.value) && store.state.value.live !== null));
    if (this.#isOver()) return;
    this.#isAtStart = store.state.peek().live?.step === 0;
    this.#speed = store.state.peek().look.speed;
    slowMotion.setSpeed(speedNamed('1-stage'));
    slowMotion.setPlaying(true);
    await this.#passes(1);
    for (const { speed, text, passes, time } of FASTER) {
      if (this.#isOver()) return;
      this.text.value = text;
      slowMotion.setSpeed(speedNamed(speed));
      await (passes > 0 ? this.#passes(passes) : wait(clock, time));
    }
    if (!this.#isOver()) this.#rest('done');
  }

  /** End it, and leave the page to the visitor. */
  end() {
    if (this.phase.peek() === 'playing') this.#rest('off');
    else this.phase.value = 'off';
  }

  /** The sentence for a stage of the first example; a later sentence stays. @param {Stage['phase'] | null} phase */
  sentence(phase) {
    return this.text.value === STORY.input && phase ? STORY[phase] : this.text.value;
  }

  /**
   * Wait until some examples have gone through all stages, or training in slow motion has ended otherwise.
   *
   * @param {number} count
   */
  async #passes(count) {
    const { store, slowMotion } = this.#app;
    const end = (store.state.peek().live?.step ?? 0) + count;
    await until(() => {
      const hasPassed = (slowMotion.pass.value?.trace.step ?? -1) >= end;
      return this.#isOver() || hasPassed || store.state.value.slowMotion === 'off';
    });
    if (store.state.peek().slowMotion === 'off') this.end();
  }

  #isOver() {
    return this.phase.value !== 'playing';
  }

  /**
   * Pause at the speed of the page. A run that began at its initial weights returns to them.
   *
   * @param {Phase} phase
   */
  #rest(phase) {
    const { store, slowMotion } = this.#app;
    this.phase.value = phase;
    if (isPlaying(store.state.peek())) slowMotion.setPlaying(false);
    slowMotion.setSpeed(this.#speed);
    if (this.#isAtStart && (store.state.peek().live?.step ?? 0) > 0) slowMotion.rewind();
  }
}
