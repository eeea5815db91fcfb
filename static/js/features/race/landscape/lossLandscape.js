/**
 * The training loss on a plane through the parameters of a group of runs, and their paths on it. The server fits the
 * plane
 * and computes the losses, again when the paths have outgrown it; until then every frame extends the paths.
 *
 * @import {LandscapeAnswer} from '../../../protocol/types.d.ts'
 * @import {App} from '../../../core/app.js'
 * @import {Member} from '../../../core/group/group.js'
 * @import {HeightMap, Path} from './projection.js'
 *
 * @typedef {'pca' | 'random'} Kind
 *
 * @typedef {object} Fit a plane and the losses on it
 * @property {Kind} kind
 * @property {HeightMap} heightMap
 * @property {number} fittedAt step of the runs when it was fitted
 * @property {number} samples number of training samples in the loss
 * @property {number | null} captured share of the paths' variance in the plane
 * @property {string[]} apart labels of the racers too far from the plane to be shown
 * @property {string} centre label of the racer at the centre
 */

import { effect, signal } from '@preact/signals';

import { extendPath, heightMapOf, isOutgrown, projector } from './projection.js';

const RESOLUTION = 44;
const INTERVAL = 600; // ms between two fits of running sessions
const LARGEST_SEED = 2 ** 31;

export class LossLandscape {
  #group;
  #rest;
  #clock;
  #choices;
  #project = /** @type {((parameters: ArrayLike<number>) => [number, number]) | null} */ (null);
  #fitting = false;
  #isStale = false; // another fit was requested during the current one
  #earliest = 0; // ms: when the next fit may start
  #cancelTimer = () => {};
  #isScheduled = false;
  #runs = '';
  #apart = new Set();

  /** @type {import('@preact/signals').Signal<Kind>} */
  kind;
  seed;

  /** Null before the first fit. @type {import('@preact/signals').Signal<Fit | null>} */
  fit = signal(null);

  /** By session id. @type {import('@preact/signals').Signal<Map<string, Path>>} */
  paths = signal(new Map());

  /** Error message; empty while there are no paths to fit. @type {import('@preact/signals').Signal<string | null>} */
  problem = signal(null);

  /** @param {Pick<App, 'group' | 'rest' | 'clock' | 'choices'>} app */
  constructor({ group, rest, clock, choices }) {
    this.#group = group;
    this.#rest = rest;
    this.#clock = clock;
    this.#choices = choices;
    const { plane, directions } = choices.read();
    this.kind = signal(plane === 'random' ? 'random' : 'pca');
    this.seed = signal(Number(directions) || 0);
    effect(() => {
      const seen = group.members.value.map(({ store }) => {
        const { session, frame } = store.state.value;
        return { id: session?.id, historyNumber: session?.history_number, frame };
      });
      if (seen.length > 0 && seen.every(({ id, frame }) => id && frame))
        this.#follow(JSON.stringify(seen.map(({ id, historyNumber }) => [id, historyNumber])));
    });
  }

  /** @param {Kind} kind */
  setKind(kind) {
    this.kind.value = kind;
    this.#choices.keep({ plane: kind === 'random' ? kind : null });
    this.refit();
  }

  /** Draw two other random directions. */
  redraw() {
    this.seed.value = Math.floor(Math.random() * LARGEST_SEED);
    this.#choices.keep({ directions: String(this.seed.value) });
    this.refit();
  }

  /** Fit the plane to the current parameters of the runs. */
  refit() {
    this.#earliest = 0;
    this.#cancelTimer();
    this.#isStale = this.#fitting;
    this.#fit();
  }

  /** @param {string} runs identifies the members and their histories */
  #follow(runs) {
    if (runs !== this.#runs) {
      this.#runs = runs;
      this.#project = null;
      this.paths.value = new Map();
      this.fit.value = null;
      return this.refit();
    }
    this.#extend();
    const fit = this.fit.peek();
    if (this.problem.peek() !== null || (fit && this.#isOutgrown(fit))) this.#fitSoon();
  }

  #extend() {
    const project = this.#project;
    if (!project) return;
    const paths = new Map(this.paths.peek());
    for (const { store } of this.#group.members.peek()) {
      const { session, frame } = store.state.peek();
      const path = session && paths.get(session.id);
      if (path && frame?.parameters) paths.set(session.id, extendPath(path, frame.step, project(frame.parameters)));
    }
    this.paths.value = paths;
  }

  /** @param {Fit} fit */
  #isOutgrown({ fittedAt, heightMap, kind }) {
    const heads = finiteMembers(this.#group.members.peek()).flatMap(({ store }) => {
      const id = store.state.peek().session?.id ?? '';
      return this.#apart.has(id) ? [] : (this.paths.peek().get(id)?.points.slice(-1) ?? []);
    });
    return isOutgrown({ fittedAt, window: heightMap.window, kind }, this.#step(), heads);
  }

  #step() {
    return Math.max(
      0,
      ...finiteMembers(this.#group.members.peek()).map(({ store }) => store.state.peek().frame?.step ?? 0),
    );
  }

  #fitSoon() {
    if (this.#isScheduled || this.#fitting) return;
    this.#isScheduled = true;
    this.#cancelTimer = this.#clock.after(Math.max(0, this.#earliest - this.#clock.now()), () => this.#fit());
  }

  /** @returns {Promise<void>} */
  async #fit() {
    this.#isScheduled = false;
    const members = this.#group.members.peek();
    const leader = leaderOf(members);
    if (this.#fitting || !leader) return;
    if (this.kind.peek() === 'pca' && this.#step() === 0) return this.#wait(); // no paths yet
    this.#fitting = true;
    const [kind, seed, runs, step] = [this.kind.peek(), this.seed.peek(), this.#runs, this.#step()];
    const ids = members.map(({ store }) => store.state.peek().session?.id ?? '');
    const plane = kind === 'pca' ? /** @type {const} */ ({ kind }) : /** @type {const} */ ({ kind, seed });
    const request = this.#rest.getLandscape(leader.store.state.peek().session?.id ?? '', {
      plane,
      sessions: ids,
      resolution: RESOLUTION,
    });
    for (const { live } of members) live.ask(request);
    const answer = await request.catch((/** @type {Error} */ problem) => problem);
    this.#fitting = false;
    this.#earliest = this.#clock.now() + INTERVAL;
    const isOutdated = this.#isStale || runs !== this.#runs || kind !== this.kind.peek() || seed !== this.seed.peek();
    this.#isStale = false;
    if (isOutdated) return this.#fit();
    if (answer instanceof Error) {
      this.problem.value = answer.message;
      return;
    }
    this.#show(answer, kind, step, leader.label);
  }

  #wait() {
    this.fit.value = null;
    this.problem.value = '';
  }

  /**
   * @param {LandscapeAnswer} answer
   * @param {Kind} kind
   * @param {number} fittedAt
   * @param {string} centre
   */
  #show(answer, kind, fittedAt, centre) {
    this.problem.value = null;
    this.#project = projector(answer);
    this.paths.value = new Map(
      answer.trajectories.map(({ session, step, points }) => [
        session,
        { steps: step, points: points.map(finitePoint) },
      ]),
    );
    const { losses, window, samples, captured } = answer;
    this.#apart = new Set(answer.apart);
    const apart = this.#group.members
      .peek()
      .flatMap(({ label, store }) => (this.#apart.has(store.state.peek().session?.id ?? '') ? [label] : []));
    this.fit.value = { kind, heightMap: heightMapOf(losses, window), fittedAt, samples, captured, apart, centre };
    this.#extend();
  }
}

/**
 * @param {[number | null, number | null]} point
 * @returns {[number, number]}
 */
const finitePoint = ([a, b]) => [a ?? 0, b ?? 0];

/** Members that have not diverged; all if none is left. @param {Member[]} members */
function finiteMembers(members) {
  const finite = members.filter(({ store }) => store.state.peek().status === 'ready');
  return finite.length > 0 ? finite : members;
}

/**
 * Member with the lowest training loss.
 *
 * @param {Member[]} members
 * @returns {Member | undefined}
 */
function leaderOf(members) {
  const lossOf = (/** @type {Member} */ { store }) => store.state.peek().frame?.metrics.train_loss ?? Infinity;
  return finiteMembers(members).reduce(
    (best, member) => (best === undefined || lossOf(member) < lossOf(best) ? member : best),
    /** @type {Member | undefined} */ (undefined),
  );
}
