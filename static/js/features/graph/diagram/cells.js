/**
 * The entries of an array as coloured cells, with their numbers if there is room.
 *
 * @import {Grid} from '../../../draw/graphNode.js'
 * @import {Ramp} from '../../../draw/palette.js'
 * @import {Tensor} from '../../../draw/tensor.js'
 */

import { html } from 'htm/preact';

import { formatBrief } from '../../../draw/format.js';
import { tint } from '../../../draw/graphNode.js';
import { entriesOf, rowsOf } from '../../../draw/tensor.js';

const SPACE = ' '; // between numbers, for screen readers

/** The numbers in cells, as they are read aloud. @param {Tensor} value @returns {string} */
export const cellTexts = (value) => entriesOf(value).map(formatBrief).join(SPACE);

/**
 * @typedef {object} CellsOptions
 * @property {Tensor | null} value null: not known yet
 * @property {boolean} [isRow] draw a vector as a row
 * @property {Grid} grid
 * @property {Ramp} ramp
 * @property {number} reach the magnitude that gets the full colour
 * @property {{x: number, y: number}} [at]
 */

/** @param {CellsOptions} options */
export function Cells({ value, isRow = false, grid, ramp, reach, at = { x: 0, y: 0 } }) {
  const { cell, hasNumbers, width, height } = grid;
  if (value === null)
    return html`<rect class="node-strip" ...${at} width=${width} height=${height} rx="2"
    fill=${tint(ramp, 0, 1)} />`;
  const gap = cell.width > 6 ? 1 : 0;
  return html`<g class="cells" transform=${`translate(${at.x} ${at.y})`}>
    ${rowsOf(value, isRow).flatMap((row, i) =>
      row.map(
        (entry, j) => html`<rect x=${j * cell.width} y=${i * cell.height} width=${cell.width - gap}
          height=${cell.height - gap} fill=${tint(ramp, entry, reach)} />
        ${
          hasNumbers &&
          html`<text class=${`node-number ${Number.isFinite(entry) ? '' : 'not-finite'}`}
          x=${(j + 0.5) * cell.width} y=${i * cell.height + 12}
          text-anchor="middle">${formatBrief(entry)}</text>${SPACE}`
        }`,
      ),
    )}
  </g>`;
}

/**
 * Cells as an image of their own.
 *
 * @param {CellsOptions & {label: string}} options label: what it shows, for screen readers and as a tooltip
 */
export function CellsPicture({ label, ...options }) {
  const { width, height } = options.grid;
  return html`<svg class="cells-picture" width=${width} height=${height} role="img" aria-label=${label}>
    <title>${label}</title>
    <${Cells} ...${options} />
  </svg>`;
}
