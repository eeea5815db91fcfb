/**
 * The nodes of the graph: operation, value and adjoint as far as they are known. A click goes to the node's step.
 *
 * @import {Differentiated} from '../../../protocol/expression.js'
 * @import {GraphPlacement} from '../../../draw/graphLayout.js'
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

import { formatFigure } from '../../../draw/format.js';
import { NODE, nodeSize, nodeTitle, tint } from '../../../draw/graphNode.js';
import { letterOf } from '../../../draw/latex.js';
import { stepOf } from '../expression/passState.js';

const SPACE = ' '; // between the words of a node, for screen readers

/** @param {Scene & {expression: ExpressionGraph, output: number}} props */
export function Nodes({ graph, placement, passState, palette, scales, expression, output }) {
  const outputs = new Set(graph.reverse.map((pass) => pass.output));
  const letter = letterOf(graph.nodes);
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
      name=${`${letter}${index + 1}`}
      title=${nodeTitle(node)}
      named=${node.operation === null ? null : node.name}
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
 * @param {object} props
 * @param {string} props.name
 * @param {string} props.title
 * @param {string | null} props.named name in the expression
 * @param {string} props.kind class names
 * @param {{x: number, y: number}} props.at
 * @param {number | null} props.value
 * @param {number | null} props.adjoint
 * @param {string[]} props.fills
 * @param {() => void} props.onPress
 */
function Node({ name, title, named, kind, at, value, adjoint, fills, onPress }) {
  const { width, height } = nodeSize(title);
  const numbers = [value, adjoint].map((number) => ({ number, text: number === null ? '' : formatFigure(number) }));
  const label = [title, named ?? name, ...numbers.map(({ text }) => text)].filter(Boolean).join(' ');
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
    <text class="node-title" x="8" y="16">${title}</text>${SPACE}
    <text class="node-index" x=${width - 7} y="15" text-anchor="end">${named ?? name}</text>${SPACE}
    ${numbers.map(({ number, text }, row) => {
      const y = NODE.head + row * (NODE.strip + NODE.gap);
      return html`
        <rect class="node-strip" x=${NODE.inset} y=${y} width=${width - 2 * NODE.inset} height=${NODE.strip} rx="3"
          fill=${fills[row]} />
        <text class=${`node-number ${number === null || Number.isFinite(number) ? '' : 'not-finite'}`}
          x=${width / 2} y=${y + 12} text-anchor="middle">${text}</text>${SPACE}
      `;
    })}
  </g>`;
}
