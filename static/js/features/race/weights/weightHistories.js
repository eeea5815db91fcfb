/**
 * The chosen weight and its history in the session of every racer, requested again while they train.
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
  #wanted = ''; // the parameter and the state of every session that histories are needed for
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
      const seen = group.members.value.map(({ store }) => {
        const { session, frame } = store.state.value;
        return [session?.id, session?.history_number, frame?.step];
      });
      if (seen.length === 0 || !seen.every(([id]) => id)) return;
      this.#wanted = JSON.stringify([this.parameter.value, seen]);
      if (!this.#isRequesting) this.#request();
    });
  }

  /** @param {number} parameter */
  choose(parameter) {
    this.parameter.value = parameter;
    this.#choices.keep({ weight: String(parameter) });
  }

  async #request() {
    this.#isRequesting = true;
    for (let requested = ''; requested !== this.#wanted; ) {
      requested = this.#wanted;
      const open = this.#group.members.peek().flatMap(({ store, live }) => {
        const { session } = store.state.peek();
        return session ? [{ session, live }] : [];
      });
      const parameter = this.parameter.peek();
      if (open.some(({ session }) => parameter >= session.parameter_count)) {
        this.parameter.value = 0; // another network
        continue;
      }
      const answers = await Promise.all(
        open.map(({ session, live }) =>
          live.ask(this.#rest.getParameterHistory(session.id, parameter)).catch(() => null),
        ),
      );
      this.histories.value = new Map(
        open.flatMap(({ session: { id } }, index) => (answers[index] ? [[id, answers[index]]] : [])),
      );
      await wait(this.#clock, INTERVAL);
    }
    this.#isRequesting = false;
  }
}
