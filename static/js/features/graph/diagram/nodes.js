/**
 * The nodes of the graph: operation, value and adjoint as far as they are known. A click goes to the node's step.
 *
 * @import {Differentiated} from '../../../protocol/expression.js'
 * @import {GraphPlacement} from '../../../draw/graphLayout.js'
 * @import {NodeForm} from '../../../draw/graphNode.js'
 * @import {Palette, Ramp} from '../../../draw/palette.js'
 * @import {Tensor} from '../../../draw/tensor.js'
 * @import {ExpressionGraph} from '../expression/expressionGraph.js'
 * @import {PassState} from '../expression/passState.js'
 *
 * @typedef {object} Scene
 * @property {Differentiated} graph
 * @property {GraphPlacement} placement
 * @property {PassState} passState
 * @property {Palette} palette
 * @property {{values: number, adjoints: number}} scales magnitudes that get the full colour
 *
 * @typedef {object} NodeLook
 * @property {NodeForm} form
 * @property {boolean} isCompact arrays have no numbers
 * @property {number[]} stands for each node the one that stands for it, which is drawn
 */

import { html } from 'htm/preact';

import { formatFigure, formatShort } from '../../../draw/format.js';
import { arrayNode, gridOf, nodeName, nodeSize, nodeTitle, numberPlaces, tint } from '../../../draw/graphNode.js';
import { letterOf } from '../../../draw/latex.js';
import { entriesOf, rowsOf, shapeText } from '../../../draw/tensor.js';
import { stepOf } from '../expression/passState.js';
import { rowVectors } from '../orientation.js';
import { Cells, cellTexts } from './cells.js';
import { partsIn } from './fold.js';

const SPACE = ' '; // between the words of a node, for screen readers

/** @param {Scene & {expression: ExpressionGraph, output: number, look: NodeLook}} props */
export function Nodes({ graph, placement, passState, palette, scales, expression, output, look }) {
  const outputs = new Set(graph.reverse.map((pass) => pass.output));
  const names = nodeNames(graph);
  const { stands } = look;
  const current = passState.node === null ? null : stands[passState.node];
  const touched = new Set(passState.products.map(({ node }) => stands[node]));
  return graph.nodes.map((node, index) => {
    if (stands[index] !== index) return null;
    const value = index < passState.known ? node.value : null;
    const adjoint = passState.adjoints[index];
    const isBroken = graph.trouble?.node === index && value !== null;
    const kinds = [
      node.operation === null && 'input',
      outputs.has(index) && 'output',
      current === index && 'current',
      touched.has(index) && current !== index && 'touched',
      isBroken && 'broken',
    ];
    const goToStep = () => expression.goTo(stepOf(graph, output, index, expression.step));
    return html`<${Node}
      key=${index}
      ...${wordsOf(node, names[index], partsIn(stands, index))}
      look=${look}
      kind=${kinds.filter(Boolean).join(' ')}
      at=${placement.nodes[index]}
      node=${node}
      isRow=${rowVectors(graph).has(index)}
      numbers=${[
        { number: value, ramp: palette.values, reach: scales.values },
        { number: adjoint, ramp: palette.gradients, reach: scales.adjoints },
      ]}
      onPress=${goToStep}
    />`;
  });
}

/**
 * Title and name of a node: its operation, or its name and the number of operations that are folded into it.
 *
 * @param {Differentiated['nodes'][number]} node
 * @param {string} name
 * @param {number} parts
 */
const wordsOf = (node, name, parts) =>
  parts > 0 ? { title: name, name: `+${parts}` } : { title: nodeTitle(node), name };

/**
 * Grid of the cells of a node's array.
 *
 * @param {Differentiated['nodes'][number]} node
 * @param {boolean} isRow draw a vector as a row
 * @param {boolean} isCompact
 */
function nodeGrid({ value }, isRow, isCompact) {
  const rows = rowsOf(value, isRow);
  return gridOf(rows.length, rows[0].length, isCompact);
}

/**
 * Size of a node.
 *
 * @param {Differentiated} graph
 * @param {number} index
 * @param {string} nodeName
 * @param {NodeLook} look
 */
export function sizeOf(graph, index, nodeName, { form, isCompact, stands }) {
  const node = graph.nodes[index];
  const { title, name } = wordsOf(node, nodeName, partsIn(stands, index));
  if (node.shape.length === 0) return nodeSize(title, name, form);
  return arrayNode(title, name, form, nodeGrid(node, rowVectors(graph).has(index), isCompact)).size;
}

/**
 * Names of the nodes in the expression; inputs, which have theirs as their titles, and others get a number.
 *
 * @param {Differentiated} graph
 */
export function nodeNames({ nodes }) {
  const letter = letterOf(nodes);
  return nodes.map(({ operation, name }, index) => (operation === null ? null : name) ?? `${letter}${index + 1}`);
}

/**
 * @param {object} props
 * @param {string} props.name
 * @param {string} props.title
 * @param {NodeLook} props.look
 * @param {string} props.kind class names
 * @param {{x: number, y: number}} props.at
 * @param {Differentiated['nodes'][number]} props.node
 * @param {boolean} props.isRow draw a vector as a row
 * @param {Quantity[]} props.numbers its value and its adjoint
 * @param {() => void} props.onPress
 */
function Node({ name, title, look, kind, at, node, isRow, numbers, onPress }) {
  const { form, isCompact } = look;
  const isArray = node.shape.length > 0;
  const grid = nodeGrid(node, isRow, isCompact);
  const { size, places } = isArray
    ? arrayNode(title, name, form, grid)
    : { size: nodeSize(title, name, form), places: numberPlaces(nodeSize(title, name, form).width, form) };
  const { width, height } = size;
  const format = form === 'low' ? formatShort : formatFigure;
  const baseline = places[0].y - 5 - (isArray ? 15 : 0);
  const texts = numbers.map(({ number }) => {
    if (typeof number === 'number') return format(number);
    return number !== null && grid.hasNumbers ? cellTexts(number) : '';
  });
  const label = [title, name, shapeText(node.shape), ...texts].filter(Boolean).join(' ');
  const [value, adjoint] = numbers.map(({ number }) => number);
  const known = adjoint !== null ? ', value and adjoint' : value !== null ? ', value' : ', not yet known';
  const press = (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    onPress();
  };
  return html`<g
    class=${`expression-node ${kind}`}
    transform=${`translate(${at.x - width / 2} ${at.y - height / 2})`}
    role="button"
    tabindex="0"
    aria-label=${label + known}
    onClick=${onPress}
    onKeyDown=${press}
  >
    <rect class="body" width=${width} height=${height} rx="7" />
    <text class="node-title" x="8" y=${baseline}>${title}</text>${SPACE}
    <text class="node-index" x=${width - 7} y=${baseline} text-anchor="end">${nodeName(name)}</text>${SPACE}
    ${isArray && html`<text class="node-index" x="8" y=${baseline + 15}>${shapeText(node.shape)}</text>${SPACE}`}
    ${numbers.map(({ number, ramp, reach }, row) =>
      isArray
        ? html`<${Cells} key=${row} value=${number} ...${{ isRow, grid, ramp, reach }} at=${places[row]} />`
        : html`<${Strip} key=${row} place=${places[row]} text=${texts[row]} ...${{ number, ramp, reach }} />`,
    )}
  </g>`;
}

/**
 * @typedef {object} Quantity
 * @property {Tensor | null} number null: not known yet
 * @property {Ramp} ramp
 * @property {number} reach
 */

/** A number on its colour. @param {Quantity & {place: any, text: string}} props */
function Strip({ number, ramp, reach, place, text }) {
  const [entry] = entriesOf(number);
  return html`
    <rect class="node-strip" ...${place} rx="3" fill=${tint(ramp, entry ?? 0, reach)} />
    <text class=${`node-number ${entry === undefined || Number.isFinite(entry) ? '' : 'not-finite'}`}
      x=${place.x + place.width / 2} y=${place.y + 12} text-anchor="middle">${text}</text>${SPACE}
  `;
}
