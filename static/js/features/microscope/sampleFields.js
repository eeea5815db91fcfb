/**
 * The numbers of the sample, to read and to type: coordinates or columns, and the target.
 *
 * @import {App} from '../../core/app.js'
 * @import {Microscope} from './microscope.js'
 */

import { html } from 'htm/preact';

import { NumberField } from '../../controls/numberField.js';
import { Select } from '../../controls/select.js';
import { formatCount } from '../../draw/format.js';
import { usePart } from '../../core/hooks.js';
import { inputOf, targetOfSample } from './sample.js';
import { classNamesOf, taskOf } from '../../core/selectors.js';

const MOST = 12; // inputs that have a field each
const UNKNOWN = 'unknown';

/** @param {{app: App, scope: Microscope}} props */
export function TypedSample({ app: { store }, scope }) {
  const data = usePart(store, (state) => state.data);
  const names = usePart(store, (state) => classNamesOf(state).join('\n')).split('\n');
  const isValues = usePart(store, (state) => taskOf(state) === 'regression');
  const columns = usePart(store, ({ session }) => (session && session.spec.features === null ? session.inputs : null));
  const isSteps = usePart(store, ({ session }) => (session?.data.target_steps ?? 1) > 1);
  const sample = scope.sample.value;
  const input = inputOf(sample, data);
  const target = targetOfSample(sample, data);
  if (!input) return null;
  if (input.length > MOST)
    return html`<p class="quiet">${formatCount(input.length)} numbers; the first step lists them.</p>`;
  /** @param {number} index @param {number} value */
  const put = (index, value) =>
    scope.look({ kind: 'typed', input: input.with(index, value), target: isSteps ? null : target });
  /** @param {number | number[] | null} next */
  const aim = (next) => scope.look({ kind: 'typed', input, target: next });
  return html`<div class="typed">
    ${input.map((value, index) => {
      const label = columns?.[index] ?? `x${'₁₂₃₄₅₆₇₈₉'[index] ?? index + 1}`;
      return html`<${NumberField} key=${index} label=${label} title="Type another value" text=${shown(value)} step=${0.1}
        onCommit=${(/** @type {number} */ next) => put(index, next)} ...${{ value }} />`;
    })}
    ${
      !isSteps &&
      (isValues
        ? html`<${Values} ...${{ target, aim }} />`
        : html`<${Select} label="Target" title="The class that the loss compares with" value=${target === null ? UNKNOWN : String(target)}
          options=${[...names.map((label, value) => ({ value: String(value), label })), { value: UNKNOWN, label: 'unknown' }]}
          onChoose=${(/** @type {string} */ chosen) => aim(chosen === UNKNOWN ? null : Number(chosen))} />`)
    }
  </div>`;
}

/** @param {{target: number | number[] | null, aim: (next: number[]) => void}} props */
function Values({ target, aim }) {
  const values = target === null ? [0] : [target].flat();
  if (values.length > MOST) return null;
  return values.map(
    (
      value,
      index,
    ) => html`<${NumberField} key=${`target ${index}`} label=${values.length > 1 ? `Target ${index + 1}` : 'Target'} title="What the loss compares with"
      text=${shown(value)} step=${0.1} onCommit=${(/** @type {number} */ next) => aim(values.with(index, next))} ...${{ value }} />`,
  );
}

/** @param {number} value */
const shown = (value) => String(Number(value.toPrecision(5))).replace('-', '−');
