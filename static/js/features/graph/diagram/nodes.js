/**
 * The nodes: what each does, its value, its adjoint as far as it has come. A press leads to its step.
 *
 * @import {Differentiated} from '../../../protocol/expression.js'
 * @import {GraphPlacement} from '../../../draw/graphLayout.js'
 * @import {Palette} from '../../../draw/palette.js'
 * @import {ExpressionPlace} from '../expression/expressionGraph.js'
 * @import {Moment} from '../expression/passState.js'
 *
 * @typedef {object} Scene
 * @property {Differentiated} graph
 * @property {GraphPlacement} placement
 * @property {Moment} moment
 * @property {Palette} palette
 * @property {{values: number, adjoints: number}} reaches the sizes that get the fullest colour
 */

import { html } from 'htm/preact';

import { formatFigure } from '../../../draw/format.js';
import { NODE, nodeSize, nodeTitle, tint } from '../../../draw/graphNode.js';
import { letterOf } from '../../../draw/latex.js';
import { stepOf } from '../expression/passState.js';

const SPACE = ' '; // between the words of a node, for whoever has them read aloud

/** @param {Scene & {place: ExpressionPlace, output: number}} props */
export function Nodes({ graph, placement, moment, palette, reaches, place, output }) {
  const outputs = new Set(graph.reverse.map((pass) => pass.output));
  const letter = letterOf(graph.nodes);
  const touched = new Set(moment.products.map(({ node }) => node));
  return graph.nodes.map((node, index) => {
    const value = index < moment.known ? node.value : null;
    const adjoint = moment.adjoints[index];
    const isBroken = graph.trouble?.node === index && value !== null;
    const kinds = [
      node.operation === null && 'input',
      outputs.has(index) && 'output',
      moment.node === index && 'current',
      touched.has(index) && 'touched',
      isBroken && 'broken',
    ];
    const go = () => place.goTo(stepOf(graph, output, index, place.step));
    return html`<${Node}
      key=${index}
      name=${`${letter}${index + 1}`}
      title=${nodeTitle(node)}
      named=${node.operation === null ? null : node.name}
      kind=${kinds.filter(Boolean).join(' ')}
      at=${placement.nodes[index]}
      value=${value}
      adjoint=${adjoint}
      fills=${[
        tint(palette.values, value ?? 0, reaches.values),
        tint(palette.gradients, adjoint ?? 0, reaches.adjoints),
      ]}
      onPress=${go}
    />`;
  });
}

/**
 * @param {{name: string, title: string, named: string | null, kind: string, at: {x: number, y: number},
 *   value: number | null, adjoint: number | null, fills: string[], onPress: () => void}} props
 */
function Node({ name, title, named, kind, at, value, adjoint, fills, onPress }) {
  const { width, height } = nodeSize(title);
  const figures = [value, adjoint].map((figure) => ({ figure, text: figure === null ? '' : formatFigure(figure) }));
  const said = [title, named ?? name, ...figures.map(({ text }) => text)].filter(Boolean).join(' ');
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
    aria-label=${`${said}${adjoint !== null ? ', value and adjoint' : value !== null ? ', value' : ', not yet known'}`}
    onClick=${onPress}
    onKeyDown=${press}
  >
    <rect class="body" width=${width} height=${height} rx="7" />
    <text class="node-title" x="8" y="16">${title}</text>${SPACE}
    <text class="node-index" x=${width - 7} y="15" text-anchor="end">${named ?? name}</text>${SPACE}
    ${figures.map(({ figure, text }, row) => {
      const y = NODE.head + row * (NODE.strip + NODE.gap);
      return html`
        <rect class="strip-ground" x=${NODE.inset} y=${y} width=${width - 2 * NODE.inset} height=${NODE.strip} rx="3" fill=${fills[row]} />
        <text class=${`node-figure ${figure === null || Number.isFinite(figure) ? '' : 'not-finite'}`} x=${width / 2} y=${y + 12} text-anchor="middle">${text}</text>${SPACE}
      `;
    })}
  </g>`;
}
