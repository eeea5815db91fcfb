/**
 * The nodes: features, neurons and outputs, each with its map over the plane, neurons with a mark for their bias.
 *
 * @import {App} from '../../state/app.js'
 * @import {SessionInfo} from '../../protocol/model.js'
 * @import {Placement} from '../../draw/layout.js'
 * @import {InputNode, Topology, UnitNode as DrawnUnit} from '../../state/topology.js'
 */

import { html } from 'htm/preact';

import { FeatureNode, UnitNode } from '../../controls/node.js';
import { mapOfRows, paintValues } from '../../draw/map.js';
import { classColour, colourOf, paletteOf } from '../../draw/palette.js';
import * as edits from '../../state/edits.js';
import { useDrawing, usePart } from '../../state/hooks.js';
import { domainOf, magnitude, mapOf } from '../../state/maps.js';
import { isLive, unitTitle } from '../../state/selectors.js';

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

/** @param {Placement['columns'][number]} column @param {number} row @returns {Place} */
function placeOf({ x, ys, node }, row) {
  return { left: `${x}px`, top: `${ys[row]}px`, '--node': `${node}px` };
}

/** @param {{app: App, input: InputNode, row: number, place: Place}} props */
function Feature({ app, input, row, place }) {
  const { store, commands } = app;
  const disabled = !usePart(store, isLive) || !input.canToggle;
  const features = usePart(store, (state) => state.catalog?.features) ?? [];
  // the columns of own data are no functions of the plane
  const preview = input.canToggle ? features.find(({ name }) => name === input.name)?.preview : undefined;
  const canvas = useDrawing(
    app,
    ({ look }) => [look.theme],
    (/** @type {HTMLCanvasElement} */ element, theme) => {
      if (!preview) return;
      const map = mapOfRows(preview);
      paintValues(element, map, { middle: 0, reach: magnitude(map) }, paletteOf(theme).values);
    },
    [preview],
  );
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
    ...${{ canvas, place, disabled }}
    label=${input.label}
    on=${input.on}
    focus=${`feature 0 ${row} 0`}
    onToggle=${toggle}
  />`;
}

/** @param {{app: App, drawn: DrawnUnit, place: Place}} props */
function Unit({ app, drawn: { layer, unit, bias }, place }) {
  const node = useDrawing(
    app,
    ({ frame, session, look }) => [frame, session, look.theme],
    (/** @type {HTMLElement} */ element, frame, session, theme) => {
      const canvas = element.querySelector('canvas');
      const mark = /** @type {HTMLElement | null} */ (element.querySelector('.bias'));
      if (!frame || !session || !canvas || !mark) return;
      const { values } = paletteOf(theme);
      const map = mapOf(session, frame, layer, unit);
      if (map) paintValues(canvas, map, domainOf(session, layer, map), values);
      if (frame.parameters) mark.style.backgroundColor = colourOf(values, frame.parameters[bias]);
    },
    [layer, unit, bias],
  );
  const title = usePart(app.store, ({ session }) => (session ? unitTitle(session, layer, unit) : ''), [layer, unit]);
  const colour = usePart(app.store, ({ session, look }) => classMark(session, look.theme, layer, unit), [layer, unit]);
  const mark = colour ? { index: unit, colour } : null;
  return html`<${UnitNode} ...${{ node, place, title, mark }} focus=${`unit ${layer} ${unit} 0`} />`;
}

/**
 * The colour of the class an output stands for; null for other units.
 *
 * @param {SessionInfo | null} session
 * @param {'light' | 'dark'} theme
 * @param {number} layer
 * @param {number} unit
 */
function classMark(session, theme, layer, unit) {
  const isClass = session !== null && layer === session.layers.length - 1 && session.layers[layer].units > 1;
  return isClass ? classColour(paletteOf(theme).classes.css, unit) : null;
}

/**
 * How many units of a layer are not drawn.
 *
 * @param {{app: App, layer: number, drawn: number, column: Placement['columns'][number]}} props
 */
function Rest({ app, layer, drawn, column: { x, ys, node } }) {
  const all = usePart(app.store, ({ session }) => session?.layers[layer]?.units ?? 0, [layer]);
  if (all <= drawn) return null;
  const place = { left: `${x}px`, top: `${ys[ys.length - 1] + node / 2}px` };
  return html`<p class="more-units" style=${place}>${all - drawn} more</p>`;
}
