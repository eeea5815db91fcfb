/**
 * The inputs, each with a slider and a field for its value, and the derivative of the output with respect to it.
 *
 * @import {ExpressionGraph} from './expression/expressionGraph.js'
 */

import { html } from 'htm/preact';
import { useState } from 'preact/hooks';

import { NumberField } from '../../controls/numberField.js';
import { formatFigure, formatSetting } from '../../draw/format.js';
import { latexOfName } from '../../draw/latex.js';
import { ArrayInput } from './arrayInput.js';
import { Formula, outputLatex } from './formula.js';

const REACH = 4; // a slider goes from -REACH to REACH, or to a power of ten times that
const STEPS = 400;

/** @param {{expression: ExpressionGraph}} props */
export function InputSliders({ expression }) {
  const { graph, moved, output } = expression.state.value;
  if (!graph) return null;
  const { adjoints } = graph.reverse[output];
  const inputs = graph.nodes.slice(0, graph.inputs);
  return html`<div class="inputs" role="group" aria-label="Inputs">
    <div class="inputs-head" aria-hidden="true">
      <span>Inputs</span><span><${Formula}
        latex=${`\\partial ${outputLatex(graph, output)} / \\partial`} /></span>
    </div>
    ${inputs.length === 0 && html`<p class="quiet">The expression has no inputs to differentiate with respect to.</p>`}
    ${inputs.map(({ name, value, shape }, index) => {
      const props = { name: name ?? '', value: moved[name ?? ''] ?? value, adjoint: adjoints[index] ?? 0 };
      const set = (/** @type {number} */ next, /** @type {number | undefined} */ entry) =>
        expression.setValue(name ?? '', next, entry);
      return shape.length === 0
        ? html`<${Row} key=${name} ...${props} onValue=${(/** @type {number} */ next) => set(next, undefined)} />`
        : html`<${ArrayInput} key=${name} ...${props} shape=${shape} onValue=${set} />`;
    })}
  </div>`;
}

/** @param {{name: string, value: number, adjoint: number, onValue: (value: number) => void}} props */
function Row({ name, value, adjoint, onValue }) {
  const [widest, setWidest] = useState(REACH);
  let reach = widest;
  while (Math.abs(value) > reach) reach *= 10; // never shrinks: a slider must not change while it is dragged
  if (reach !== widest) setWidest(reach);
  const step = reach / STEPS;
  return html`<div class="input-row">
    <${Formula} latex=${latexOfName(name)} />
    <input
      type="range"
      aria-label=${name}
      title=${`Move ${name}`}
      min=${-reach}
      max=${reach}
      step=${step}
      value=${value}
      style=${{ '--filled': String((value + reach) / (2 * reach)) }}
      onInput=${(/** @type {any} */ event) => onValue(Number(event.currentTarget.value))}
    />
    <${NumberField}
      kind="bare"
      label=${`Value of ${name}`}
      title=${`The value of ${name}`}
      value=${value}
      text=${formatSetting(Number(value.toPrecision(6)))}
      step=${step}
      low=${-Number.MAX_VALUE}
      high=${Number.MAX_VALUE}
      onCommit=${onValue}
    />
    <span class="input-adjoint" title=${`Derivative of the output with respect to ${name}`}>
    ${formatFigure(adjoint)}</span>
  </div>`;
}
