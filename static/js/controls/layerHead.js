/**
 * What stands above a hidden layer: its number of neurons, its activation, and the way to remove it.
 */

import { html } from 'htm/preact';
import { Trash2 } from 'lucide';

import { Button } from './button.js';
import { Stepper } from './stepper.js';

/**
 * @param {object} props
 * @param {number} props.x centre of the column
 * @param {number} props.number of the layer, from 1
 * @param {{units: number, activation: string}} props.layer
 * @param {{name: string, label: string}[]} props.activations
 * @param {number} props.maxUnits
 * @param {boolean} props.disabled
 * @param {(units: number) => void} props.onUnits
 * @param {(name: string) => void} props.onActivation
 * @param {() => void} props.onRemove
 */
export function LayerHead({ x, number, layer, activations, maxUnits, disabled, onUnits, onActivation, onRemove }) {
  const { units, activation } = layer;
  return html`<div class="column-head" role="group" aria-label=${`Hidden layer ${number}`} style=${{ left: `${x}px` }}>
    <h2>Hidden ${number}</h2>
    <div data-part="building"><${Stepper}
      text=${String(units)}
      less=${`Remove a neuron from hidden layer ${number}; starts a new run`}
      more=${`Add a neuron to hidden layer ${number}; starts a new run`}
      canLess=${!disabled && units > 1}
      canMore=${!disabled && units < maxUnits}
      onStep=${(/** @type {number} */ by) => onUnits(units + by)}
    /></div>
    <div class="layer-kind"><select
      class="quiet-select"
      data-part="activation"
      aria-label=${`Activation of hidden layer ${number}`}
      title="The function of this layer's neurons; applies while training"
      disabled=${disabled}
      onChange=${(/** @type {any} */ event) => onActivation(event.currentTarget.value)}
    >
      ${activations.map(({ name, label }) => {
        return html`<option key=${name} value=${name} selected=${name === activation}>${label}</option>`;
      })}
    </select>
    <span data-part="building"><${Button} kind="small quiet" icon=${Trash2} iconSize=${12} disabled=${disabled}
      title=${`Remove hidden layer ${number}; starts a new run`} onPress=${onRemove} /></span></div>
  </div>`;
}
