/**
 * The line under the network with the numbers of the focused neuron, weight or feature, or of the present stage in slow
 * motion. It is always there, so that nothing moves when it fills.
 *
 * @import {App} from '../../core/app.js'
 * @import {Look, State} from '../../core/model.js'
 */

import { html } from 'htm/preact';

import { Choice } from '../../controls/choice.js';
import { sharpContext } from '../../draw/canvas.js';
import { formatFormula, formatPower, formatSigned } from '../../draw/format.js';
import { paletteOf } from '../../draw/palette.js';
import { drawRamp } from '../../draw/strips.js';
import { TOUCH, useDrawing, useMedia, useSelector } from '../../core/hooks.js';
import { biasIndex, gatesOf, weightIndex } from '../../core/parameters.js';
import { inputNamer, unitTitle } from '../../core/selectors.js';
import { nextStepOf } from './nextStep.js';
import { Caption } from './slowMotion/caption.js';

const SHOWN_WEIGHTS = 9;
const HINT = {
  mouse: 'Hover over a neuron or connection to see its numbers.',
  touch: 'Tap a neuron or connection to see its numbers.',
};
const HINT_TO_EDIT = {
  mouse: 'Hover over a neuron or connection to see its numbers. Click to edit.',
  touch: 'Tap a neuron or connection to see and edit its numbers.',
};
const BAR = { width: 56, height: 8 };

/** @type {{value: 'weights' | 'gradients', label: string, title: string}[]} */
const LINKS = [
  { value: 'weights', label: 'weights', title: 'Connections show weights: orange below zero, blue above' },
  {
    value: 'gradients',
    label: 'gradients',
    title: 'Connections show the gradient of the loss with respect to each weight: magenta below zero, green above',
  },
];

/** The line in a view where users train what they like: at rest it suggests a next step. @param {{app: App}} props */
export const SuggestingReadout = ({ app }) => html`<${Readout} app=${app} isSuggesting />`;

/** @param {{app: App, isSuggesting?: boolean}} props */
export function Readout({ app, isSuggesting = false }) {
  const { store } = app;
  const links = useSelector(store, (state) => state.look.links);
  const text = useSelector(store, readoutOf);
  const isFocused = useSelector(store, ({ look }) => look.focus !== null);
  const pass = app.slowMotion.pass.value;
  if (pass && !isFocused) return html`<${Caption} ...${{ app, pass }} />`;
  return html`
    <p class="readout-text">${text ?? html`<${AtRest} ...${{ app, isSuggesting }} />`}</p>
    <${LinkLegend} app=${app} />
    <${Choice}
      name="links"
      label="Connections show"
      title="What the connections of the network show"
      value=${links}
      options=${LINKS}
      onChoose=${(/** @type {Look['links']} */ value) => store.dispatch({ type: 'look', look: { links: value } })}
    />
  `;
}

/**
 * What the line says while nothing has the focus.
 *
 * @param {{app: App, isSuggesting: boolean}} props
 */
function AtRest({ app, isSuggesting }) {
  const hints = useSelector(app.store, ({ readOnly }) => (readOnly ? HINT : HINT_TO_EDIT));
  const isTouch = useMedia(TOUCH);
  const step = useSelector(app.store, (state) => (isSuggesting ? nextStepOf(state) : null), [isSuggesting]);
  if (!step) return isTouch ? hints.touch : hints.mouse;
  const { found, path, next } = step;
  const address = path && app.choices.addressOf(`${app.root}${path}`);
  return html`${found} Next: ${path ? html`<a href=${address} data-view>${next}</a>` : next}.`;
}

/**
 * Legend of the connections' colours. Negative values are also dashed.
 *
 * @param {{app: App}} props
 */
function LinkLegend({ app }) {
  const bar = useDrawing(
    app,
    ({ look }) => [look.theme, look.links],
    (/** @type {HTMLCanvasElement} */ canvas, theme, links) => {
      const { values, gradients } = paletteOf(theme);
      drawRamp(sharpContext(canvas, BAR.width, BAR.height), { ...BAR, ramp: links === 'weights' ? values : gradients });
    },
    [],
  );
  return html`<span class="link-legend" title="Dashed connections are below zero; wider ones are larger">
    −<canvas ref=${bar} class="legend-bar"></canvas>+
  </span>`;
}

/**
 * The numbers of the focused item; null if there is none.
 *
 * @param {State} state
 */
function readoutOf(state) {
  const { look, session, frame, catalog } = state;
  const { focus } = look;
  if (!session || !focus) return null;
  if (focus.kind === 'feature') return featureText(catalog?.features[focus.unit]);
  if (!frame?.parameters || !frame.gradients) return 'This network is too large to stream its weights.';
  const layer = session.layers[focus.layer];
  if (!layer) return '';
  const unit = unitTitle(state, focus.layer, focus.unit);
  const inputName = inputNamer(state, focus.layer);
  const weightOf = (/** @type {number} */ from) => weightIndex(layer, from, focus.unit);
  if (focus.kind === 'link') {
    const weight = formatSigned(frame.parameters[weightOf(focus.from)]);
    const gradient = formatPower(frame.gradients[weightOf(focus.from)]);
    return `${inputName(focus.from)} → ${unit}   weight ${weight}   gradient ${gradient}`;
  }
  if (layer.weights_offset === null || gatesOf(layer) > 1) {
    return `${unit}   ${formatFormula(catalog?.layers.find(({ name }) => name === layer.kind)?.formula ?? '')}`;
  }
  const { parameters } = frame;
  const bias = layer.biases_offset === null ? '' : `   bias ${formatSigned(parameters[biasIndex(layer, focus.unit)])}`;
  const weights = Array.from({ length: Math.min(layer.inputs, SHOWN_WEIGHTS) }, (_, from) => {
    return `${inputName(from)} ${formatSigned(parameters[weightOf(from)])}`;
  });
  const rest = layer.inputs > SHOWN_WEIGHTS ? `   and ${layer.inputs - SHOWN_WEIGHTS} more` : '';
  return `${unit}${bias}   weights ${weights.join('   ')}${rest}`;
}

/** @param {{label: string} | undefined} feature */
const featureText = (feature) =>
  feature ? `Feature ${feature.label}: a fixed function of the point, without weights to learn.` : '';
