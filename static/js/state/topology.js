/**
 * The network as it is drawn: columns of nodes and the links between them, told from the session. Of a wide layer only
 * the first neurons are drawn, with their links.
 *
 * @import {SessionInfo} from '../protocol/model.js'
 * @import {Catalog} from '../protocol/types.d.ts'
 * @import {Focus} from './model.js'
 */

import { biasIndex, weightIndex } from './parameters.js';
import { drawnUnits } from './selectors.js';

const DRAWN_INPUTS = 12;

/**
 * @typedef {object} InputNode
 * @property {string} name
 * @property {string} label
 * @property {boolean} on
 * @property {boolean} canToggle a feature of the catalog, not a column of own data
 *
 * @typedef {object} UnitNode
 * @property {number} layer index among the session's layers
 * @property {number} unit
 * @property {number} bias where its bias stands among the parameters
 *
 * @typedef {object} Link
 * @property {number} layer
 * @property {number} from index of the input, among all of the layer's
 * @property {number} unit
 * @property {number} row the node it starts at, among the drawn ones of its column
 * @property {number} parameter where its weight stands among the parameters
 *
 * @typedef {{inputs: InputNode[], units: UnitNode[][], links: Link[]}} Topology `units`: by layer
 */

/**
 * @param {Catalog} catalog
 * @param {SessionInfo} session
 * @param {boolean} [all] whether features that are off are drawn, to be switched on
 * @returns {Topology}
 */
export function topologyOf(catalog, session, all = true) {
  const inputs = inputNodes(catalog, session).filter(({ on }) => on || all);
  const units = session.layers.map((layer, index) =>
    Array.from({ length: drawnUnits(layer) }, (_, unit) => ({ layer: index, unit, bias: biasIndex(layer, unit) })),
  );
  return { inputs, units, links: links(session, inputs, units) };
}

/** @param {Catalog} catalog @param {SessionInfo} session @returns {InputNode[]} */
function inputNodes(catalog, { inputs, spec }) {
  if (spec.features === null) {
    return inputs.slice(0, DRAWN_INPUTS).map((name) => ({ name, label: name, on: true, canToggle: false }));
  }
  const on = new Set(/** @type {string[]} */ (spec.features));
  return catalog.features.map(({ name, label }) => ({ name, label, on: on.has(name), canToggle: true }));
}

/**
 * @param {SessionInfo} session
 * @param {InputNode[]} inputs
 * @param {UnitNode[][]} units
 * @returns {Link[]}
 */
function links({ layers }, inputs, units) {
  const fed = inputs.flatMap(({ on }, row) => (on ? [row] : [])); // input index -> row
  return layers.flatMap((layer, index) => {
    const rows = index === 0 ? fed : units[index - 1].map(({ unit }) => unit);
    return units[index].flatMap(({ unit }) =>
      rows.map((row, from) => ({ layer: index, from, unit, row, parameter: weightIndex(layer, from, unit) })),
    );
  });
}

/**
 * True for a link that belongs to what is looked at: the link itself, or one into the unit or out of the feature.
 *
 * @param {Link} link
 * @param {Focus} focus
 * @param {Topology} topology
 */
export function belongsTo(link, focus, { inputs }) {
  if (focus.kind === 'feature') return link.layer === 0 && link.row === focus.unit && inputs[link.row].on;
  const into = link.layer === focus.layer && link.unit === focus.unit;
  return focus.kind === 'unit' ? into : into && link.from === focus.from;
}
