/**
 * One weight under every racer's optimizer: which one is chosen, and its course in each session, asked again while they go
 * on.
 *
 * @import {ParameterHistory} from '../../../protocol/types.d.ts'
 * @import {App} from '../../../core/app.js'
 */

import { effect, signal } from '@preact/signals';

import { wait } from '../../../core/clock.js';

const PAUSE = 500; // ms between two rounds of questions

export class WeightCourses {
  #group;
  #rest;
  #clock;
  #choices;
  #wanted = ''; // what there is to ask for: the place, and where every session is
  #asking = false;

  /** Its place in the flat vector. @type {import('@preact/signals').Signal<number>} */
  place;

  /** By the ids of the sessions. @type {import('@preact/signals').Signal<Map<string, ParameterHistory>>} */
  courses = signal(new Map());

  /** @param {Pick<App, 'group' | 'rest' | 'clock' | 'choices'>} app */
  constructor({ group, rest, clock, choices }) {
    this.#group = group;
    this.#rest = rest;
    this.#clock = clock;
    this.#choices = choices;
    this.place = signal(Math.max(0, Math.floor(Number(choices.read().weight) || 0)));
    effect(() => {
      const seen = group.members.value.map(({ store }) => {
        const { session, frame } = store.state.value;
        return [session?.id, session?.course, frame?.step];
      });
      if (seen.length === 0 || !seen.every(([id]) => id)) return;
      this.#wanted = JSON.stringify([this.place.value, seen]);
      if (!this.#asking) this.#ask();
    });
  }

  /** @param {number} place */
  choose(place) {
    this.place.value = place;
    this.#choices.keep({ weight: String(place) });
  }

  async #ask() {
    this.#asking = true;
    for (let asked = ''; asked !== this.#wanted; ) {
      asked = this.#wanted;
      const open = this.#group.members.peek().flatMap(({ store, live }) => {
        const { session } = store.state.peek();
        return session ? [{ session, live }] : [];
      });
      const place = this.place.peek();
      if (open.some(({ session }) => place >= session.parameter_count)) {
        this.place.value = 0; // another network
        continue;
      }
      const answers = await Promise.all(
        open.map(({ session, live }) => live.ask(this.#rest.getParameterHistory(session.id, place)).catch(() => null)),
      );
      this.courses.value = new Map(
        open.flatMap(({ session: { id } }, index) => (answers[index] ? [[id, answers[index]]] : [])),
      );
      await wait(this.#clock, PAUSE);
    }
    this.#asking = false;
  }
}
