/**
 * Explanation of the step: its place in the expression, its equations, and its local Jacobians.
 *
 * @import {App} from '../../core/app.js'
 * @import {ExpressionGraph} from './expression/expressionGraph.js'
 */

import { html } from 'htm/preact';

import { paletteOf } from '../../draw/palette.js';
import { useSelector } from '../../core/hooks.js';
import { equationsOf } from './equations.js';
import { passStateAt } from './expression/passState.js';
import { Formula } from './formula.js';
import { Jacobians } from './jacobians.js';

/** @param {{app: App, expression: ExpressionGraph}} props */
export function StepExplanation({ app, expression }) {
  const { graph, output, read } = expression.state.value;
  const theme = useSelector(app.store, ({ look }) => look.theme);
  if (!graph) return html`<div class="step-explanation"></div>`;
  const passState = passStateAt(graph, output, expression.step);
  const hasArrays = graph.nodes.some(({ shape }) => shape.length > 0);
  // matrices may need more room than there is: the explanation then scrolls, also with the keyboard
  const scrolling = hasArrays ? { tabindex: 0, role: 'group', 'aria-label': 'Explanation of the step' } : {};
  return html`<div class=${`step-explanation ${hasArrays ? 'arrays' : ''}`} aria-live="polite" ...${scrolling}>
    <${Source} text=${read} span=${passState.node === null ? null : graph.nodes[passState.node].span} />
    <div class="equations">
      ${equationsOf(graph, output, passState).map((sides, line) => html`<${Equation} key=${line} sides=${sides} />`)}
      ${
        passState.phase === 'start' &&
        html`<p class="quiet">Only the inputs have values. Each step computes one node: press → or Play.</p>`
      }
      ${
        passState.phase === 'seed' &&
        Array.isArray(graph.reverse[output].seed) &&
        html`<p class="quiet">The output is an array. Every entry begins with 1, which gives the derivatives of the sum
          of its entries.</p>`
      }
    </div>
    ${
      hasArrays &&
      html`<div class="jacobians"><${Jacobians} ...${{ graph, passState }} palette=${paletteOf(theme)} /></div>`
    }
  </div>`;
}

/**
 * The statement that contains the step's node, with the node marked.
 *
 * @param {{text: string, span: readonly [number, number] | null}} props
 */
function Source({ text, span }) {
  const [start, end] = span ?? [0, 0];
  const from = Math.max(text.lastIndexOf('\n', start - 1), text.lastIndexOf(';', start - 1)) + 1;
  const rest = text.slice(end);
  const ending = rest.search(/[\n;]/);
  return html`<p class="step-source">
    <code>${text.slice(from, start)}<mark>${text.slice(start, end)}</mark>
    ${ending === -1 ? rest : rest.slice(0, ending)}</code>
  </p>`;
}

/** An equation, which may break before each sign. @param {{sides: string[]}} props */
function Equation({ sides }) {
  return html`<p class="equation">${sides.map((latex, index) => html`<${Formula} key=${index} latex=${latex} />`)}</p>`;
}
