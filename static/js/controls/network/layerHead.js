/**
 * The head of a hidden layer: kind, number of neurons, activation or rate, options, and a button to remove it. If it is
 * brief, text replaces what the card of its options also has.
 *
 * @import {ComponentChildren} from 'preact'
 */

import { html } from 'htm/preact';
import { Trash2 } from 'lucide';

import { Button } from '../button.js';
import { Lockable } from '../lockable.js';
import { Stepper } from '../stepper.js';
import { useToolbar } from '../toolbar.js';

const BUILDING = { lock: 'layers', 'data-part': 'building' };
const ACTIVATION = { lock: 'activation', 'data-part': 'activation' };

/**
 * @typedef {{value: string, label: string}} Option
 *
 * @typedef {object} Choice a small select without a frame
 * @property {string} label
 * @property {string} title what it sets, in one line
 * @property {string} value
 * @property {Option[]} options
 * @property {(value: string) => void} onChoose
 *
 * @typedef {{count: number, most: number, what: string, onSet: (units: number) => void}} Units
 */

/**
 * @param {object} props
 * @param {number} props.x centre of the column
 * @param {string} props.title
 * @param {string} props.name as written within a sentence
 * @param {boolean} props.disabled
 * @param {Choice | null} props.kind null inside a block
 * @param {Units | null} props.units
 * @param {Choice | null} props.setting its activation or rate
 * @param {(() => void) | null} props.onRemove null inside a block
 * @param {boolean} props.canRemove false if a later layer needs its output
 * @param {string | null} props.brief its settings in words; null: they have controls
 * @param {ComponentChildren} props.children button of the card with all settings
 */
export function LayerHead({ x, title, name, disabled, kind, units, setting, onRemove, canRemove, brief, children }) {
  const bar = useToolbar();
  return html`<div class="column-head" role="toolbar" aria-label=${title} style=${{ left: `${x}px` }} ...${bar}>
    <h2 title=${title}>${title.replace(' layer', '')}</h2>
    ${
      kind &&
      brief === null &&
      html`<${Lockable} ...${BUILDING}><${QuietSelect} ...${{ ...kind, disabled }} /></${Lockable}>`
    }
    ${units && html`<${Lockable} ...${BUILDING}><${UnitStepper} ...${{ units, name, disabled }} /></${Lockable}>`}
    <div class="layer-kind">
      ${
        setting &&
        brief === null &&
        html`<${Lockable} ...${ACTIVATION}><${QuietSelect} ...${{ ...setting, disabled }} /></${Lockable}>`
      }
      <${Lockable} ...${BUILDING} class="layer-buttons">
        ${children}
        ${
          onRemove &&
          brief === null &&
          html`<${Button} kind="small quiet" icon=${Trash2} iconSize=${12} disabled=${disabled || !canRemove}
            title=${`Remove ${name}; starts a new run`} onPress=${onRemove} />`
        }
      </${Lockable}>
    </div>
    ${brief !== null && html`<p title=${brief}>${brief}</p>`}
  </div>`;
}

/** @param {Choice & {disabled: boolean}} props */
function QuietSelect({ label, title, value, options, disabled, onChoose }) {
  return html`<select
    class="quiet-select"
    aria-label=${label}
    title=${title}
    disabled=${disabled}
    onChange=${(/** @type {any} */ event) => onChoose(event.currentTarget.value)}
  >
    ${options.map((option) => {
      const selected = option.value === value;
      return html`<option key=${option.value} value=${option.value} selected=${selected}>${option.label}</option>`;
    })}
  </select>`;
}

/**
 * The number of units of a layer, with buttons.
 *
 * @param {{units: Units, name: string, disabled: boolean}} props
 */
export function UnitStepper({ units, name, disabled }) {
  return html`<${Stepper}
    text=${String(units.count)}
    less=${`Remove a ${units.what} from ${name}; starts a new run`}
    more=${`Add a ${units.what} to ${name}; starts a new run`}
    canLess=${!disabled && units.count > 1}
    canMore=${!disabled && units.count < units.most}
    onStep=${(/** @type {number} */ by) => units.onSet(units.count + by)}
  />`;
}
