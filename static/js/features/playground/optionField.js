/**
 * The field of an option of the catalog: a number, a choice, a switch, or a number with an alternative.
 *
 * @import {CatalogOption} from '../../protocol/types.d.ts'
 *
 * @typedef {string | number | boolean | null} Value
 */

import { html } from 'htm/preact';

import { NumberField } from '../../controls/numberField.js';
import { Select } from '../../controls/select.js';
import { Switch } from '../../controls/switch.js';
import { formatSetting } from '../../draw/format.js';

const A_NUMBER = '#'; // the choice that shows a number field
const FINE = 0.01;
const RANGE_OF_FINE = 10; // widest range with fine steps

/**
 * @param {object} props
 * @param {CatalogOption} props.option
 * @param {Value} props.value
 * @param {boolean} props.disabled
 * @param {Value[]} [props.possible] the choices that fit, where not all do
 * @param {number} [props.most] the largest number that fits
 * @param {string} [props.lock] the part of a run that it changes, if that is another than of the fields around it
 * @param {string} [props.effect] what a change does to the run
 * @param {(value: Value) => void} props.onSet
 */
export function OptionField({ option, value, disabled, possible, most = option.high, effect = '', lock, onSet }) {
  const { name, description, low, high, whole, choices, empty } = option;
  const label = labelOf(name);
  const title = [description, effect].filter(Boolean).join('; ');
  const isNumber = high > low;
  const fitting = choices.filter((choice) => choice === value || (possible ?? choices).includes(choice));
  const isAlone = choices.length === 0 && empty === null;
  const number = html`<${NumberField} ...${{ title, low, disabled }} label=${isAlone ? label : `${label}, the number`}
    high=${most} isWhole=${whole}
    value=${Number(value)} text=${formatSetting(Number(value))} step=${stepOf(option)} onCommit=${onSet} />`;
  if (isAlone) return number;
  if (choices.includes(true)) {
    return html`<${Switch} ...${{ label, title }} on=${value === true} disabled=${disabled || fitting.length < 2}
      onSwitch=${onSet} />`;
  }
  const options = [
    ...(isNumber ? [{ value: A_NUMBER, label: 'a number' }] : []),
    ...(empty === null ? [] : [{ value: '', label: empty }]),
    ...fitting.map((choice) => ({ value: String(choice), label: labelOf(String(choice)) })),
  ];
  /** @param {string} chosen */
  const choose = (chosen) =>
    onSet(chosen === '' ? null : chosen === A_NUMBER ? Math.max(low, Math.min(1, most)) : chosen);
  return html`
    <${Select} ...${{ label, title, options, disabled, lock }}
      value=${typeof value === 'number' ? A_NUMBER : (value ?? '')} onChoose=${choose} />
    ${isNumber && typeof value === 'number' && number}
  `;
}

/** Labels of names and choices that need more than their name. @type {Record<string, string>} */
const WORDS = {
  each: 'Target at each step',
  return_sequences: 'Return every state',
  coding: 'Symbol coding',
  one_hot: 'a column each',
  index: 'numbers',
  kept: 'Symbols to remember',
};

/**
 * Label of a field.
 *
 * @param {string} name
 */
const labelOf = (name) =>
  WORDS[name] ?? (/^[a-z]/.test(name) ? `${name[0].toUpperCase()}${name.slice(1)}`.replaceAll('_', ' ') : name);

/** @param {CatalogOption} option */
const stepOf = ({ whole, low, high }) => (whole ? 1 : high - low < RANGE_OF_FINE ? FINE : 10 * FINE);
