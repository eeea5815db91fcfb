/**
 * State of the optimizer race: the racers, and the group of sessions that trains them on the data, network, seed and
 * batches of the tab's run. Choices are kept in the address.
 *
 * @import {Catalog, RunSpec} from '../../protocol/types.d.ts'
 * @import {App} from '../../core/app.js'
 * @import {Member} from '../../core/group/group.js'
 * @import {Needs} from '../../core/session/needs.js'
 * @import {Racer} from './racers.js'
 */

import { computed, effect, signal } from '@preact/signals';

import { reportUnknownChoices } from '../../core/address/unknownChoices.js';
import { LossLandscape } from './landscape/lossLandscape.js';
import { entriesOf, labelsOf, optimizersIn, readRacers, writeRacers } from './racers.js';
import { SurfaceRun } from './surfaces/surfaceRun.js';
import { WeightHistories } from './weights/weightHistories.js';

/** @typedef {'network' | 'surfaces'} Objective */

/** What the address can name. */
const EXPECTED = {
  ground: ['network', 'surfaces'],
  loss: ['train', 'test'],
  scale: ['linear', 'log'],
  plane: ['pca', 'random'],
};

/** What the address can name of the catalog. @param {Catalog} catalog */
const expectedIn = ({ optimizers, surfaces }) => ({
  racers: optimizers.map(({ name }) => name),
  surface: surfaces.map(({ name }) => name),
});

/** @type {Needs} */
const NEEDS = {
  frame: () => ({ resolution: 48, neuron_resolution: 0, neurons_per_layer: 0, confusion: false }),
  samples: true,
};

export class Race {
  #app;

  /** Empty before the catalog is known. @type {import('@preact/signals').Signal<Racer[]>} */
  racers = signal([]);

  /** Why the server refused the race. @type {import('@preact/signals').Signal<string | null>} */
  refusal = signal(null);

  /** @type {import('@preact/signals').Signal<Objective>} */
  objective;

  /** Loss and scale of the chart. @type {import('@preact/signals').Signal<'train' | 'test'>} */
  split;
  logarithmic;

  /** @param {App} app */
  constructor(app) {
    this.#app = app;
    const choices = app.choices.read();
    reportUnknownChoices(app, EXPECTED);
    this.objective = signal(choices.ground === 'surfaces' ? 'surfaces' : 'network');
    this.split = signal(choices.loss === 'test' ? 'test' : 'train');
    this.logarithmic = signal(choices.scale === 'log');
    const catalog = app.store.select((state) => state.catalog);
    const spec = app.store.select(({ session }) => (session ? JSON.stringify(session.spec) : null));

    /** Labels of the racers, in order. */
    this.labels = computed(() => (catalog.value ? labelsOf(this.racers.value, catalog.value) : []));

    effect(() => {
      if (catalog.value && this.racers.peek().length === 0) {
        this.racers.value = readRacers(choices.racers, catalog.value);
        reportUnknownChoices(app, expectedIn(catalog.value), { ...choices, racers: optimizersIn(choices.racers) });
      }
    });
    effect(() => {
      if (catalog.value && spec.value && this.racers.value.length > 0) {
        this.#open(entriesOf(this.racers.value, /** @type {RunSpec} */ (JSON.parse(spec.value)), catalog.value));
      }
    });
    this.landscape = new LossLandscape(app);
    this.weights = new WeightHistories(app);
    this.surfaces = new SurfaceRun(app, this.racers, this.objective);
  }

  /** @param {Racer[]} racers */
  setRacers(racers) {
    this.racers.value = racers;
    this.#app.choices.keep({ racers: writeRacers(racers) });
  }

  /** @param {Objective} objective */
  setObjective(objective) {
    this.objective.value = objective;
    if (objective === 'surfaces') this.#app.group.setPlaying(false);
    else this.surfaces.setPlaying(false);
    this.#app.choices.keep({ ground: objective === 'surfaces' ? objective : null });
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

  /** Index of the racer of a member; -1 while another race is opened. @param {Member} member */
  indexOf({ label }) {
    return this.labels.value.indexOf(label);
  }

  /** @param {ReturnType<typeof entriesOf>} entries */
  async #open(entries) {
    this.refusal.value = null;
    await this.#app.group.open(entries, NEEDS).catch((/** @type {Error} */ problem) => {
      this.refusal.value = problem.message;
    });
  }
}
