/**
 * The racers on a classic function: what is chosen, kept in the address; what the server answers; and the step that is
 * shown of it, which plays by itself.
 *
 * @import {SurfaceAnswer} from '../../../protocol/types.d.ts'
 * @import {Ground} from '../landscape/projection.js'
 * @import {Racer} from '../racers.js'
 * @import {App} from '../../../core/app.js'
 * @import {SurfaceChoice} from './surfaceSettings.js'
 */

import { effect, signal } from '@preact/signals';

import { groundOf } from '../landscape/projection.js';
import { readSurface, requestOf, surfaceOf, usualChoice, writeSurface } from './surfaceSettings.js';

const RESOLUTION = 96;
const SECONDS = 8; // that a whole descent plays

export class SurfaceLab {
  #app;
  #racers;
  #asking = false;
  #groundOf = '';
  #frame = 0;

  /** Null until the catalog is there. @type {import('@preact/signals').Signal<SurfaceChoice | null>} */
  choice = signal(null);

  /** @type {import('@preact/signals').Signal<SurfaceAnswer | null>} */
  answer = signal(null);

  /** @type {import('@preact/signals').Signal<Ground | null>} */
  ground = signal(null);

  /** @type {import('@preact/signals').Signal<string | null>} */
  problem = signal(null);

  /** The step that is shown. */
  at;
  playing = signal(false);

  /**
   * @param {Pick<App, 'store' | 'rest' | 'choices'>} app
   * @param {import('@preact/signals').Signal<Racer[]>} racers
   */
  constructor(app, racers) {
    this.#app = app;
    this.at = signal(Number(app.choices.read().at ?? 0) || 0);
    this.#racers = racers;
    const catalog = app.store.select((state) => state.catalog);
    effect(() => {
      if (catalog.value && this.choice.peek() === null) {
        this.choice.value = readSurface(this.#app.choices.read(), catalog.value);
        if (this.#app.choices.read().at === undefined) this.at.value = this.choice.value.steps;
      }
    });
    effect(() => {
      if (this.choice.value && racers.value.length > 0) this.#ask();
    });
  }

  /** Another surface, as one meets it first. @param {string} name */
  setSurface(name) {
    const { catalog } = this.#app.store.state.peek();
    if (!catalog) return;
    const choice = usualChoice(surfaceOf(catalog, name));
    this.#choose(choice);
    this.show(choice.steps);
  }

  /** @param {Partial<SurfaceChoice>} change */
  change(change) {
    const choice = this.choice.peek();
    if (!choice) return;
    const isAtEnd = this.at.peek() >= choice.steps;
    this.#choose({ ...choice, ...change });
    if (change.steps !== undefined && (isAtEnd || this.at.peek() > change.steps)) this.show(change.steps);
  }

  /** @param {number} step */
  show(step) {
    this.setPlaying(false);
    this.at.value = Math.round(step);
    this.#app.choices.keep({ at: String(this.at.value) });
  }

  /** Plays from the step that is shown, or from the start where that is the end. @param {boolean} playing */
  setPlaying(playing) {
    if (playing === this.playing.peek()) return;
    this.playing.value = playing;
    cancelAnimationFrame(this.#frame);
    const steps = this.choice.peek()?.steps ?? 0;
    if (!playing) return this.#app.choices.keep({ at: String(Math.round(this.at.peek())) });
    let [at, last] = [this.at.peek() >= steps ? 0 : this.at.peek(), performance.now()];
    const next = (/** @type {number} */ now) => {
      at = Math.min(steps, at + ((now - last) / 1000) * (steps / SECONDS));
      last = now;
      this.at.value = Math.floor(at);
      if (at >= steps) this.setPlaying(false);
      else this.#frame = requestAnimationFrame(next);
    };
    this.#frame = requestAnimationFrame(next);
  }

  /** @param {SurfaceChoice} choice */
  #choose(choice) {
    this.choice.value = choice;
    const { catalog } = this.#app.store.state.peek();
    if (catalog) this.#app.choices.keep(writeSurface(choice, catalog));
  }

  /** Asks for the newest choice; while an answer is under way, the one after it is asked for what is chosen by then. */
  async #ask() {
    if (this.#asking) return;
    this.#asking = true;
    for (let wanted = this.#wanted(); wanted; ) {
      const { ground, asked, request } = wanted;
      const answer = await this.#app.rest.descendSurface(request).catch((/** @type {Error} */ problem) => problem);
      if (answer instanceof Error) this.problem.value = answer.message;
      else {
        this.problem.value = null;
        if (answer.values) this.ground.value = groundOf(answer.values, answer.window);
        if (answer.values) this.#groundOf = ground;
        this.answer.value = answer;
      }
      wanted = this.#wanted();
      if (wanted?.asked === asked) wanted = null;
    }
    this.#asking = false;
  }

  #wanted() {
    const [choice, { catalog }, racers] = [this.choice.peek(), this.#app.store.state.peek(), this.#racers.peek()];
    if (!choice || !catalog) return null;
    const ground = JSON.stringify([choice.surface, choice.numbers]);
    const request = requestOf(choice, racers, catalog, ground === this.#groundOf ? null : RESOLUTION);
    return { ground, request, asked: JSON.stringify([choice, racers]) };
  }
}
