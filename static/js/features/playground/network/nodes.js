/**
 * The nodes: features, neurons and outputs, each with its map over the plane; neurons have a mark for their bias.
 *
 * @import {App} from '../../../core/app.js'
 * @import {SessionInfo} from '../../../protocol/model.js'
 * @import {State} from '../../../core/model.js'
 * @import {Placement} from '../../../draw/layout.js'
 * @import {Palette} from '../../../draw/palette.js'
 * @import {PointData} from '../../../protocol/types.d.ts'
 * @import {InputNode, Topology, UnitNode as DrawnUnit} from '../../shared/topology.js'
 */

import { extent } from 'd3-array';
import { html } from 'htm/preact';

import { FeatureNode, UnitNode } from '../../../controls/node.js';
import { sharpContext } from '../../../draw/canvas.js';
import { mapOfRows, paintCells, paintValues } from '../../../draw/map.js';
import { classColour, colourOf, paletteOf } from '../../../draw/palette.js';
import { drawHistogram } from '../../../draw/strips.js';
import * as edits from '../../../core/edits/edits.js';
import { useDrawing, usePart } from '../../../core/hooks.js';
import { domainOf, magnitude, mapOf } from '../../../core/maps.js';
import { predictionImage, weightImage } from './unitImages.js';
import { inputsOfStep, isLive, isPlanar, outputNamesOf, unitTitle } from '../../../core/selectors.js';
import { paintImage } from './paintImage.js';

const COLUMN = { side: 44, bins: 12 }; // the thumbnail of a column of custom data

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

/**
 * @param {Placement['columns'][number]} column
 * @param {number} row
 * @returns {Place}
 */
function placeOf({ x, ys, node }, row) {
  return { left: `${x}px`, top: `${ys[row]}px`, '--node': `${node}px` };
}

/** @param {{app: App, input: InputNode, row: number, place: Place}} props */
function Feature({ app, input, row, place }) {
  const { store, commands } = app;
  const disabled = !usePart(store, isLive) || !input.canToggle;
  const features = usePart(store, (state) => state.catalog?.features) ?? [];
  const image = usePart(store, ({ session }) => session?.data.image ?? null);
  const perStep = usePart(store, ({ session }) => (session ? inputsOfStep(session) : 1));
  // columns of custom data are not functions of the plane
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
      else if (data) drawColumn(element, valuesOf(data, row, perStep), palette);
    },
    [preview, row, image, perStep],
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

/**
 * Mean of rows.
 *
 * @param {number[][]} rows
 */
function meanOf(rows) {
  const sums = new Float64Array(rows[0]?.length ?? 0);
  for (const row of rows) for (let i = 0; i < sums.length; i++) sums[i] += row[i] / rows.length;
  return sums;
}

/**
 * Values of an input, at every time step if there are steps.
 *
 * @param {PointData} data
 * @param {number} column
 * @param {number} perStep columns of a step
 */
const valuesOf = ({ inputs }, column, perStep) =>
  inputs.flatMap((row) => row.filter((_, index) => index % perStep === column));

/**
 * Distribution of the values of an input.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {number[]} values
 * @param {Palette} palette
 */
function drawColumn(canvas, values, palette) {
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
    ({ frame, session, prediction, look }) => [frame, session, prediction, look.theme],
    (/** @type {HTMLElement} */ element, frame, session, prediction, theme) => {
      const canvas = element.querySelector('canvas');
      const mark = /** @type {HTMLElement | null} */ (element.querySelector('.bias'));
      if (!frame || !session || !canvas || !mark) return;
      const { values } = paletteOf(theme);
      const map = mapOf(session, frame, layer, unit);
      if (map) paintValues(canvas, map, domainOf(session, layer, map), values);
      else if (session.layers[layer].weights_offset === null) {
        const image = prediction && predictionImage(session.layers[layer], unit, prediction);
        paintImage(canvas, image, values);
      } else if (frame.parameters)
        paintImage(
          canvas,
          weightImage({ session, catalog: app.store.state.peek().catalog }, layer, unit, frame.parameters),
          values,
        );
      else [canvas.width, canvas.height] = [1, 1]; // blank: frames of a large network have no weights
      mark.hidden = !frame.parameters || !Number.isFinite(bias);
      if (frame.parameters && !mark.hidden) mark.style.backgroundColor = colourOf(values, frame.parameters[bias]);
    },
    [layer, unit, bias],
  );
  const title = usePart(app.store, (state) => unitTitle(state, layer, unit), [layer, unit]);
  const label = usePart(app.store, (state) => labelOf(state, layer, unit), [layer, unit]);
  const colour = usePart(app.store, ({ session, look }) => classMark(session, look.theme, layer, unit), [layer, unit]);
  const mark = colour ? { index: unit, colour } : null;
  const isMap = usePart(app.store, isPlanar);
  return html`<${UnitNode} ...${{ node, place, title, label, mark, isMap }} focus=${`unit ${layer} ${unit} 0`} />`;
}

/**
 * Name of an output, if it has one.
 *
 * @param {State} state
 * @param {number} layer
 * @param {number} unit
 */
const labelOf = (state, layer, unit) =>
  layer === (state.session?.layers.length ?? 0) - 1 ? (outputNamesOf(state)?.[unit] ?? null) : null;

/**
 * Colour of an output's class; null for other units.
 *
 * @param {SessionInfo | null} session
 * @param {'light' | 'dark'} theme
 * @param {number} layer
 * @param {number} unit
 */
function classMark(session, theme, layer, unit) {
  const isClass = session?.data.task === 'multiclass' && layer === session.layers.length - 1;
  return isClass ? classColour(paletteOf(theme).classes.css, unit) : null;
}

/**
 * Number of units of a layer that are not drawn.
 *
 * @param {{app: App, layer: number, drawn: number, column: Placement['columns'][number]}} props
 */
function Rest({ app, layer, drawn, column: { x, ys, node } }) {
  const all = usePart(app.store, ({ session }) => session?.layers[layer]?.units ?? 0, [layer]);
  if (all <= drawn) return null;
  const place = { left: `${x}px`, top: `${ys[ys.length - 1] + node / 2}px` };
  return html`<p class="more-units" style=${place}>${all - drawn} more</p>`;
}
