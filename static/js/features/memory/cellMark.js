/**
 * The colour that a cell has in every chart.
 *
 * @import {App, Scene} from '../../core/app.js'
 * @import {Palette} from '../../draw/palette.js'
 */

import { html } from 'htm/preact';

import { classColour, paletteOf } from '../../draw/palette.js';
import { usePart } from '../../core/hooks.js';
import { CELLS } from './tasks.js';

/** @param {Palette} palette @param {string} name of CELLS */
export const colourOfCell = (palette, name) => classColour(palette.classes.marks, Object.keys(CELLS).indexOf(name));

/** The name of a cell by its label, as the members of the group are called. @param {string} label */
export const cellOf = (label) => Object.keys(CELLS).find((name) => CELLS[name].label === label) ?? 'rnn';

/** @param {{app: App | Scene, name: string}} props */
export function CellMark({ app, name }) {
  const theme = usePart(app.store, ({ look }) => look.theme);
  return html`<span class="cell-mark" style=${{ background: colourOfCell(paletteOf(theme), name) }}></span>`;
}
