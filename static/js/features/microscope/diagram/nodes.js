/**
 * The nodes of the diagram, with the newest number of each; pale where it is still to be computed.
 *
 * @import {App} from '../../../core/app.js'
 * @import {Focus} from '../../../core/model.js'
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
 * @property {string} [symbol]
 * @property {string} [colour]
 *
 * @typedef {object} NodeNumbers
 * @property {NodeNumber[]} numbers on the way back the forward value, and the derivative of the loss below it
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
import { isOf } from '../quantities.js';
import { TWO_NUMBERS } from './placement.js';

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
   * @returns {NodeNumbers}
   */
  const numbersAt = (layer, unit, count) => {
    const isActive = passState.activeLayers.includes(layer);
    const known = [passState.values.get(layer), passState.adjoints.get(layer)].flatMap((numbers) => {
      const value = numbers ? numberOf(numbers, unit, count, selection.t) : null;
      return numbers && value !== null ? [{ ...numbers, value, colour: tint(numbers, value) }] : [];
    });
    if (known.length > 0) return { numbers: known, isActive };
    const ahead = passState.ahead.values.get(layer);
    const value = ahead ? numberOf(ahead, unit, count, selection.t) : null;
    if (!ahead || value === null) return { numbers: [], isActive };
    const colour = tint(ahead, value, AHEAD * TINT[theme]);
    return { numbers: [{ ...ahead, value, colour }], isActive: false, isAhead: true };
  };
  const lit = scope.lit.value;
  const isLit = (/** @type {Focus['kind']} */ kind, /** @type {number} */ layer, /** @type {number} */ unit) =>
    lit !== null && isOf(lit, { kind, layer, unit, from: 0 });
  const isInputActive = passState.activeLayers.includes(-1);
  return html`
    ${inputs.map((input, row) => {
      const numbers = isImage ? { numbers: [], isActive: isInputActive } : numbersAt(-1, row, inputsOfStep(session));
      return html`<${Node} key=${input.name} ...${numbers} column=${columns[0]} row=${row}
        title=${input.label} label=${input.label} focus=${`feature 0 ${row} 0`} isBrief=${isBrief}
        isLit=${isLit('feature', 0, row)}
        isSelected=${step?.quantity === 'inputs' && isInputActive && row === selection.from} />`;
    })}
    ${units.flatMap((column, layer) =>
      column.map(
        ({ unit }) => html`<${Node} key=${`${layer} ${unit}`} ...${numbersAt(layer, unit, session.layers[layer].units)}
          column=${columns[layer + 1]} row=${unit} title=${unitTitle({ session, catalog }, layer, unit)}
          focus=${`unit ${layer} ${unit} 0`} isBrief=${isBrief}
          isLit=${isLit('unit', layer, unit)}
          isSelected=${layer === selection.layer && unit === selection.unit && step?.phase !== 'input'} />`,
      ),
    )}
    <${Node} numbers=${[{ value: passState.loss ?? passState.ahead.loss, kind: 'loss', symbol: 'L' }]}
      isAhead=${passState.loss === null} isBrief=${isBrief} row=${0}
      column=${columns[columns.length - 1]} title="Loss" focus=""
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
 * @param {NodeNumbers & NodeProps} props
 *
 * @typedef {object} NodeProps
 * @property {boolean} isSelected
 * @property {boolean} [isLit] named by the symbol under the pointer
 * @property {boolean} isBrief
 * @property {Placement['columns'][number]} column
 * @property {number} row
 * @property {string} title
 * @property {string} [label] text beside the node
 * @property {string} focus
 */
function Node({
  numbers,
  isActive,
  isAhead = false,
  isBrief,
  isSelected,
  isLit = false,
  column,
  row,
  title,
  label,
  focus,
}) {
  const { x, ys, node, half } = column;
  const hasTwo = numbers.length > 1 && node >= TWO_NUMBERS;
  const shown = hasTwo ? numbers : numbers.slice(-1);
  const newest = numbers.at(-1);
  const textOf = (/** @type {number | null} */ value) =>
    value === null ? '' : isBrief ? formatBrief(value) : formatPrecise(value);
  const text = numbers.map(({ symbol, value }) => `${symbol ? `${symbol} = ` : ''}${textOf(value)}`).join(', ');
  const hasSymbol = (/** @type {string | undefined} */ symbol) => !isBrief && symbol !== undefined;
  const visible = shown
    .map(({ symbol, value }) => `${hasSymbol(symbol) ? `${symbol} ` : ''}${textOf(value)}`)
    .join(' ')
    .trim();
  const style = {
    left: `${x - half}px`,
    top: `${ys[row]}px`,
    width: `${2 * half}px`,
    '--node': `${node}px`,
    ...(hasTwo
      ? { backgroundImage: `linear-gradient(${numbers[0].colour} 50%, ${numbers[1].colour} 50%)` }
      : { backgroundColor: newest?.colour ?? '' }),
  };
  const states = { two: hasTwo, brief: isBrief, active: isActive, ahead: isAhead, selected: isSelected, lit: isLit };
  const classes = Object.entries(states).flatMap(([name, isOn]) => (isOn ? [name] : []));
  return html`<button type="button" title=${text ? `${title}: ${text}` : title}
    aria-label=${label ? undefined : visible ? `${title}: ${visible}` : title}
    class=${['trace-node', newest?.kind ?? '', ...classes].join(' ')}
    data-focus=${focus || undefined} style=${style}>
    ${label && html`<span class="node-label">${label}</span>`}
    ${shown.map(({ value, symbol }, index) => {
      const isNewest = index === shown.length - 1;
      const number = textOf(value);
      return html`<span class="number-line">
        ${hasSymbol(symbol) && html`<span class="number-symbol">${symbol}${' '}</span>`}
        <span key=${number} class=${isNewest ? 'trace-number' : 'forward-number'}>${number}</span>${' '}
      </span>`;
    })}
  </button>`;
}
