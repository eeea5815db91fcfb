/**
 * Nodes of the network. `focus` identifies a node for the pointer and the keyboard.
 *
 * @import {RefObject} from 'preact'
 */

import { html } from 'htm/preact';

import { ClassMark } from './classMark.js';

/**
 * An input, which can be switched on and off.
 *
 * @param {object} props
 * @param {RefObject<HTMLCanvasElement | null>} props.canvas
 * @param {Record<string, string>} props.place its style: left and top of the centre, --node the side
 * @param {string} props.label
 * @param {boolean} props.on
 * @param {boolean} props.disabled
 * @param {string} props.focus
 * @param {() => void} props.onToggle
 */
export function FeatureNode({ canvas, place, label, on, disabled, focus, onToggle }) {
  return html`<button
    type="button"
    class="node feature"
    style=${place}
    aria-pressed=${on}
    aria-label=${`Feature ${label}`}
    title=${`${on ? `Leave ${label} out` : `Feed ${label} to the network`}; starts a new run`}
    disabled=${disabled}
    data-focus=${focus}
    onClick=${onToggle}
  >
    <span class="node-label">${label}</span>
    <canvas ref=${canvas} width="1" height="1"></canvas>
  </button>`;
}

/**
 * A neuron or an output, which can be hovered or focused.
 *
 * @param {object} props
 * @param {RefObject<HTMLElement | null>} props.node
 * @param {Record<string, string>} props.place its style: left and top of the centre, --node the side
 * @param {string} props.title
 * @param {string} props.focus
 * @param {string | null} props.label beside it: the name of an output
 * @param {{index: number, colour: string} | null} props.mark the class of an output
 * @param {boolean} props.isMap false: it shows its weights, one cell each
 */
export function UnitNode({ node, place, title, focus, label, mark, isMap }) {
  return html`<button
    type="button"
    ref=${node}
    class=${`node unit ${isMap ? '' : 'cells'}`}
    style=${place}
    aria-label=${title}
    data-focus=${focus}
  >
    <canvas width="1" height="1"></canvas>
    <span class="bias"></span>
    ${mark && html`<${ClassMark} ...${mark} />`}
    ${label && html`<span class=${`node-label after ${mark ? 'marked' : ''}`}>${label}</span>`}
  </button>`;
}
