/**
 * The drawing of a network: columns of nodes and the connections between them. Only the first neurons of a wide layer
 * are drawn.
 *
 * @import {SessionInfo} from '../../protocol/model.js'
 * @import {Catalog, LayerShape} from '../../protocol/types.d.ts'
 * @import {Focus} from '../../core/model.js'
 */

import { flatLayersOf } from '../../core/edits/architecture.js';
import { biasIndex, weightIndex } from '../../core/parameters.js';
import { INPUTS, drawnUnits, inputName, inputsOfStep, kindOf, readsUnits } from '../../core/selectors.js';

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
 * @property {number} bias index of its bias among the parameters
 *
 * @typedef {object} Link a weight
 * @property {number} layer
 * @property {number} from index of the input, among all of the layer's
 * @property {number} unit
 * @property {number} column that it starts in: 0 for the inputs, then one for each layer of the session
 * @property {number} row of the node that it starts at, among the drawn nodes of the column
 * @property {number} parameter index of its weight among the parameters
 *
 * @typedef {Pick<Link, 'layer' | 'unit' | 'column' | 'row'>} Wire a connection without a weight
 * @typedef {{column: number, layer: number}} Skip a skip connection around a block
 *
 * @typedef {object} Topology
 * @property {InputNode[]} inputs
 * @property {number} moreInputs number of inputs that are not drawn
 * @property {UnitNode[][]} units by layer
 * @property {Link[]} links
 * @property {Wire[]} wires
 * @property {Skip[]} skips
 */

/**
 * @param {Catalog} catalog
 * @param {SessionInfo} session
 * @param {(feature: string, index: number) => boolean} [isOffered] true for features that are drawn while they are off,
 *   to be switched on
 * @returns {Topology}
 */
export function topologyOf(catalog, session, isOffered = () => true) {
  const inputs = inputNodes(catalog, session).filter(({ name, on }, index) => on || isOffered(name, index));
  const units = session.layers.map((layer, index) =>
    Array.from({ length: drawnUnits(layer) }, (_, unit) => ({ layer: index, unit, bias: biasIndex(layer, unit) })),
  );
  const isImage = session.data.image !== null;
  const fed = inputs.flatMap(({ on }, row) => (on ? [row] : [])); // index of an input -> its row
  const rows = [fed, ...units.map((column) => column.map(({ unit }) => unit))];
  const flatLayers = flatLayersOf(session.spec.network.layers);
  const moreInputs = session.spec.features === null ? inputsOfStep(session) - inputs.length : 0;
  /** @type {Topology} */
  const topology = { inputs, moreInputs, units, links: [], wires: [], skips: [] };
  session.layers.forEach((layer, index) => {
    const columns = layer.sources.map((name) => columnOf(session, name));
    const drawn = units[index].map(({ unit }) => unit);
    const first = flatLayers[index]?.first ?? 0;
    const connects = kindOf(catalog, layer)?.connects ?? 'weights';
    if (connects === 'weights' && readsUnits({ session, catalog }, index))
      topology.links.push(...linksInto(layer, index, drawn, columns[0], rows, first));
    else if (connects !== 'units') topology.wires.push(...wiresFromAll(index, drawn, columns[0], rows));
    else if (layer.kind === 'residual') {
      topology.skips.push({ column: columns[0], layer: index });
      topology.wires.push(...wiresInto(index, drawn, columns[1], rows, 0));
    } else {
      let offset = 0;
      for (const column of columns) {
        topology.wires.push(...wiresInto(index, drawn, column, rows, offset));
        offset +=
          column === 0
            ? session.inputs.length
            : session.layers[column - 1].shape.reduce((product, size) => product * size);
      }
    }
  });
  // neurons show their weights on the image, so one wire replaces all connections
  return isImage ? { ...topology, ...withImageInput(topology) } : topology;
}

/**
 * @param {SessionInfo} session
 * @param {string} name of a layer
 * @returns {number} its column
 */
const columnOf = ({ layers }, name) => (name === INPUTS ? 0 : 1 + layers.findIndex((layer) => layer.name === name));

/**
 * @param {LayerShape} layer
 * @param {number} index
 * @param {number[]} drawn its units that are drawn
 * @param {number} column
 * @param {number[][]} rows of every column, by unit
 * @param {number} first the first unit it reads
 * @returns {Link[]}
 */
function linksInto(layer, index, drawn, column, rows, first) {
  const read = rows[column].slice(first, first + layer.inputs);
  return drawn.flatMap((unit) =>
    read.map((row, from) => ({ layer: index, from, unit, column, row, parameter: weightIndex(layer, from, unit) })),
  );
}

/**
 * @param {number} layer
 * @param {number[]} drawn
 * @param {number} column
 * @param {number[][]} rows
 * @param {number} offset unit that the first unit of the source connects to
 * @returns {Wire[]}
 */
function wiresInto(layer, drawn, column, rows, offset) {
  return rows[column].flatMap((row, from) =>
    drawn.includes(from + offset) ? [{ layer, unit: from + offset, column, row }] : [],
  );
}

/**
 * @param {number} layer
 * @param {number[]} drawn
 * @param {number} column
 * @param {number[][]} rows
 * @returns {Wire[]}
 */
const wiresFromAll = (layer, drawn, column, rows) =>
  rows[column].flatMap((row) => drawn.map((unit) => ({ layer, unit, column, row })));

/**
 * @param {Topology} topology
 * @returns {Pick<Topology, 'inputs' | 'moreInputs' | 'links' | 'wires'>}
 */
function withImageInput({ inputs, links, wires }) {
  const [first, ...others] = [links, wires].flatMap((list) => list.filter(({ column }) => column === 0));
  const into = first ? [first, ...others].filter(({ row }) => row === first.row) : [];
  return {
    inputs: inputs.slice(0, 1).map((input) => ({ ...input, name: 'image', label: 'pixels' })),
    moreInputs: 0,
    links: links.filter(({ column }) => column > 0),
    wires: [
      ...wires.filter(({ column }) => column > 0),
      ...into.map(({ layer, unit }) => ({ layer, unit, column: 0, row: 0 })),
    ],
  };
}

/**
 * @param {Catalog} catalog
 * @param {SessionInfo} session
 * @returns {InputNode[]}
 */
function inputNodes(catalog, session) {
  const { inputs, spec } = session;
  if (spec.features === null) {
    const drawn = inputs.slice(0, Math.min(DRAWN_INPUTS, inputsOfStep(session)));
    return drawn.map((name, index) => ({ name, label: inputName(session, index), on: true, canToggle: false }));
  }
  const on = new Set(/** @type {string[]} */ (spec.features));
  return catalog.features.map(({ name, label }) => ({ name, label, on: on.has(name), canToggle: true }));
}

/**
 * True if a connection belongs to the focused item: itself, into the unit, or out of the feature.
 *
 * @param {Link} link
 * @param {Focus} focus
 * @param {Topology} topology
 */
export function belongsTo(link, focus, { inputs }) {
  if (focus.kind === 'feature') return link.column === 0 && link.row === focus.unit && inputs[link.row].on;
  const into = link.layer === focus.layer && link.unit === focus.unit;
  return focus.kind === 'unit' ? into : into && link.from === focus.from;
}
