/**
 * The weights of every layer as Hinton diagrams: a row for each unit, a column for each input, the bias last.
 *
 * @import {App} from '../../core/app.js'
 * @import {LayerShape} from '../../protocol/types.d.ts'
 */

import { html } from 'htm/preact';

import { sharpContext } from '../../draw/canvas.js';
import { formatFigure } from '../../draw/format.js';
import { drawHinton } from '../../draw/hinton.js';
import { paletteOf } from '../../draw/palette.js';
import { partsOf } from '../../core/edits/architecture.js';
import { useDrawing, usePart, useSize } from '../../core/hooks.js';
import { biasIndex, weightIndex } from '../../core/parameters.js';
import { INPUTS, inSentence, layerTitle } from '../../core/selectors.js';

const CELL = { most: 24, least: 8 };
const MOST_UNITS = 36;
const LEAST_WEIGHT = 0.1; // what fills a cell while all weights are small

/** @param {{app: App}} props */
export function Hinton({ app }) {
  const session = usePart(app.store, (state) => state.session);
  const layers = session?.layers.flatMap(({ kind }, index) => (kind === 'dense' ? [index] : [])) ?? [];
  return html`<div class="hintons">${layers.map((index) => html`<${Diagram} key=${index} ...${{ app, index }} />`)}</div>`;
}

/** @param {{app: App, index: number}} props */
function Diagram({ app, index }) {
  const { store } = app;
  const session = usePart(store, (state) => state.session);
  const theme = usePart(store, ({ look }) => look.theme);
  const [box, { width }] = useSize();
  const layer = session?.layers[index];
  const rows = Math.min(layer?.units ?? 0, MOST_UNITS);
  const columns = (layer?.inputs ?? 0) + 1;
  const cell = Math.max(CELL.least, Math.min(CELL.most, Math.floor(width / columns)));
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
  );
  const largest = usePart(
    store,
    ({ frame }) => (layer && frame?.parameters ? formatFigure(largestOf(layer, frame.parameters)) : '–'),
    [layer],
  );
  const title = usePart(store, (state) => layerTitle(state, index), [index]);
  if (!session || !layer) return null;
  const names = namesOf(session, index);
  return html`<figure class="hinton">
    <figcaption>${title} <span class="quiet">largest weight ${largest}</span></figcaption>
    <div ref=${box} class="hinton-box" tabindex="0" role="group" aria-label=${`Weights into ${inSentence(title)}`}>
      <canvas ref=${canvas} role="img" aria-label=${`Hinton diagram, ${rows} units by ${layer.inputs} inputs and the bias`}></canvas>
      <p class="hinton-names quiet">${names.length > 0 ? `Columns: ${names.join(', ')}; last the bias` : 'The last column is the bias'}</p>
    </div>
  </figure>`;
}

/** The size of the largest weight into a layer. @param {LayerShape} layer @param {Float32Array} parameters */
function largestOf({ blocks }, parameters) {
  let largest = LEAST_WEIGHT;
  for (const { offset, shape } of blocks) {
    const size = shape.reduce((product, length) => product * length);
    for (let at = offset; at < offset + size; at++) largest = Math.max(largest, Math.abs(parameters[at]));
  }
  return largest;
}

/** Names of a layer's inputs, where it reads the network's own. @param {import('../../protocol/model.js').SessionInfo} session @param {number} index */
function namesOf({ layers, inputs, spec }, index) {
  const { sources, inputs: count } = layers[index];
  if (sources[0] !== INPUTS) return [];
  const first = partsOf(spec.network.layers)[index]?.first ?? 0;
  return inputs.slice(first, first + count);
}
