/**
 * The racers on a classic function: settings, descents computed by the server, and the step shown, which can be played.
 * Settings are kept in the address.
 *
 * @import {SurfaceAnswer} from '../../../protocol/types.d.ts'
 * @import {HeightMap} from '../landscape/projection.js'
 * @import {Racer} from '../racers.js'
 * @import {App} from '../../../core/app.js'
 * @import {SurfaceChoice} from './surfaceSettings.js'
 */

import { effect, signal } from '@preact/signals';

import { framePause } from '../../shared/pauses.js';
import { heightMapOf } from '../landscape/projection.js';
import { readSurface, requestOf, surfaceOf, defaultChoice, writeSurface } from './surfaceSettings.js';

const RESOLUTION = 96;
const DURATION = 8; // seconds to play a whole descent

export class SurfaceRun {
  #app;
  #racers;
  #isRequesting = false;
  #heightMapKey = '';

  /** Null before the catalog is known. @type {import('@preact/signals').Signal<SurfaceChoice | null>} */
  choice = signal(null);

  /** @type {import('@preact/signals').Signal<SurfaceAnswer | null>} */
  answer = signal(null);

  /** @type {import('@preact/signals').Signal<HeightMap | null>} */
  heightMap = signal(null);

  /** @type {import('@preact/signals').Signal<string | null>} */
  problem = signal(null);

  /** The step shown. */
  step;
  playing = signal(false);

  /**
   * @param {Pick<App, 'store' | 'rest' | 'choices' | 'clock' | 'ticker'>} app
   * @param {import('@preact/signals').Signal<Racer[]>} racers
   * @param {import('@preact/signals').ReadonlySignal<string>} objective descents are computed once it is `surfaces`
   */
  constructor(app, racers, objective) {
    this.#app = app;
    this.step = signal(Number(app.choices.read().at ?? 0) || 0);
    this.#racers = racers;
    const catalog = app.store.select((state) => state.catalog);
    effect(() => {
      if (catalog.value && this.choice.peek() === null) {
        this.choice.value = readSurface(this.#app.choices.read(), catalog.value);
        if (this.#app.choices.read().at === undefined) this.step.value = this.choice.value.steps;
      }
    });
    effect(() => {
      const isShown = objective.value === 'surfaces';
      if (isShown && this.choice.value && racers.value.length > 0) this.#update();
    });
  }

  /** Choose a function, with its default settings. @param {string} name */
  setSurface(name) {
    const { catalog } = this.#app.store.state.peek();
    if (!catalog) return;
    const choice = defaultChoice(surfaceOf(catalog, name));
    this.#choose(choice);
    this.show(choice.steps);
  }

  /** @param {Partial<SurfaceChoice>} change */
  change(change) {
    const choice = this.choice.peek();
    if (!choice) return;
    const isAtEnd = this.step.peek() >= choice.steps;
    this.#choose({ ...choice, ...change });
    if (change.steps !== undefined && (isAtEnd || this.step.peek() > change.steps)) this.show(change.steps);
  }

  /** @param {number} step */
  show(step) {
    this.setPlaying(false);
    this.step.value = Math.round(step);
    this.#app.choices.keep({ at: String(this.step.value) });
  }

  /** Play from the current step, or from the start if at the end; or stop. @param {boolean} playing */
  setPlaying(playing) {
    if (playing === this.playing.peek()) return;
    this.playing.value = playing;
    const { clock, ticker, choices } = this.#app;
    const steps = this.choice.peek()?.steps ?? 0;
    if (!playing) return choices.keep({ at: String(Math.round(this.step.peek())) });
    const first = this.step.peek() >= steps ? 0 : this.step.peek();
    const start = clock.now();
    const showNext = () => {
      if (!this.playing.peek()) return;
      const share = (clock.now() - start) / (1000 * DURATION);
      this.step.value = Math.min(steps, Math.floor(first + share * steps));
      if (this.step.peek() >= steps) this.setPlaying(false);
      else ticker.scheduleAfter(framePause(ticker), showNext);
    };
    ticker.schedule(showNext);
  }

  /** @param {SurfaceChoice} choice */
  #choose(choice) {
    this.choice.value = choice;
    const { catalog } = this.#app.store.state.peek();
    if (catalog) this.#app.choices.keep(writeSurface(choice, catalog));
  }

  /** Request descents until the newest ones are of the current settings; one request at a time. */
  async #update() {
    if (this.#isRequesting) return;
    this.#isRequesting = true;
    for (let wanted = this.#wanted(); wanted; ) {
      const { heightMap, asked, request } = wanted;
      const answer = await this.#app.rest.descendSurface(request).catch((/** @type {Error} */ problem) => problem);
      if (answer instanceof Error) this.problem.value = answer.message;
      else {
        this.problem.value = null;
        if (answer.values) this.heightMap.value = heightMapOf(answer.values, answer.window);
        if (answer.values) this.#heightMapKey = heightMap;
        this.answer.value = answer;
      }
      wanted = this.#wanted();
      if (wanted?.asked === asked) wanted = null;
    }
    this.#isRequesting = false;
  }

  #wanted() {
    const [choice, { catalog }, racers] = [this.choice.peek(), this.#app.store.state.peek(), this.#racers.peek()];
    if (!choice || !catalog) return null;
    const heightMap = JSON.stringify([choice.surface, choice.numbers]);
    const request = requestOf(choice, racers, catalog, heightMap === this.#heightMapKey ? null : RESOLUTION);
    return { heightMap, request, asked: JSON.stringify([choice, racers]) };
  }
}
