/**
 * A race: the racers that are chosen, kept in the address, and the group of sessions that runs them; all from the tab's own
 * run, which gives data, network, seed and batches.
 *
 * @import {FrameView} from '../../protocol/model.js'
 * @import {RunSpec} from '../../protocol/types.d.ts'
 * @import {App} from '../../core/app.js'
 * @import {Member} from '../../core/group/group.js'
 * @import {Racer} from './racers.js'
 */

import { computed, effect, signal } from '@preact/signals';

import { LossPlane } from './landscape/lossLandscape.js';
import { entriesOf, labelsOf, readRacers, writeRacers } from './racers.js';
import { SurfaceLab } from './surfaces/surfaceRun.js';
import { WeightCourses } from './weights/weightHistories.js';

/** @typedef {'network' | 'surfaces'} Ground */

/** @type {FrameView} */
const MAPS = { resolution: 48, neuron_resolution: 0, neurons_per_layer: 0, confusion: false };

export class Race {
  #app;

  /** Empty until the catalog is there. @type {import('@preact/signals').Signal<Racer[]>} */
  racers = signal([]);

  /** Why the server refused the race. @type {import('@preact/signals').Signal<string | null>} */
  refusal = signal(null);

  /** @type {import('@preact/signals').Signal<Ground>} */
  ground;

  /** Which loss the chart shows, and on which scale. @type {import('@preact/signals').Signal<'train' | 'test'>} */
  split;
  logarithmic;

  /** @param {App} app */
  constructor(app) {
    this.#app = app;
    const choices = app.choices.read();
    this.ground = signal(choices.ground === 'surfaces' ? 'surfaces' : 'network');
    this.split = signal(choices.loss === 'test' ? 'test' : 'train');
    this.logarithmic = signal(choices.scale === 'log');
    const catalog = app.store.select((state) => state.catalog);
    const spec = app.store.select(({ session }) => (session ? JSON.stringify(session.spec) : null));

    /** What each racer is called, in their order. */
    this.labels = computed(() => (catalog.value ? labelsOf(this.racers.value, catalog.value) : []));

    effect(() => {
      if (catalog.value && this.racers.peek().length === 0) {
        this.racers.value = readRacers(app.choices.read().racers, catalog.value);
      }
    });
    effect(() => {
      if (catalog.value && spec.value && this.racers.value.length > 0) {
        this.#open(entriesOf(this.racers.value, /** @type {RunSpec} */ (JSON.parse(spec.value)), catalog.value));
      }
    });
    this.plane = new LossPlane(app);
    this.weight = new WeightCourses(app);
    this.lab = new SurfaceLab(app, this.racers);
  }

  /** @param {Racer[]} racers */
  setRacers(racers) {
    this.racers.value = racers;
    this.#app.choices.keep({ racers: writeRacers(racers) });
  }

  /** @param {Ground} ground */
  setGround(ground) {
    this.ground.value = ground;
    if (ground === 'surfaces') this.#app.group.setPlaying(false);
    else this.lab.setPlaying(false);
    this.#app.choices.keep({ ground: ground === 'surfaces' ? ground : null });
  }

  /** @param {'train' | 'test'} split */
  setSplit(split) {
    this.split.value = split;
    this.#app.choices.keep({ loss: split === 'test' ? split : null });
  }

  /** @param {boolean} logarithmic */
  setLogarithmic(logarithmic) {
    this.logarithmic.value = logarithmic;
    this.#app.choices.keep({ scale: logarithmic ? 'log' : null });
  }

  /** Which racer a member of the group is; -1 while another race is being opened. @param {Member} member */
  indexOf({ label }) {
    return this.labels.value.indexOf(label);
  }

  /** @param {ReturnType<typeof entriesOf>} entries */
  async #open(entries) {
    this.refusal.value = null;
    await this.#app.group
      .open(entries, () => MAPS)
      .catch((/** @type {Error} */ problem) => {
        this.refusal.value = problem.message;
      });
  }
}
