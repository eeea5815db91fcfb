/** A number with buttons that change it by one. */

import { html } from 'htm/preact';
import { Minus, Plus } from 'lucide';

import { Button } from './button.js';

/**
 * @param {object} props
 * @param {string} props.text the number in words
 * @param {string} props.less what minus does
 * @param {string} props.more what plus does
 * @param {boolean} props.canLess
 * @param {boolean} props.canMore
 * @param {(by: number) => void} props.onStep
 */
export function Stepper({ text, less, more, canLess, canMore, onStep }) {
  const look = { kind: 'small', iconSize: 12 };
  return html`<div class="stepper">
    <${Button} ...${look} icon=${Minus} title=${less} disabled=${!canLess} onPress=${() => onStep(-1)} />
    <span class="stepper-value">${text}</span>
    <${Button} ...${look} icon=${Plus} title=${more} disabled=${!canMore} onPress=${() => onStep(1)} />
  </div>`;
}
