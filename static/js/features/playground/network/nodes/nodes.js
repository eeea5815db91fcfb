/**
 * The nodes as buttons: features are switched on and off, neurons and outputs are looked at and opened. `Tiles` draws
 * their images.
 *
 * @import {App} from '../../../../core/app.js'
 * @import {SessionInfo} from '../../../../protocol/model.js'
 * @import {State} from '../../../../core/model.js'
 * @import {Placement} from '../../../../draw/layout.js'
 * @import {InputNode, Topology, UnitNode as DrawnUnit} from '../../../shared/topology.js'
 */

import { html } from 'htm/preact';
import { useState } from 'preact/hooks';

import { Lockable } from '../../../../controls/lockable.js';
import { FeatureNode, UnitNode } from '../../../../controls/network/node.js';
import { classColour, paletteOf } from '../../../../draw/palette.js';
import * as edits from '../../../../core/edits/edits.js';
import { useSelector } from '../../../../core/hooks.js';
import { isLive, outputNamesOf, unitTitle } from '../../../../core/selectors.js';
import { featureKey, neighbourOf, nodeKeys, tabStop, unitKey } from './roving.js';

/** @typedef {Record<string, string>} Place a node's style: left and top of the centre, --node the side */

/** @param {{app: App, topology: Topology, placement: Placement}} props */
export function Nodes({ app, topology, placement }) {
  const { inputs, moreInputs, units } = topology;
  const { columns } = placement;
  const [last, setLast] = useState(/** @type {string | null} */ (null));
  const keys = nodeKeys(topology);
  const stop = tabStop(keys, last);
  const move = (/** @type {KeyboardEvent} */ event) => {
    const from = event.target instanceof Element ? event.target.getAttribute('data-focus') : null;
    const next = from && neighbourOf(keys, placement, from, event.key);
    if (!next) return;
    event.preventDefault();
    const group = /** @type {HTMLElement} */ (event.currentTarget);
    /** @type {HTMLElement | null} */ (group.querySelector(`[data-focus="${next}"]`))?.focus();
  };
  // read once for all nodes, because every reader costs a little in each frame
  const session = useSelector(app.store, (state) => state.session);
  const catalog = useSelector(app.store, (state) => state.catalog);
  const theme = useSelector(app.store, (state) => state.look.theme);
  const live = useSelector(app.store, isLive);
  return html`<div role="group" aria-label="Nodes; the arrow keys move among them"
    onKeyDown=${move} onFocusIn=${(/** @type {any} */ { target }) => setLast(target.getAttribute('data-focus'))}>
    <${Lockable} lock="features" class="part">
      ${inputs.map((input, row) => {
        const place = placeOf(columns[0], row);
        const isStop = featureKey(row) === stop;
        return html`<${Feature} key=${input.name} ...${{ app, input, row, place, live, catalog, isStop }} />`;
      })}
    </${Lockable}>
    ${units.flatMap((column, layer) =>
      column.map((drawn) => {
        const place = placeOf(columns[layer + 1], drawn.unit);
        const key = unitKey(layer, drawn.unit);
        const isStop = key === stop;
        return html`<${Unit} key=${key} ...${{ session, catalog, theme, drawn, place, isStop }} />`;
      }),
    )}
    ${units.map((column, layer) => {
      const more = (session?.layers[layer]?.units ?? 0) - column.length;
      return html`<${Rest} key=${layer} more=${more} column=${columns[layer + 1]} />`;
    })}
    <${Rest} more=${moreInputs} column=${columns[0]} />
  </div>`;
}

/**
 * @param {Placement['columns'][number]} column
 * @param {number} row
 * @returns {Place}
 */
function placeOf({ x, ys, node }, row) {
  return { left: `${x}px`, top: `${ys[row]}px`, '--node': `${node}px` };
}

/**
 * @param {object} props
 * @param {App} props.app
 * @param {InputNode} props.input
 * @param {number} props.row
 * @param {Place} props.place
 * @param {boolean} props.live
 * @param {State['catalog']} props.catalog
 * @param {boolean} props.isStop
 */
function Feature({ app: { store, commands }, input, row, place, live, catalog, isStop }) {
  const features = catalog?.features ?? [];
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
    place=${place}
    disabled=${!live || !input.canToggle}
    label=${input.label}
    on=${input.on}
    focus=${featureKey(row)}
    isStop=${isStop}
    onToggle=${toggle}
  />`;
}

/**
 * @typedef {{theme: 'light' | 'dark', drawn: DrawnUnit, place: Place, isStop: boolean}} UnitProps
 *
 * @param {Pick<State, 'session' | 'catalog'> & UnitProps} props
 */
function Unit({ session, catalog, theme, drawn: { layer, unit }, place, isStop }) {
  const title = unitTitle({ session, catalog }, layer, unit);
  const label = labelOf({ session, catalog }, layer, unit);
  const colour = classMark(session, theme, layer, unit);
  const mark = colour ? { index: unit, colour } : null;
  return html`<${UnitNode} ...${{ place, title, label, mark, isStop }} focus=${unitKey(layer, unit)} />`;
}

/**
 * Name of an output, if it has one.
 *
 * @param {Pick<State, 'session' | 'catalog'>} state
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
 * Number of inputs or units of a column that are not drawn.
 *
 * @param {{more: number, column: Placement['columns'][number]}} props
 */
function Rest({ more, column: { x, ys, node } }) {
  if (more <= 0) return null;
  const place = { left: `${x}px`, top: `${ys[ys.length - 1] + node / 2}px` };
  return html`<p class="more-units" style=${place}>${more} more</p>`;
}
