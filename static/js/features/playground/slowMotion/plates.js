/**
 * Plates over the nodes with the numbers of the sample: the value, and on the way back also δ under it. A unit with
 * many positions or time steps shows them as cells.
 *
 * @import {SessionInfo} from '../../../protocol/model.js'
 * @import {Pass, PassNumbers, Stage} from '../../../core/slowMotion/pass.js'
 * @import {LayerNumbers, Numbers} from '../../../core/trace/layerNumbers.js'
 * @import {Placement} from '../../../draw/layout.js'
 * @import {Ramp} from '../../../draw/palette.js'
 * @import {Topology} from '../../shared/topology.js'
 *
 * @typedef {object} Cells what a plate, or a half of it, shows of a unit
 * @property {Numbers} cells
 * @property {number} columns
 * @property {number} reach the size that takes the full colour
 * @property {Ramp} ramp
 */

import { html } from 'htm/preact';
import { useEffect, useRef } from 'preact/hooks';

import { formatShort } from '../../../draw/format.js';
import { largest } from '../../../draw/links.js';
import { paintCells } from '../../../draw/map.js';
import { colourOf, paletteOf } from '../../../draw/palette.js';
import { inputsOfStep } from '../../../core/selectors.js';

const TINT = { light: 0.5, dark: 0.42 }; // strength of the colour behind a number, which has to stay readable
const TWO_NUMBERS = 40; // height of a node from which on value and δ fit, in CSS pixels

/**
 * @param {object} props
 * @param {Pass} props.pass
 * @param {Stage} props.stage
 * @param {PassNumbers} props.numbers
 * @param {Topology} props.topology
 * @param {Placement} props.placement
 * @param {'light' | 'dark'} props.theme
 * @param {string} props.stageKey
 */
export function Plates({ pass: { session }, stage, numbers, topology, placement: { columns }, theme, stageKey }) {
  const { values, gradients, inks } = paletteOf(theme);
  const isOn = (/** @type {number} */ layer) => stage.layer === layer && !['loss', 'update'].includes(stage.phase);
  const plate = (/** @type {number} */ layer, /** @type {number} */ row, /** @type {Cells[]} */ parts) => {
    const column = columns[layer + 1];
    const shown = column.node >= TWO_NUMBERS ? parts : parts.slice(-1);
    if (shown.length === 0) return null;
    const key = `${layer} ${row} ${isOn(layer) ? stageKey : ''}`;
    const style = { left: `${column.x}px`, top: `${column.ys[row]}px`, '--node': `${column.node}px` };
    const kind = `plate ${layer < 0 ? 'input' : ''} ${isOn(layer) ? 'active' : ''}`;
    return html`<div key=${key} class=${kind} style=${style}>
      ${shown.map((part, index) => html`<${Part} key=${index} ...${part} theme=${theme} />`)}
    </div>`;
  };
  const inputs = session.data.image
    ? [plate(-1, 0, [imageCells(session.data.image, numbers, inks)])]
    : topology.inputs
        .flatMap(({ on }, row) => (on ? [row] : []))
        .map((row, unit) => plate(-1, row, cellsOf(session, numbers.values.get(-1), -1, unit, values)));
  const units = topology.units.flatMap((column, layer) =>
    column.map(({ unit }) =>
      plate(layer, unit, [
        ...cellsOf(session, numbers.values.get(layer), layer, unit, values),
        ...cellsOf(session, numbers.adjoints.get(layer), layer, unit, gradients),
      ]),
    ),
  );
  return [...inputs, ...units];
}

/**
 * @param {number[]} shape height, width, channels
 * @param {PassNumbers} numbers
 * @param {Ramp} ramp
 * @returns {Cells}
 */
const imageCells = ([, width, channels], { values }, ramp) => ({
  cells: values.get(-1)?.numbers ?? [],
  columns: width * channels,
  reach: 1,
  ramp,
});

/**
 * The numbers of a unit: one, or one for each position or time step. An empty list if they are not known yet.
 *
 * @param {SessionInfo} session
 * @param {LayerNumbers | undefined} known
 * @param {number} layer
 * @param {number} unit
 * @param {Ramp} ramp
 * @returns {Cells[]}
 */
function cellsOf(session, known, layer, unit, ramp) {
  if (!known) return [];
  const units = layer < 0 ? inputsOfStep(session) : session.layers[layer].units;
  const cells = known.numbers.filter((_, index) => index % units === unit);
  if (cells.length === 0 || cells[0] === null) return [];
  const shape = layer < 0 ? [] : session.layers[layer].shape;
  const columns = shape.length === 3 ? shape[1] : cells.length;
  return [{ cells, columns, reach: largest(/** @type {number[]} */ (known.numbers)) || 1, ramp }];
}

/** @param {Cells & {theme: 'light' | 'dark'}} props */
function Part({ cells, columns, reach, ramp, theme }) {
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const isSingle = cells.length === 1;
  useEffect(() => {
    if (canvas.current)
      paintCells(
        canvas.current,
        cells.map((cell) => cell ?? NaN),
        columns,
        reach,
        ramp,
      );
  }, [cells, reach, ramp]);
  if (!isSingle) return html`<canvas ref=${canvas} width="1" height="1"></canvas>`;
  const [value] = cells;
  const backgroundColor = colourOf(ramp, (TINT[theme] * (value ?? 0)) / reach);
  return html`<span style=${{ backgroundColor }}>${value === null ? '–' : formatShort(value)}</span>`;
}
