/** Nodes of the network as buttons. `focus` identifies a node for the pointer and the keyboard. */

import { html } from 'htm/preact';

import { ClassMark } from './classMark.js';

/**
 * An input, which can be switched on and off.
 *
 * @param {object} props
 * @param {Record<string, string>} props.place its style: left and top of the centre, --node the side
 * @param {string} props.label
 * @param {boolean} props.on
 * @param {boolean} props.disabled
 * @param {string} props.focus
 * @param {boolean} props.isStop whether Tab goes to it
 * @param {() => void} props.onToggle
 */
export function FeatureNode({ place, label, on, disabled, focus, isStop, onToggle }) {
  return html`<button
    type="button"
    class="node feature"
    style=${place}
    aria-pressed=${on}
    aria-label=${`Feature ${label}`}
    title=${`${on ? `Remove ${label} from the inputs` : `Use ${label} as an input`}; starts a new run`}
    disabled=${disabled}
    data-focus=${focus}
    data-roving
    tabindex=${isStop ? 0 : -1}
    onClick=${onToggle}
  >
    <span class="node-label">${label}</span>
  </button>`;
}

/**
 * A neuron or an output, which can be hovered or focused.
 *
 * @param {object} props
 * @param {Record<string, string>} props.place its style: left and top of the centre, --node the side
 * @param {string} props.title
 * @param {string} props.focus
 * @param {string | null} props.label beside it: the name of an output
 * @param {{index: number, colour: string} | null} props.mark the class of an output
 * @param {boolean} props.isStop whether Tab goes to it
 */
export function UnitNode({ place, title, focus, label, mark, isStop }) {
  return html`<button
    type="button"
    class="node unit"
    style=${place}
    aria-label=${title}
    data-focus=${focus}
    data-roving
    tabindex=${isStop ? 0 : -1}
  >
    ${mark && html`<${ClassMark} ...${mark} />`}
    ${label && html`<span class=${`node-label after ${mark ? 'marked' : ''}`}>${label}</span>`}
  </button>`;
}
