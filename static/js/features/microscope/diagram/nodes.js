/**
 * The nodes: a number in each that the pass has reached.
 *
 * @import {App} from '../../../core/app.js'
 * @import {Placement} from '../../../draw/layout.js'
 * @import {Microscope, Seen} from '../microscope.js'
 * @import {Picture, Reached} from '../passState.js'
 * @import {Topology} from '../../shared/topology.js'
 */

import { html } from 'htm/preact';

import { formatPrecise } from '../../../draw/format.js';
import { largest } from '../../../draw/links.js';
import { colourOf, paletteOf } from '../../../draw/palette.js';
import { usePart } from '../../../core/hooks.js';
import { numberOf } from '../passState.js';
import { inputsOfStep, unitTitle } from '../../../core/selectors.js';

/** How much of a full colour lies under a number, so that it stays readable. */
const TINT = { light: 0.5, dark: 0.42 };

/** @param {{app: App, scope: Microscope, seen: Seen, topology: Topology, columns: Placement['columns'], picture: Picture}} props */
export function Spots({ app, scope, seen: { session, catalog }, topology: { inputs, units }, columns, picture }) {
  const theme = usePart(app.store, ({ look }) => look.theme);
  const place = scope.shown.value;
  const step = scope.step.value;
  const isPicture = session.data.image !== null;
  /** @param {Reached | undefined} reached @param {number} value */
  const tint = (reached, value) => {
    const palette = paletteOf(theme);
    const share = value / (largest(/** @type {number[]} */ (reached?.numbers ?? [])) || 1);
    return colourOf(reached?.kind === 'adjoint' ? palette.gradients : palette.values, TINT[theme] * share);
  };
  /** @param {number} layer @param {number} unit @param {number} count */
  const about = (layer, unit, count) => {
    const reached = picture.layers.get(layer);
    const value = reached ? numberOf(reached, unit, count, place.t) : null;
    return {
      value,
      kind: reached?.kind ?? '',
      colour: value === null ? undefined : tint(reached, value),
      isLit: picture.lit.includes(layer),
    };
  };
  const isInput = (/** @type {number} */ row) =>
    step?.what === 'inputs' && picture.lit.includes(-1) && row === place.from;
  return html`
    ${inputs.map((input, row) => {
      const shown = isPicture
        ? { value: null, kind: '', colour: undefined, isLit: picture.lit.includes(-1) }
        : about(-1, row, inputsOfStep(session));
      return html`<${Spot} key=${input.name} ...${shown} column=${columns[0]} row=${row} title=${input.label} label=${input.label} focus=${`feature 0 ${row} 0`} isLooked=${isInput(row)} />`;
    })}
    ${units.flatMap((column, layer) =>
      column.map(({ unit }) => {
        const isLooked = layer === place.layer && unit === place.unit && step?.phase !== 'input';
        const shown = about(layer, unit, session.layers[layer].units);
        return html`<${Spot} key=${`${layer} ${unit}`} ...${shown} column=${columns[layer + 1]} row=${unit} title=${unitTitle({ session, catalog }, layer, unit)} focus=${`unit ${layer} ${unit} 0`} isLooked=${isLooked} />`;
      }),
    )}
    <${Spot} value=${picture.loss} kind="loss" column=${columns[columns.length - 1]} row=${0} title="Loss" isLit=${step?.phase === 'loss'} isLooked=${false} focus="" />
    ${units.map((column, layer) => {
      const all = session.layers[layer].units;
      const { x, ys, node } = columns[layer + 1];
      return (
        column.length > 0 &&
        all > column.length &&
        html`<p key=${layer} class="more-units" style=${{ left: `${x}px`, top: `${ys[ys.length - 1] + node / 2}px` }}>${all - column.length} more</p>`
      );
    })}
  `;
}

/**
 * @param {object} props
 * @param {number | null} props.value
 * @param {string} props.kind
 * @param {string} [props.colour]
 * @param {boolean} props.isLit
 * @param {boolean} props.isLooked
 * @param {Placement['columns'][number]} props.column
 * @param {number} props.row
 * @param {string} props.title
 * @param {string} [props.label] what stands beside it
 * @param {string} props.focus
 */
function Spot({ value, kind, colour, isLit, isLooked, column: { x, ys, node, half }, row, title, label, focus }) {
  const text = value === null ? '' : formatPrecise(value);
  return html`<button type="button" class=${`spot ${kind} ${isLit ? 'lit' : ''} ${isLooked ? 'looked' : ''}`} data-focus=${focus || undefined}
    aria-label=${label ? undefined : text ? `${title}: ${text}` : title} title=${title}
    style=${{ left: `${x - half}px`, top: `${ys[row]}px`, width: `${2 * half}px`, '--node': `${node}px`, backgroundColor: colour ?? '' }}>
    ${label && html`<span class="node-label">${label}</span>`}<span class="spot-number">${text}</span>
  </button>`;
}
