/**
 * The nodes: features, neurons and outputs, each with its map over the plane, neurons with a mark for their bias.
 *
 * @import {App} from '../../state/app.js'
 * @import {SessionInfo} from '../../protocol/model.js'
 * @import {Placement} from '../../draw/layout.js'
 * @import {Palette} from '../../draw/palette.js'
 * @import {PointData} from '../../protocol/types.d.ts'
 * @import {InputNode, Topology, UnitNode as DrawnUnit} from '../../state/topology.js'
 */

import { extent } from 'd3-array';
import { html } from 'htm/preact';

import { FeatureNode, UnitNode } from '../../controls/node.js';
import { sharpContext } from '../../draw/canvas.js';
import { largest } from '../../draw/links.js';
import { mapOfRows, paintCells, paintValues } from '../../draw/map.js';
import { classColour, colourOf, paletteOf } from '../../draw/palette.js';
import { drawHistogram } from '../../draw/strips.js';
import * as edits from '../../state/edits.js';
import { useDrawing, usePart } from '../../state/hooks.js';
import { domainOf, magnitude, mapOf } from '../../state/maps.js';
import { gatesOf, weightsInto } from '../../state/parameters.js';
import { INPUTS, isLive, isPlanar, unitTitle } from '../../state/selectors.js';

const COLUMN = { side: 44, bins: 12 }; // the picture of a column of own data

const STACKED = 12; // weights that still have room one below the other

/**
 * In how many columns a neuron's weights stand: as the pixels do that it reads, or its gates side by side, else one where
 * they are few, else a square.
 *
 * @param {SessionInfo} session
 * @param {number} layer
 */
function columnsOf({ data, layers }, layer) {
  const { kind, sources, inputs } = layers[layer];
  const image = sources[0] === INPUTS ? data.image : layers.find(({ name }) => name === sources[0])?.shape;
  if (kind === 'conv2d' && image) return Math.sqrt(inputs / image[2]) * image[2]; // of a square of pixels, channel by channel
  if (data.image && sources[0] === INPUTS) return data.image[1];
  if (gatesOf(layers[layer]) > 1) return gatesOf(layers[layer]);
  return inputs > STACKED ? Math.ceil(Math.sqrt(inputs)) : 1;
}

/** @typedef {Record<string, string>} Place a node's style: left and top of the centre, --node the side */

/** @param {{app: App, topology: Topology, placement: Placement}} props */
export function Nodes({ app, topology: { inputs, units }, placement: { columns } }) {
  return html`
    ${inputs.map((input, row) => {
      return html`<${Feature} key=${input.name} ...${{ app, input, row }} place=${placeOf(columns[0], row)} />`;
    })}
    ${units.flatMap((column, layer) =>
      column.map((drawn) => {
        const place = placeOf(columns[layer + 1], drawn.unit);
        return html`<${Unit} key=${`${layer} ${drawn.unit}`} ...${{ app, drawn, place }} />`;
      }),
    )}
    ${units.map((column, layer) => {
      return html`<${Rest} key=${layer} ...${{ app, layer }} drawn=${column.length} column=${columns[layer + 1]} />`;
    })}
  `;
}

/** @param {Placement['columns'][number]} column @param {number} row @returns {Place} */
function placeOf({ x, ys, node }, row) {
  return { left: `${x}px`, top: `${ys[row]}px`, '--node': `${node}px` };
}

/** @param {{app: App, input: InputNode, row: number, place: Place}} props */
function Feature({ app, input, row, place }) {
  const { store, commands } = app;
  const disabled = !usePart(store, isLive) || !input.canToggle;
  const features = usePart(store, (state) => state.catalog?.features) ?? [];
  const image = usePart(store, ({ session }) => session?.data.image ?? null);
  // the columns of own data are no functions of the plane
  const preview = input.canToggle ? features.find(({ name }) => name === input.name)?.preview : undefined;
  const canvas = useDrawing(
    app,
    ({ look, data }) => [look.theme, preview ? null : data],
    (/** @type {HTMLCanvasElement} */ element, theme, data) => {
      const palette = paletteOf(theme);
      if (preview) {
        const map = mapOfRows(preview);
        paintValues(element, map, { middle: 0, reach: magnitude(map) }, palette.values);
      } else if (data && image) paintCells(element, meanOf(data.inputs), image[1], 1, palette.inks);
      else if (data) drawColumn(element, data, row, palette);
    },
    [preview, row, image],
  );
  const toggle = () => {
    const { spec } = store.state.peek();
    if (spec)
      commands.change(
        edits.toggleFeature(
          spec,
          input.name,
          features.map(({ name }) => name),
        ),
      );
  };
  return html`<${FeatureNode}
    ...${{ canvas, place, disabled }}
    label=${input.label}
    on=${input.on}
    focus=${`feature 0 ${row} 0`}
    onToggle=${toggle}
  />`;
}

/** The mean of rows. @param {number[][]} rows */
function meanOf(rows) {
  const sums = new Float64Array(rows[0]?.length ?? 0);
  for (const row of rows) for (let i = 0; i < sums.length; i++) sums[i] += row[i] / rows.length;
  return sums;
}

/**
 * How the values of a column of own data spread.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {PointData} data
 * @param {number} column
 * @param {Palette} palette
 */
function drawColumn(canvas, { inputs }, column, palette) {
  const values = inputs.map((row) => row[column]);
  const [low, high] = extent(values);
  if (low === undefined || high === undefined) return;
  const counts = new Array(COLUMN.bins).fill(0);
  const width = (high - low) / COLUMN.bins || 1;
  for (const value of values) counts[Math.min(COLUMN.bins - 1, Math.floor((value - low) / width))] += 1;
  const look = { width: COLUMN.side, height: COLUMN.side, line: palette.hairline, colour: () => palette.muted };
  drawHistogram(sharpContext(canvas, COLUMN.side, COLUMN.side), { counts, low: 0, high: 0, ...look });
}

/** @param {{app: App, drawn: DrawnUnit, place: Place}} props */
function Unit({ app, drawn: { layer, unit, bias }, place }) {
  const node = useDrawing(
    app,
    ({ frame, session, look }) => [frame, session, look.theme],
    (/** @type {HTMLElement} */ element, frame, session, theme) => {
      const canvas = element.querySelector('canvas');
      const mark = /** @type {HTMLElement | null} */ (element.querySelector('.bias'));
      if (!frame || !session || !canvas || !mark) return;
      const { values } = paletteOf(theme);
      const map = mapOf(session, frame, layer, unit);
      if (map) paintValues(canvas, map, domainOf(session, layer, map), values);
      else if (frame.parameters) {
        const weights = weightsInto(session.layers[layer], unit, frame.parameters);
        paintCells(canvas, weights, columnsOf(session, layer), largest(weights) || 1, values);
      } else [canvas.width, canvas.height] = [1, 1]; // blank: frames leave out the weights of a large network
      mark.hidden = !frame.parameters || !Number.isFinite(bias);
      if (frame.parameters && !mark.hidden) mark.style.backgroundColor = colourOf(values, frame.parameters[bias]);
    },
    [layer, unit, bias],
  );
  const title = usePart(app.store, ({ session }) => (session ? unitTitle(session, layer, unit) : ''), [layer, unit]);
  const colour = usePart(app.store, ({ session, look }) => classMark(session, look.theme, layer, unit), [layer, unit]);
  const mark = colour ? { index: unit, colour } : null;
  const isMap = usePart(app.store, isPlanar);
  return html`<${UnitNode} ...${{ node, place, title, mark, isMap }} focus=${`unit ${layer} ${unit} 0`} />`;
}

/**
 * The colour of the class an output stands for; null for other units.
 *
 * @param {SessionInfo | null} session
 * @param {'light' | 'dark'} theme
 * @param {number} layer
 * @param {number} unit
 */
function classMark(session, theme, layer, unit) {
  const isClass = session !== null && layer === session.layers.length - 1 && session.layers[layer].units > 1;
  return isClass ? classColour(paletteOf(theme).classes.css, unit) : null;
}

/**
 * How many units of a layer are not drawn.
 *
 * @param {{app: App, layer: number, drawn: number, column: Placement['columns'][number]}} props
 */
function Rest({ app, layer, drawn, column: { x, ys, node } }) {
  const all = usePart(app.store, ({ session }) => session?.layers[layer]?.units ?? 0, [layer]);
  if (all <= drawn) return null;
  const place = { left: `${x}px`, top: `${ys[ys.length - 1] + node / 2}px` };
  return html`<p class="more-units" style=${place}>${all - drawn} more</p>`;
}
