/**
 * The network: features, hidden layers and outputs with a map in every node, and the links between them. It is its own
 * control: features are pressed, layers and neurons added and removed where they stand.
 *
 * @import {App} from '../state/app.js'
 * @import {SessionInfo} from '../protocol/model.js'
 * @import {Focus} from '../state/model.js'
 * @import {Placement} from '../draw/layout.js'
 * @import {Topology} from '../state/topology.js'
 */

import { html } from 'htm/preact';
import { useMemo } from 'preact/hooks';

import { FeatureNode, UnitNode } from '../controls/node.js';
import { LayerHead } from '../controls/layerHead.js';
import { linkPath, placeNodes } from '../draw/layout.js';
import { drawLinks, largest } from '../draw/links.js';
import { magnitude, mapOfRows, paintValues } from '../draw/map.js';
import { classColour, colourOf, paletteOf } from '../draw/palette.js';
import * as edits from '../state/edits.js';
import { useDrawing, usePart, useSize } from '../state/hooks.js';
import { domainOf, isLive, layerTitle, mapOf, outputDomain, sameFocus } from '../state/selectors.js';
import { belongsTo, topologyOf } from '../state/topology.js';

const SPACE = { pitch: 96, left: 76, right: 48 };
const NARROW_SPACE = { pitch: 82, left: 68, right: 34 };
const NARROW = 480;
const HEAD = 92; // CSS pixels above the nodes
const WEIGHT_REACH = 2.5;

/** @param {{app: App}} props */
export function Network({ app }) {
  const { store } = app;
  const catalog = usePart(store, (state) => state.catalog);
  const session = usePart(store, (state) => state.session);
  const [frame, size] = useSize();
  const topology = useMemo(() => catalog && session && topologyOf(catalog, session), [catalog, session]);
  const placement = useMemo(
    () =>
      topology &&
      placeNodes(
        topology.inputs.length,
        topology.units.map(({ length }) => length),
        {
          ...(size.width < NARROW ? NARROW_SPACE : SPACE),
          width: size.width,
          height: Math.max(0, size.height - HEAD),
        },
      ),
    [topology, size.width, size.height],
  );
  return html`<div class="network-frame" ref=${frame} tabindex="-1">
    ${
      topology && placement
        ? size.width > 0 && html`<${Diagram} ...${{ app, topology, placement }} />`
        : html`<${Waiting} store=${store} />`
    }
  </div>`;
}

/** What is shown before there is a network: what the page is waiting for. @param {{store: App['store']}} props */
function Waiting({ store }) {
  const { phase, message, progress } = usePart(store, (state) => state.connection);
  if (phase === 'warming') {
    return html`<div class="waiting">
      <h2>Warming up the engine</h2>
      <progress value=${progress} max="1" aria-label="Warming up"></progress>
      <p>${message}. Only the first start takes this long.</p>
    </div>`;
  }
  return html`<div class="waiting">
    <h2>${phase === 'lost' ? 'Waiting for the server' : 'Connecting'}</h2>
    <p>${message || 'A network is on its way.'}</p>
  </div>`;
}

/** @param {{app: App, topology: Topology, placement: Placement}} props */
function Diagram({ app, topology, placement }) {
  const { width, height, columns } = placement;
  /** @param {Event} event */
  const look = (event) => {
    const focus = focusAt(event.target);
    if (!sameFocus(focus, app.store.state.peek().look.focus)) app.store.dispatch({ type: 'look', look: { focus } });
  };
  const leave = () => app.store.dispatch({ type: 'look', look: { focus: null } });
  return html`<div
    class="network-sheet"
    style=${{ width: `${width}px`, height: `${height + HEAD}px`, '--pitch': `${columns[1].x - columns[0].x}px` }}
    onPointerOver=${look} onPointerLeave=${leave} onFocusIn=${look} onFocusOut=${leave}
  >
    <${Heads} app=${app} columns=${columns} />
    <div class="network-body" style=${{ top: `${HEAD}px`, height: `${height}px` }}>
      <${Links} ...${{ app, topology, placement }} />
      <${Nodes} ...${{ app, topology, placement }} />
    </div>
  </div>`;
}

/** What stands above each column. @param {{app: App, columns: Placement['columns']}} props */
function Heads({ app: { store, commands }, columns }) {
  const spec = usePart(store, (state) => state.spec);
  const catalog = usePart(store, (state) => state.catalog);
  const session = usePart(store, (state) => state.session);
  const disabled = !usePart(store, isLive);
  if (!spec || !catalog || !session) return null;
  const { layers } = spec.network;
  const change = (/** @type {edits.Change} */ change) => commands.change(change);
  return html`
    <div class="column-head" style=${{ left: `${columns[0].x}px` }}><h2>Features</h2><p>what is fed in</p></div>
    ${session.layers.slice(0, -1).map(({ name }, at) => {
      const layer = layers[at];
      return (
        layer &&
        html`<${LayerHead}
        key=${name} x=${columns[at + 1].x} number=${at + 1} layer=${layer} activations=${catalog.activations}
        ...${{ disabled, maxUnits: catalog.limits.units }}
        onUnits=${(/** @type {number} */ units) => change(edits.setUnits(spec, at, units))}
        onActivation=${(/** @type {string} */ name) => change(edits.setLayerActivation(spec, at, name))}
        onRemove=${() => change(edits.removeLayer(spec, at))} />`
      );
    })}
    <div class="column-head" style=${{ left: `${columns[columns.length - 1].x}px` }}>
      <h2>Output</h2><p>${session.layers[session.layers.length - 1].activation}</p>
    </div>
    ${columns.slice(1).map(
      ({ x }, at) => html`<button
      key=${at} type="button" class="insert" style=${{ left: `${Math.round((x + columns[at].x) / 2)}px` }}
      disabled=${disabled || layers.length >= catalog.limits.layers}
      title=${at === layers.length ? 'Add a hidden layer before the output; starts a new run' : `Add a hidden layer before hidden layer ${at + 1}; starts a new run`}
      aria-label=${at === layers.length ? 'Add a hidden layer before the output' : `Add a hidden layer before hidden layer ${at + 1}`}
      onClick=${() => change(edits.addLayer(spec, at))}>+</button>`,
    )}
  `;
}

/** @param {{app: App, topology: Topology, placement: Placement}} props */
function Links({ app, topology, placement: { width, height, columns } }) {
  const { links } = topology;
  const curves = links.map(({ layer, row, unit }) => {
    const [from, to] = [columns[layer], columns[layer + 1]];
    return linkPath(from.x + from.node / 2, from.ys[row], to.x - to.node / 2, to.ys[unit]);
  });
  const svg = useDrawing(
    app,
    ({ frame, look }) => [frame, look.theme, look.links, look.focus],
    (/** @type {SVGSVGElement} */ element, frame, theme, shown, focus) => {
      const vector = shown === 'weights' ? frame?.parameters : frame?.gradients;
      if (!vector) return;
      const palette = paletteOf(theme);
      const values = links.map(({ parameter }) => vector[parameter]);
      drawLinks(element.getElementsByClassName('link'), values, {
        ramp: palette[shown === 'weights' ? 'values' : 'gradients'],
        reach: shown === 'weights' ? WEIGHT_REACH : largest(values) || 1,
        faded: (index) => focus !== null && !belongsTo(links[index], focus, topology),
      });
    },
    [topology, width, height],
  );
  return html`<svg ref=${svg} class="links" width=${width} height=${height} aria-hidden="true">
    ${curves.map((d, index) => html`<path key=${index} class="link" d=${d} />`)}
    <path class="pulses" d=${curves.join('')} />
    ${curves.map((d, index) => {
      const { layer, from, unit } = links[index];
      return html`<path key=${index} class="link-target" d=${d} data-focus=${`link ${layer} ${unit} ${from}`} />`;
    })}
  </svg>`;
}

/** @param {{app: App, topology: Topology, placement: Placement}} props */
function Nodes({ app, topology: { inputs, units }, placement: { columns } }) {
  const { store, commands } = app;
  const catalog = usePart(store, (state) => state.catalog);
  const session = usePart(store, (state) => state.session);
  const disabled = !usePart(store, isLive);
  if (!catalog || !session) return null;
  const order = catalog.features.map(({ name }) => name);
  const toggle = (/** @type {string} */ name) => {
    const { spec } = store.state.peek();
    if (spec) commands.change(edits.toggleFeature(spec, name, order));
  };
  return html`
    ${inputs.map(
      (input, row) => html`<${Feature}
      key=${input.name} place=${placeOf(columns[0], row)} ...${{ app, input, row }}
      disabled=${disabled || !input.canToggle} onToggle=${() => toggle(input.name)} />`,
    )}
    ${units.map((column, layer) =>
      column.map(
        ({ unit, bias }) => html`<${Unit}
      key=${`${layer} ${unit}`} place=${placeOf(columns[layer + 1], unit)}
      ...${{ app, layer, unit, bias, title: `${layerTitle(session, layer)}, ${layer === units.length - 1 ? 'output' : 'neuron'} ${unit + 1}` }} />`,
      ),
    )}
    ${session.layers.map(
      ({ units: all }, layer) =>
        all > units[layer].length &&
        html`<p
      key=${layer} class="more-units" style=${{ left: `${columns[layer + 1].x}px`, top: `${(columns[layer + 1].ys.at(-1) ?? 0) + columns[layer + 1].node / 2}px` }}>
      ${all - units[layer].length} more</p>`,
    )}
  `;
}

/** @param {any} props */
function Feature({ app, input, row, place, disabled, onToggle }) {
  const entry = app.store.state
    .peek()
    .catalog.features.find((/** @type {{name: string}} */ { name }) => name === input.name);
  const canvas = useDrawing(
    app,
    ({ look }) => [look.theme],
    (/** @type {HTMLCanvasElement} */ element, theme) => {
      if (!entry) return;
      const map = mapOfRows(entry.preview);
      paintValues(element, map, { middle: 0, reach: magnitude(map) }, paletteOf(theme).values);
    },
    [entry],
  );
  return html`<${FeatureNode} ...${{ canvas, place, disabled, onToggle, label: input.label, on: input.on, focus: `feature 0 ${row} 0` }} />`;
}

/** @param {any} props */
function Unit({ app, layer, unit, bias, title, place }) {
  const node = useDrawing(
    app,
    ({ frame, session, look }) => [frame, session, look.theme],
    (/** @type {HTMLElement} */ element, frame, session, theme) => {
      if (!frame || !session) return;
      const { values } = paletteOf(theme);
      const map = mapOf(session, frame, layer, unit);
      const { activation } = session.layers[layer];
      const isOutput = layer === session.layers.length - 1;
      const canvas = element.querySelector('canvas');
      if (map && canvas)
        paintValues(canvas, map, isOutput ? outputDomain(activation) : domainOf(activation, magnitude(map)), values);
      const mark = /** @type {HTMLElement | null} */ (element.querySelector('.bias'));
      if (mark && frame.parameters) mark.style.backgroundColor = colourOf(values, frame.parameters[bias]);
    },
    [layer, unit, bias],
  );
  const mark = usePart(app.store, ({ session, look }) => classMark(session, look.theme, layer, unit));
  return html`<${UnitNode} ...${{ node, place, mark: mark && { index: unit, colour: mark }, title, focus: `unit ${layer} ${unit} 0` }} />`;
}

/** The colour of the class an output stands for; null for other units. @param {SessionInfo | null} session @param {'light' | 'dark'} theme @param {number} layer @param {number} unit */
function classMark(session, theme, layer, unit) {
  const isClass = session !== null && layer === session.layers.length - 1 && session.layers[layer].units > 1;
  return isClass ? classColour(paletteOf(theme).classes.css, unit) : null;
}

/** Where a node stands, as a style. @param {Placement['columns'][number]} column @param {number} row */
function placeOf({ x, ys, node }, row) {
  return { left: `${x}px`, top: `${ys[row]}px`, '--node': `${node}px` };
}

/** What an element stands for, from its `data-focus`: kind, layer, unit, from. @param {EventTarget | null} target @returns {Focus | null} */
function focusAt(target) {
  const words = target instanceof Element && target.closest('[data-focus]')?.getAttribute('data-focus')?.split(' ');
  if (!words) return null;
  const [kind, layer, unit, from] = words;
  return { kind: /** @type {Focus['kind']} */ (kind), layer: Number(layer), unit: Number(unit), from: Number(from) };
}
