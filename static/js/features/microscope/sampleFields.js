/**
 * Fields with the inputs and the target of the sample, to read and to edit.
 *
 * @import {App} from '../../core/app.js'
 * @import {Microscope} from './microscope.js'
 */

import { html } from 'htm/preact';

import { NumberField } from '../../controls/numberField.js';
import { Select } from '../../controls/select.js';
import { formatCount } from '../../draw/format.js';
import { useSelector } from '../../core/hooks.js';
import { classNamesOf, taskOf } from '../../core/selectors.js';
import { inputOf, targetOf } from './sample.js';

const MAX_FIELDS = 12;
const UNKNOWN = 'unknown';

/** @param {{app: App, scope: Microscope}} props */
export function SampleFields({ app: { store }, scope }) {
  const data = useSelector(store, (state) => state.data);
  const names = useSelector(store, (state) => classNamesOf(state).join('\n')).split('\n');
  const isRegression = useSelector(store, (state) => taskOf(state) === 'regression');
  const columns = useSelector(store, ({ session }) =>
    session && session.spec.features === null ? session.inputs : null,
  );
  const hasTargetPerStep = useSelector(store, ({ session }) => (session?.data.target_steps ?? 1) > 1);
  const sample = scope.sample.value;
  const input = inputOf(sample, data);
  const target = targetOf(sample, data);
  if (!input) return null;
  if (input.length > MAX_FIELDS)
    return html`<p class="quiet">${formatCount(input.length)} inputs; the first step lists them.</p>`;
  /**
   * @param {number} index
   * @param {number} value
   */
  const setInput = (index, value) =>
    scope.setSample({ kind: 'typed', input: input.with(index, value), target: hasTargetPerStep ? null : target });
  /** @param {number | number[] | null} next */
  const setTarget = (next) => scope.setSample({ kind: 'typed', input, target: next });
  const classes = [
    ...names.map((label, value) => ({ value: String(value), label })),
    { value: UNKNOWN, label: UNKNOWN },
  ];
  return html`<div class="sample-fields">
    ${input.map((value, index) => {
      const label = columns?.[index] ?? `x${'₁₂₃₄₅₆₇₈₉'[index] ?? index + 1}`;
      return html`<${NumberField} key=${index} label=${label} title="Type another value"
        value=${value} text=${textOf(value)} step=${0.1}
        onCommit=${(/** @type {number} */ next) => setInput(index, next)} />`;
    })}
    ${
      !hasTargetPerStep &&
      (isRegression
        ? html`<${TargetFields} ...${{ target, setTarget }} />`
        : html`<${Select} label="Target" title="The class that the loss compares with"
            value=${target === null ? UNKNOWN : String(target)} options=${classes}
            onChoose=${(/** @type {string} */ name) => setTarget(name === UNKNOWN ? null : Number(name))} />`)
    }
  </div>`;
}

/** @param {{target: number | number[] | null, setTarget: (next: number[]) => void}} props */
function TargetFields({ target, setTarget }) {
  const values = target === null ? [0] : [target].flat();
  if (values.length > MAX_FIELDS) return null;
  return values.map((value, index) => {
    const label = values.length > 1 ? `Target ${index + 1}` : 'Target';
    return html`<${NumberField} key=${`target ${index}`} label=${label} title="The value that the loss compares with"
      value=${value} text=${textOf(value)} step=${0.1}
      onCommit=${(/** @type {number} */ next) => setTarget(values.with(index, next))} />`;
  });
}

/** @param {number} value */
const textOf = (value) => String(Number(value.toPrecision(5))).replace('-', '−');
