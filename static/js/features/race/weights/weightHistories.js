/**
 * The chosen weight and its history in the session of every racer, requested again while they train. Before the first
 * step there is none.
 *
 * @import {ParameterHistory} from '../../../protocol/types.d.ts'
 * @import {App} from '../../../core/app.js'
 */

import { effect, signal } from '@preact/signals';

import { wait } from '../../../core/clock.js';

const INTERVAL = 500; // ms between two rounds of requests

export class WeightHistories {
  #group;
  #rest;
  #clock;
  #choices;
  #wanted = ''; // the parameter and the state of every session that histories are needed for; empty at the first step
  #isRequesting = false;

  /** Index of the weight in the flat parameter vector. @type {import('@preact/signals').Signal<number>} */
  parameter;

  /** By session id. @type {import('@preact/signals').Signal<Map<string, ParameterHistory>>} */
  histories = signal(new Map());

  /** @param {Pick<App, 'group' | 'rest' | 'clock' | 'choices'>} app */
  constructor({ group, rest, clock, choices }) {
    this.#group = group;
    this.#rest = rest;
    this.#clock = clock;
    this.#choices = choices;
    this.parameter = signal(Math.max(0, Math.floor(Number(choices.read().weight) || 0)));
    effect(() => {
      const states = group.members.value.map(({ store }) => store.state.value);
      if (!states.every(({ session }) => session)) return;
      const seen = states.map(({ session, frame }) => [session?.id, session?.history_number, frame?.step ?? 0]);
      if (states.some(({ session }) => this.parameter.value >= (session?.parameter_count ?? 0))) {
        this.parameter.value = 0; // another network
      }
      const hasHistory = seen.some(([_id, _number, step]) => step !== 0);
      this.#wanted = hasHistory ? JSON.stringify([this.parameter.value, seen]) : '';
      if (!hasHistory) this.histories.value = new Map();
      else if (!this.#isRequesting) this.#request();
    });
  }

  /** @param {number} parameter */
  choose(parameter) {
    this.parameter.value = parameter;
    this.#choices.keep({ weight: String(parameter) });
  }

  async #request() {
    this.#isRequesting = true;
    for (let requested = ''; this.#wanted !== '' && requested !== this.#wanted; ) {
      requested = this.#wanted;
      const open = this.#group.members.peek().flatMap(({ store, live }) => {
        const { session } = store.state.peek();
        return session ? [{ session, live }] : [];
      });
      const parameter = this.parameter.peek();
      const answers = await Promise.all(
        open.map(({ session, live }) =>
          live.ask(this.#rest.getParameterHistory(session.id, parameter)).catch(() => null),
        ),
      );
      if (this.#wanted !== '') {
        this.histories.value = new Map(
          open.flatMap(({ session: { id } }, index) => (answers[index] ? [[id, answers[index]]] : [])),
        );
      }
      await wait(this.#clock, INTERVAL);
    }
    this.#isRequesting = false;
  }
}
