/**
 * Hinton diagrams of the weights of every layer: a row per unit, a column per input, the bias last.
 *
 * @import {App} from '../../core/app.js'
 * @import {SessionInfo} from '../../protocol/model.js'
 * @import {LayerShape} from '../../protocol/types.d.ts'
 */

import { html } from 'htm/preact';

import { sharpContext } from '../../draw/canvas.js';
import { formatFigure } from '../../draw/format.js';
import { drawHinton } from '../../draw/hinton.js';
import { paletteOf } from '../../draw/palette.js';
import { flatLayersOf } from '../../core/edits/architecture.js';
import { useDrawing, useSelector, useSize } from '../../core/hooks.js';
import { biasIndex, weightIndex } from '../../core/parameters.js';
import { INPUTS, inSentence, layerTitle } from '../../core/selectors.js';
import { areaPause } from '../shared/pauses.js';

const CELL = { min: 8, max: 24 }; // CSS pixels
const MAX_UNITS = 36;
const MIN_SCALE = 0.1; // smallest magnitude that fills a cell

/** @param {{app: App}} props */
export function HintonDiagrams({ app }) {
  const session = useSelector(app.store, (state) => state.session);
  const layers = session?.layers.flatMap(({ kind }, index) => (kind === 'dense' ? [index] : [])) ?? [];
  return html`<div class="hintons">${layers.map(
    (index) => html`<${Diagram} key=${index} ...${{ app, index }} />`,
  )}</div>`;
}

/** @param {{app: App, index: number}} props */
function Diagram({ app, index }) {
  const { store } = app;
  const session = useSelector(store, (state) => state.session);
  const theme = useSelector(store, ({ look }) => look.theme);
  const [box, { width }] = useSize();
  const layer = session?.layers[index];
  const rows = Math.min(layer?.units ?? 0, MAX_UNITS);
  const columns = (layer?.inputs ?? 0) + 1;
  const cell = Math.max(CELL.min, Math.min(CELL.max, Math.floor(width / columns)));
  const canvas = useDrawing(
    app,
    ({ frame }) => [frame],
    (/** @type {HTMLCanvasElement} */ element, frame) => {
      if (!layer) return;
      const context = sharpContext(element, columns * cell, rows * cell);
      const { values, halo, hairline } = paletteOf(theme);
      const parameters = frame?.parameters ?? new Float32Array();
      const weight = (/** @type {number} */ row, /** @type {number} */ column) =>
        parameters[column < layer.inputs ? weightIndex(layer, column, row) : biasIndex(layer, row)];
      drawHinton(context, {
        rows,
        columns,
        weight,
        largest: largestOf(layer, parameters),
        cell,
        ramp: values,
        ground: halo,
        line: hairline,
      });
    },
    [layer, width, theme],
    areaPause,
  );
  const largest = useSelector(
    store,
    ({ frame }) => (layer && frame?.parameters ? formatFigure(largestOf(layer, frame.parameters)) : '–'),
    [layer],
  );
  const title = useSelector(store, (state) => layerTitle(state, index), [index]);
  if (!session || !layer) return null;
  const names = namesOf(session, index);
  return html`<figure class="hinton">
    <figcaption>${title} <span class="quiet">largest weight ${largest}</span></figcaption>
    <div ref=${box} class="hinton-box" tabindex="0" role="group" aria-label=${`Weights into ${inSentence(title)}`}>
      <canvas ref=${canvas} role="img"
        aria-label=${`Hinton diagram, ${rows} units by ${layer.inputs} inputs and the bias`}></canvas>
      <p class="hinton-names quiet">
      ${names.length > 0 ? `Columns: ${names.join(', ')}; last the bias` : 'The last column is the bias'}</p>
    </div>
  </figure>`;
}

/**
 * Largest magnitude of a layer's weights.
 *
 * @param {LayerShape} layer
 * @param {Float32Array} parameters
 */
function largestOf({ blocks }, parameters) {
  let largest = MIN_SCALE;
  for (const { offset, shape } of blocks) {
    const size = shape.reduce((product, length) => product * length);
    for (let at = offset; at < offset + size; at++) largest = Math.max(largest, Math.abs(parameters[at]));
  }
  return largest;
}

/**
 * Names of a layer's inputs, if they are those of the network.
 *
 * @param {SessionInfo} session
 * @param {number} index
 */
function namesOf({ layers, inputs, spec }, index) {
  const { sources, inputs: count } = layers[index];
  if (sources[0] !== INPUTS) return [];
  const first = flatLayersOf(spec.network.layers)[index]?.first ?? 0;
  return inputs.slice(first, first + count);
}
