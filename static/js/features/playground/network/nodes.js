/**
 * The nodes as buttons: features are switched on and off, neurons and outputs are looked at and opened. `Tiles` draws
 * their images.
 *
 * @import {App} from '../../../core/app.js'
 * @import {SessionInfo} from '../../../protocol/model.js'
 * @import {State} from '../../../core/model.js'
 * @import {Placement} from '../../../draw/layout.js'
 * @import {InputNode, Topology, UnitNode as DrawnUnit} from '../../shared/topology.js'
 */

import { html } from 'htm/preact';

import { FeatureNode, UnitNode } from '../../../controls/node.js';
import { classColour, paletteOf } from '../../../draw/palette.js';
import * as edits from '../../../core/edits/edits.js';
import { usePart } from '../../../core/hooks.js';
import { isLive, outputNamesOf, unitTitle } from '../../../core/selectors.js';

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
    ...${{ place, disabled }}
    label=${input.label}
    on=${input.on}
    focus=${`feature 0 ${row} 0`}
    onToggle=${toggle}
  />`;
}

/** @param {{app: App, drawn: DrawnUnit, place: Place}} props */
function Unit({ app, drawn: { layer, unit }, place }) {
  const title = usePart(app.store, (state) => unitTitle(state, layer, unit), [layer, unit]);
  const label = usePart(app.store, (state) => labelOf(state, layer, unit), [layer, unit]);
  const colour = usePart(app.store, ({ session, look }) => classMark(session, look.theme, layer, unit), [layer, unit]);
  const mark = colour ? { index: unit, colour } : null;
  return html`<${UnitNode} ...${{ place, title, label, mark }} focus=${`unit ${layer} ${unit} 0`} />`;
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
