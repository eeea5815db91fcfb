/**
 * The nodes of the diagram, with the newest number of each; pale where it is still to be computed.
 *
 * @import {App} from '../../../core/app.js'
 * @import {Placement} from '../../../draw/layout.js'
 * @import {Microscope} from '../microscope.js'
 * @import {PassState} from '../passState.js'
 * @import {LayerNumbers} from '../../../core/trace/layerNumbers.js'
 * @import {Snapshot} from '../../../core/trace/types.js'
 * @import {Topology} from '../../shared/topology.js'
 *
 * @typedef {object} NodeNumber number of a node
 * @property {number | null} value null: unknown
 * @property {string} kind class name: value, adjoint, loss or none
 * @property {string} [colour]
 * @property {boolean} isActive computed at this step
 * @property {boolean} [isAhead] computed at a later step
 */

import { html } from 'htm/preact';

import { formatBrief, formatPrecise } from '../../../draw/format.js';
import { largest } from '../../../draw/links.js';
import { colourOf, paletteOf } from '../../../draw/palette.js';
import { useSelector } from '../../../core/hooks.js';
import { inputsOfStep, unitTitle } from '../../../core/selectors.js';
import { numberOf } from '../../../core/trace/layerNumbers.js';

/** Strength of the colour behind a number, which has to stay readable. */
const TINT = { light: 0.5, dark: 0.42 };
const AHEAD = 0.32; // share of that strength for numbers that are still to be computed

/**
 * @param {object} props
 * @param {App} props.app
 * @param {Microscope} props.scope
 * @param {Snapshot} props.snapshot
 * @param {Topology} props.topology
 * @param {Placement['columns']} props.columns
 * @param {PassState} props.passState
 * @param {boolean} props.isBrief
 */
export function Nodes({ app, scope, snapshot, topology: { inputs, units }, columns, passState, isBrief }) {
  const { session, catalog } = snapshot;
  const theme = useSelector(app.store, ({ look }) => look.theme);
  const selection = scope.shownSelection.value;
  const step = scope.step.value;
  const isImage = session.data.image !== null;
  const tint = (/** @type {LayerNumbers} */ { kind, numbers }, /** @type {number} */ value, strength = TINT[theme]) => {
    const { gradients, values } = paletteOf(theme);
    const share = value / (largest(/** @type {number[]} */ (numbers)) || 1);
    return colourOf(kind === 'adjoint' ? gradients : values, strength * share);
  };
  /**
   * @param {number} layer
   * @param {number} unit
   * @param {number} count of units
   * @returns {NodeNumber}
   */
  const numberAt = (layer, unit, count) => {
    const isActive = passState.activeLayers.includes(layer);
    const [known, ahead] = [passState.layers.get(layer), passState.ahead.layers.get(layer)];
    const value = known ? numberOf(known, unit, count, selection.t) : null;
    if (known && value !== null) return { value, colour: tint(known, value), kind: known.kind, isActive };
    const later = ahead ? numberOf(ahead, unit, count, selection.t) : null;
    if (!ahead || later === null) return { value: null, kind: known?.kind ?? '', isActive };
    const colour = tint(ahead, later, AHEAD * TINT[theme]);
    return { value: later, colour, kind: ahead.kind, isActive: false, isAhead: true };
  };
  const isInputActive = passState.activeLayers.includes(-1);
  return html`
    ${inputs.map((input, row) => {
      const number = isImage
        ? { value: null, kind: '', isActive: isInputActive }
        : numberAt(-1, row, inputsOfStep(session));
      return html`<${Node} key=${input.name} ...${number} column=${columns[0]} row=${row}
        title=${input.label} label=${input.label} focus=${`feature 0 ${row} 0`} isBrief=${isBrief}
        isSelected=${step?.quantity === 'inputs' && isInputActive && row === selection.from} />`;
    })}
    ${units.flatMap((column, layer) =>
      column.map(
        ({ unit }) => html`<${Node} key=${`${layer} ${unit}`} ...${numberAt(layer, unit, session.layers[layer].units)}
          column=${columns[layer + 1]} row=${unit} title=${unitTitle({ session, catalog }, layer, unit)}
          focus=${`unit ${layer} ${unit} 0`} isBrief=${isBrief}
          isSelected=${layer === selection.layer && unit === selection.unit && step?.phase !== 'input'} />`,
      ),
    )}
    <${Node} value=${passState.loss ?? passState.ahead.loss} isAhead=${passState.loss === null} isBrief=${isBrief}
      kind="loss" column=${columns[columns.length - 1]} row=${0} title="Loss" focus=""
      isActive=${step?.phase === 'loss'} isSelected=${false} />
    ${units.map((column, layer) => {
      const more = session.layers[layer].units - column.length;
      const { x, ys, node } = columns[layer + 1];
      const style = { left: `${x}px`, top: `${ys[ys.length - 1] + node / 2}px` };
      return column.length > 0 && more > 0 && html`<p key=${layer} class="more-units" style=${style}>${more} more</p>`;
    })}
  `;
}

/**
 * @param {NodeNumber & NodeProps} props
 *
 * @typedef {object} NodeProps
 * @property {boolean} isSelected
 * @property {boolean} isBrief
 * @property {Placement['columns'][number]} column
 * @property {number} row
 * @property {string} title
 * @property {string} [label] text beside the node
 * @property {string} focus
 */
function Node(props) {
  const {
    value,
    kind,
    colour,
    isActive,
    isAhead = false,
    isBrief,
    isSelected,
    column,
    row,
    title,
    label,
    focus,
  } = props;
  const { x, ys, node, half } = column;
  const text = value === null ? '' : isBrief ? formatBrief(value) : formatPrecise(value);
  const style = {
    left: `${x - half}px`,
    top: `${ys[row]}px`,
    width: `${2 * half}px`,
    '--node': `${node}px`,
    backgroundColor: colour ?? '',
  };
  return html`<button type="button" title=${title} aria-label=${label ? undefined : text ? `${title}: ${text}` : title}
    class=${`trace-node ${kind} ${isActive ? 'active' : ''} ${isAhead ? 'ahead' : ''} ${isSelected ? 'selected' : ''}`}
    data-focus=${focus || undefined} style=${style}>
    ${label && html`<span class="node-label">${label}</span>`}<span key=${text} class="trace-number">${text}</span>
  </button>`;
}
