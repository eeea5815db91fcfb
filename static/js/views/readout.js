/**
 * One line under the network that puts into numbers what is looked at: a neuron, a weight, a feature. It is always there, so
 * that nothing moves when it fills.
 *
 * @import {App} from '../state/app.js'
 * @import {State} from '../state/model.js'
 */

import { html } from 'htm/preact';

import { Choice } from '../controls/choice.js';
import { formatPower, formatSigned } from '../draw/format.js';
import { usePart } from '../state/hooks.js';
import { biasIndex, weightIndex } from '../state/parameters.js';
import { layerTitle } from '../state/selectors.js';

const SHOWN_WEIGHTS = 9;

/** @type {{value: 'weights' | 'gradients', label: string, title: string}[]} */
const LINKS = [
  { value: 'weights', label: 'weights', title: 'Links show the weights, orange below zero, blue above' },
  {
    value: 'gradients',
    label: 'gradients',
    title: 'Links show the gradient of the loss by each weight, magenta below zero, green above',
  },
];

/** @param {{app: App}} props */
export function Readout({ app: { store } }) {
  const links = usePart(store, (state) => state.look.links);
  const text = usePart(store, readoutOf);
  return html`
    <p class="readout-text">${text}</p>
    <${Choice} name="links" label="Links show" title="What the links of the network show" value=${links} options=${LINKS}
      onChoose=${(/** @type {'weights' | 'gradients'} */ value) => store.dispatch({ type: 'look', look: { links: value } })} />
  `;
}

/** @param {State} state */
function readoutOf(state) {
  const {
    look: { focus },
    session,
    frame,
    catalog,
  } = state;
  if (!session || !focus) return 'Point at a neuron or a link to read its numbers.';
  if (focus.kind === 'feature') return featureText(catalog?.features[focus.unit]);
  if (!frame?.parameters || !frame.gradients) return 'This network is too large to stream its weights.';
  const { parameters, gradients } = frame;
  const layer = session.layers[focus.layer];
  if (!layer) return '';
  const of = `${layerTitle(session, focus.layer)}, ${focus.layer === session.layers.length - 1 ? 'output' : 'neuron'} ${focus.unit + 1}`;
  if (focus.kind === 'link') {
    const at = weightIndex(layer, focus.from, focus.unit);
    return `${inputName(state, focus.layer, focus.from)} → ${of}   weight ${formatSigned(parameters[at])}   gradient ${formatPower(gradients[at])}`;
  }
  const shown = Array.from(
    { length: Math.min(layer.inputs, SHOWN_WEIGHTS) },
    (_, from) =>
      `${inputName(state, focus.layer, from)} ${formatSigned(parameters[weightIndex(layer, from, focus.unit)])}`,
  );
  const rest = layer.inputs > SHOWN_WEIGHTS ? `   and ${layer.inputs - SHOWN_WEIGHTS} more` : '';
  return `${of}   bias ${formatSigned(parameters[biasIndex(layer, focus.unit)])}   weight of ${shown.join(', ')}${rest}`;
}

/** @param {{label: string} | undefined} feature */
const featureText = (feature) =>
  feature ? `Feature ${feature.label}: a fixed function of the point; nothing in it is trained.` : '';

/** What a layer's input is called: a feature by its label, a neuron by its number. @param {State} state @param {number} layer @param {number} from */
function inputName({ catalog, session }, layer, from) {
  const name = session?.inputs[from] ?? '';
  return layer > 0 ? `neuron ${from + 1}` : (catalog?.features.find((feature) => feature.name === name)?.label ?? name);
}
