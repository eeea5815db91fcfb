/**
 * The colour of a cell in all charts.
 *
 * @import {App, Scene} from '../../core/app.js'
 * @import {Palette} from '../../draw/palette.js'
 */

import { html } from 'htm/preact';

import { classColour, paletteOf } from '../../draw/palette.js';
import { useSelector } from '../../core/hooks.js';
import { CELLS } from './cells.js';

/**
 * @param {Palette} palette
 * @param {string} name of CELLS
 */
export const colourOfCell = (palette, name) => classColour(palette.classes.marks, Object.keys(CELLS).indexOf(name));

/** Name of a cell by its label, which is that of the group's member. @param {string} label */
export const cellOf = (label) => Object.keys(CELLS).find((name) => CELLS[name].label === label) ?? 'rnn';

/** @param {{app: App | Scene, name: string}} props */
export function CellMark({ app, name }) {
  const theme = useSelector(app.store, ({ look }) => look.theme);
  return html`<span class="cell-mark" style=${{ background: colourOfCell(paletteOf(theme), name) }}></span>`;
}
