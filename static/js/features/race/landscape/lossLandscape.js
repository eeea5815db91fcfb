/**
 * The real loss around a group of runs, on one plane of parameters that all share, and their ways on it: asked from the
 * server when the ways have outgrown it, and continued from every frame until then.
 *
 * @import {LandscapeAnswer} from '../../../protocol/types.d.ts'
 * @import {App} from '../../../core/app.js'
 * @import {Member} from '../../../core/group/group.js'
 * @import {Ground, Way} from './projection.js'
 *
 * @typedef {'pca' | 'random'} Kind
 *
 * @typedef {object} Fitted
 * @property {Kind} kind
 * @property {Ground} ground
 * @property {number} fittedAt the step of the run that it was fitted at
 * @property {number} samples training samples that the loss is of
 * @property {number | null} captured share of the ways that lies in the plane
 * @property {string[]} apart labels of the racers that are too far away to be shown
 * @property {string} centre label of the racer whose parameters are the centre
 */

import { effect, signal } from '@preact/signals';

import { extended, groundOf, isOutgrown, projector } from './projection.js';

const RESOLUTION = 44;
const PAUSE = 600; // ms between two fits while the runs go on
const LARGEST_SEED = 2 ** 31;

export class LossPlane {
  #group;
  #rest;
  #clock;
  #choices;
  #project = /** @type {((parameters: ArrayLike<number>) => [number, number]) | null} */ (null);
  #fitting = false;
  #again = false; // whether another fit was asked for while one was under way
  #due = 0;
  #cancelTimer = () => {};
  #isScheduled = false;
  #course = '';
  #apart = new Set();

  /** @type {import('@preact/signals').Signal<Kind>} */
  kind;
  seed;

  /** Null until there is one. @type {import('@preact/signals').Signal<Fitted | null>} */
  fitted = signal(null);

  /** By the ids of the sessions. @type {import('@preact/signals').Signal<Map<string, Way>>} */
  ways = signal(new Map());

  /** Why there is none. @type {import('@preact/signals').Signal<string | null>} */
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
        return { id: session?.id, course: session?.course, frame };
      });
      if (seen.length > 0 && seen.every(({ id, frame }) => id && frame))
        this.#follow(JSON.stringify(seen.map(({ id, course }) => [id, course])));
    });
  }

  /** @param {Kind} kind */
  setKind(kind) {
    this.kind.value = kind;
    this.#choices.keep({ plane: kind === 'random' ? kind : null });
    this.refit();
  }

  /** Draws two other random directions. */
  redraw() {
    this.seed.value = Math.floor(Math.random() * LARGEST_SEED);
    this.#choices.keep({ directions: String(this.seed.value) });
    this.refit();
  }

  /** Fits the plane to where the runs are now. */
  refit() {
    this.#due = 0;
    this.#cancelTimer();
    this.#again = this.#fitting;
    this.#fit();
  }

  /** @param {string} course tells the courses of the members from others */
  #follow(course) {
    if (course !== this.#course) {
      this.#course = course;
      this.#project = null;
      this.ways.value = new Map();
      this.fitted.value = null;
      return this.refit();
    }
    this.#extend();
    const fitted = this.fitted.peek();
    if (this.problem.peek() !== null || (fitted && this.#isOutgrown(fitted))) this.#fitSoon();
  }

  #extend() {
    const project = this.#project;
    if (!project) return;
    const ways = new Map(this.ways.peek());
    for (const { store } of this.#group.members.peek()) {
      const { session, frame } = store.state.peek();
      const way = session && ways.get(session.id);
      if (way && frame?.parameters) ways.set(session.id, extended(way, frame.step, project(frame.parameters)));
    }
    this.ways.value = ways;
  }

  /** @param {Fitted} fitted */
  #isOutgrown({ fittedAt, ground, kind }) {
    const heads = steadyOf(this.#group.members.peek()).flatMap(({ store }) => {
      const id = store.state.peek().session?.id ?? '';
      return this.#apart.has(id) ? [] : (this.ways.peek().get(id)?.points.slice(-1) ?? []);
    });
    return isOutgrown({ fittedAt, window: ground.window, kind }, this.#step(), heads);
  }

  #step() {
    return Math.max(0, ...steadyOf(this.#group.members.peek()).map(({ store }) => store.state.peek().frame?.step ?? 0));
  }

  #fitSoon() {
    if (this.#isScheduled || this.#fitting) return;
    this.#isScheduled = true;
    this.#cancelTimer = this.#clock.after(Math.max(0, this.#due - this.#clock.now()), () => this.#fit());
  }

  /** @returns {Promise<void>} */
  async #fit() {
    this.#isScheduled = false;
    const members = this.#group.members.peek();
    const leader = leaderOf(members);
    if (this.#fitting || !leader) return;
    if (this.kind.peek() === 'pca' && this.#step() === 0) return this.#wait(); // there are no ways yet
    this.#fitting = true;
    const [kind, seed, course, step] = [this.kind.peek(), this.seed.peek(), this.#course, this.#step()];
    const ids = members.map(({ store }) => store.state.peek().session?.id ?? '');
    const plane = kind === 'pca' ? /** @type {const} */ ({ kind }) : /** @type {const} */ ({ kind, seed });
    const question = this.#rest.getLandscape(leader.store.state.peek().session?.id ?? '', {
      plane,
      sessions: ids,
      resolution: RESOLUTION,
    });
    for (const { live } of members) live.ask(question);
    const answer = await question.catch((/** @type {Error} */ problem) => problem);
    this.#fitting = false;
    this.#due = this.#clock.now() + PAUSE;
    const isOld = this.#again || course !== this.#course || kind !== this.kind.peek() || seed !== this.seed.peek();
    this.#again = false;
    if (isOld) return this.#fit();
    if (answer instanceof Error) {
      this.problem.value = answer.message;
      return;
    }
    this.#show(answer, kind, step, leader.label);
  }

  #wait() {
    this.fitted.value = null;
    this.problem.value = '';
  }

  /** @param {LandscapeAnswer} answer @param {Kind} kind @param {number} fittedAt @param {string} centre */
  #show(answer, kind, fittedAt, centre) {
    this.problem.value = null;
    this.#project = projector(answer);
    this.ways.value = new Map(
      answer.ways.map(({ session, step, points }) => [session, { steps: step, points: points.map(finite) }]),
    );
    const { losses, window, samples, captured } = answer;
    this.#apart = new Set(answer.apart);
    const apart = this.#group.members
      .peek()
      .flatMap(({ label, store }) => (this.#apart.has(store.state.peek().session?.id ?? '') ? [label] : []));
    this.fitted.value = { kind, ground: groundOf(losses, window), fittedAt, samples, captured, apart, centre };
    this.#extend();
  }
}

/** @param {[number | null, number | null]} point @returns {[number, number]} */
const finite = ([a, b]) => [a ?? 0, b ?? 0];

/** Those that have not diverged; all of them where none is left. @param {Member[]} members */
function steadyOf(members) {
  const steady = members.filter(({ store }) => store.state.peek().status === 'ready');
  return steady.length > 0 ? steady : members;
}

/** The one with the lowest training loss. @param {Member[]} members @returns {Member | undefined} */
function leaderOf(members) {
  const lossOf = (/** @type {Member} */ { store }) => store.state.peek().frame?.metrics.train_loss ?? Infinity;
  return steadyOf(members).reduce(
    (best, member) => (best === undefined || lossOf(member) < lossOf(best) ? member : best),
    /** @type {Member | undefined} */ (undefined),
  );
}
