/**
 * Thumbnails to choose data sets by.
 *
 * @import {App} from '../../../core/app.js'
 * @import {Palette} from '../../../draw/palette.js'
 * @import {Plane} from '../../../core/selectors.js'
 * @import {CatalogDataSet, CatalogPatternSet, CatalogRealSet, CatalogSequenceSet} from '../../../protocol/types.d.ts'
 *
 * @typedef {CatalogDataSet | CatalogRealSet | CatalogSequenceSet | CatalogPatternSet} Entry
 */

import { html } from 'htm/preact';
import { FileText } from 'lucide';

import { Icon } from '../../../controls/icon.js';
import { sharpContext } from '../../../draw/canvas.js';
import { paletteOf } from '../../../draw/palette.js';
import { drawPoints } from '../../../draw/points.js';
import { drawBits, drawSequence } from '../../../draw/samples.js';
import { useDrawing, useSelector } from '../../../core/hooks.js';
import { USUAL_PLANE, planeOf, targetOf } from '../../../core/selectors.js';

const SIDE = 80; // CSS pixels
const MARGIN = 8; // around a thumbnail of samples that are not points
const ROWS = 8; // patterns that can be distinguished
const POINTS_LOOK = { extent: SIDE, radius: 1.6, hollow: false, onMap: false };

/** @param {{app: App, entry: Entry, chosen: boolean, onChoose: () => void}} props */
export function Tile({ app, entry, chosen, onChoose }) {
  const canvas = useDrawing(
    app,
    ({ look }) => [paletteOf(look.theme)],
    (/** @type {HTMLCanvasElement} */ element, palette) => {
      const context = sharpContext(element, SIDE, SIDE);
      context.clearRect(0, 0, SIDE, SIDE);
      drawEntry(context, entry, palette);
    },
    [entry],
  );
  return html`<label class="thumbnail" title=${`${entry.label}: ${entry.description}`}>
    <input type="radio" name="data-set" value=${entry.name} checked=${chosen} onChange=${onChoose} />
    <canvas ref=${canvas} width=${SIDE} height=${SIDE} aria-hidden="true"></canvas>
    <span>${entry.label}</span>
  </label>`;
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Entry} entry
 * @param {Palette} palette
 */
function drawEntry(context, entry, palette) {
  const size = SIDE - 2 * MARGIN;
  const look = { width: size, height: size, ramp: palette.values, line: palette.hairline };
  if ('steps' in entry) {
    const { inputs, targets } = entry.preview;
    context.translate(MARGIN, MARGIN);
    drawSequence(context, inputs, targets.length > 1 ? targets : [], look);
  } else if ('bits' in entry) {
    const { inputs, targets } = entry.preview;
    context.translate(MARGIN, MARGIN);
    drawBits(context, inputs.slice(0, ROWS), targets.slice(0, ROWS), look);
  } else {
    const { inputs, targets } = entry.preview;
    const points = { inputs, targets: targets.map(targetOf), classes: entry.classes };
    drawPoints(context, points, { ...POINTS_LOOK, plane: 'source' in entry ? around(inputs) : USUAL_PLANE, palette });
  }
}

/**
 * The tile of custom data; they are brought in by the import.
 *
 * @param {{app: App}} props
 */
export function OwnTile({ app }) {
  const canvas = useDrawing(
    app,
    (state) => [state.data, planeOf(state), paletteOf(state.look.theme)],
    (/** @type {HTMLCanvasElement} */ element, data, plane, palette) => {
      const context = sharpContext(element, SIDE, SIDE);
      context.clearRect(0, 0, SIDE, SIDE);
      if (data?.inputs[0]?.length !== 2) return;
      const points = { inputs: data.inputs, targets: data.targets.map(targetOf), classes: data.classes ?? 0 };
      drawPoints(context, points, { ...POINTS_LOOK, plane, palette });
    },
    [],
  );
  const isPlane = useSelector(app.store, ({ data }) => data?.inputs[0]?.length === 2);
  return html`<label class="thumbnail">
    <input type="radio" name="data-set" value="inline" checked />
    ${
      isPlane
        ? html`<canvas ref=${canvas} width=${SIDE} height=${SIDE} aria-hidden="true"></canvas>`
        : html`<span class="own-placeholder"><${Icon} icon=${FileText} size=${20} /></span>`
    }
    <span>Your own</span>
  </label>`;
}

/**
 * The tile of a custom text.
 *
 * @param {{label: string, description: string, sample: string, chosen: boolean, onChoose: () => void}} props
 */
export function TextTile({ label, description, sample, chosen, onChoose }) {
  return html`<label class="thumbnail" title=${description}>
    <input type="radio" name="data-set" value="text" checked=${chosen} onChange=${onChoose} />
    <span class="tile-text" aria-hidden="true">${sample}</span>
    <span>${label}</span>
  </label>`;
}

/**
 * The square that contains all points, with a margin.
 *
 * @param {number[][]} points
 * @returns {Plane}
 */
function around(points) {
  const ranges = [0, 1].map((axis) => {
    const values = points.map((point) => point[axis]);
    return [Math.min(...values), Math.max(...values)];
  });
  const half = 0.55 * Math.max(...ranges.map(([low, high]) => high - low), 1e-9);
  const [x1, x2] = ranges.map(([low, high]) => (low + high) / 2);
  return [
    [x1 - half, x1 + half],
    [x2 - half, x2 + half],
  ];
}
