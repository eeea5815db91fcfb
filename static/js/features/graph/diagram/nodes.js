/**
 * The nodes of the graph: operation, value and adjoint as far as they are known. A click goes to the node's step.
 *
 * @import {Differentiated} from '../../../protocol/expression.js'
 * @import {GraphPlacement} from '../../../draw/graphLayout.js'
 * @import {NodeForm} from '../../../draw/graphNode.js'
 * @import {Palette} from '../../../draw/palette.js'
 * @import {ExpressionGraph} from '../expression/expressionGraph.js'
 * @import {PassState} from '../expression/passState.js'
 *
 * @typedef {object} Scene
 * @property {Differentiated} graph
 * @property {GraphPlacement} placement
 * @property {PassState} passState
 * @property {Palette} palette
 * @property {{values: number, adjoints: number}} scales magnitudes that get the full colour
 */

import { html } from 'htm/preact';

import { formatFigure, formatShort } from '../../../draw/format.js';
import { nodeName, nodeSize, nodeTitle, numberPlaces, tint } from '../../../draw/graphNode.js';
import { letterOf } from '../../../draw/latex.js';
import { stepOf } from '../expression/passState.js';

const SPACE = ' '; // between the words of a node, for screen readers

/** @param {Scene & {expression: ExpressionGraph, output: number, form: NodeForm}} props */
export function Nodes({ graph, placement, passState, palette, scales, expression, output, form }) {
  const outputs = new Set(graph.reverse.map((pass) => pass.output));
  const names = nodeNames(graph);
  const touched = new Set(passState.products.map(({ node }) => node));
  return graph.nodes.map((node, index) => {
    const value = index < passState.known ? node.value : null;
    const adjoint = passState.adjoints[index];
    const isBroken = graph.trouble?.node === index && value !== null;
    const kinds = [
      node.operation === null && 'input',
      outputs.has(index) && 'output',
      passState.node === index && 'current',
      touched.has(index) && 'touched',
      isBroken && 'broken',
    ];
    const goToStep = () => expression.goTo(stepOf(graph, output, index, expression.step));
    return html`<${Node}
      key=${index}
      name=${names[index]}
      title=${nodeTitle(node)}
      form=${form}
      kind=${kinds.filter(Boolean).join(' ')}
      at=${placement.nodes[index]}
      value=${value}
      adjoint=${adjoint}
      fills=${[tint(palette.values, value ?? 0, scales.values), tint(palette.gradients, adjoint ?? 0, scales.adjoints)]}
      onPress=${goToStep}
    />`;
  });
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
 * @param {NodeForm} props.form
 * @param {string} props.kind class names
 * @param {{x: number, y: number}} props.at
 * @param {number | null} props.value
 * @param {number | null} props.adjoint
 * @param {string[]} props.fills
 * @param {() => void} props.onPress
 */
function Node({ name, title, form, kind, at, value, adjoint, fills, onPress }) {
  const { width, height } = nodeSize(title, name, form);
  const places = numberPlaces(width, form);
  const format = form === 'low' ? formatShort : formatFigure;
  const baseline = places[0].y - 5;
  const numbers = [value, adjoint].map((number) => ({ number, text: number === null ? '' : format(number) }));
  const label = [title, name, ...numbers.map(({ text }) => text)].filter(Boolean).join(' ');
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
    ${numbers.map(({ number, text }, row) => {
      const { x, y, width: room } = places[row];
      return html`
        <rect class="node-strip" ...${places[row]} rx="3" fill=${fills[row]} />
        <text class=${`node-number ${number === null || Number.isFinite(number) ? '' : 'not-finite'}`}
          x=${x + room / 2} y=${y + 12} text-anchor="middle">${text}</text>${SPACE}
      `;
    })}
  </g>`;
}
