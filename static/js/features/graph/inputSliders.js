/**
 * The inputs: each with a slider and a field for its value, and how much the output changes with it.
 *
 * @import {ExpressionPlace} from './expression/expressionGraph.js'
 */

import { html } from 'htm/preact';
import { useState } from 'preact/hooks';

import { NumberField } from '../../controls/numberField.js';
import { formatFigure, formatSetting } from '../../draw/format.js';
import { latexOfName } from '../../draw/latex.js';
import { Formula, outputLatex } from './formula.js';

const REACH = 4; // a slider goes this far either way, or to a power of ten times it
const PARTS = 400;

/** @param {{place: ExpressionPlace}} props */
export function Inputs({ place }) {
  const { graph, moved, output } = place.state.value;
  if (!graph) return null;
  const { adjoints } = graph.reverse[output];
  const inputs = graph.nodes.slice(0, graph.inputs);
  return html`<div class="inputs" role="group" aria-label="Inputs">
    <div class="inputs-head" aria-hidden="true">
      <span>Inputs</span><span><${Formula} latex=${`\\partial ${outputLatex(graph, output)} / \\partial`} /></span>
    </div>
    ${inputs.length === 0 && html`<p class="quiet">There is no name in it, so there is nothing to differentiate by.</p>`}
    ${inputs.map(
      ({ name, value }, index) =>
        html`<${Row}
          key=${name}
          name=${name ?? ''}
          value=${moved[name ?? ''] ?? value}
          adjoint=${adjoints[index] ?? 0}
          onValue=${(/** @type {number} */ next) => place.setValue(name ?? '', next)}
        />`,
    )}
  </div>`;
}

/** @param {{name: string, value: number, adjoint: number, onValue: (value: number) => void}} props */
function Row({ name, value, adjoint, onValue }) {
  const [widest, setWidest] = useState(REACH);
  let reach = widest;
  while (Math.abs(value) > reach) reach *= 10; // it never shrinks: a slider must not change under the finger
  if (reach !== widest) setWidest(reach);
  const step = reach / PARTS;
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
    <span class="input-adjoint" title=${`How much the output changes with ${name}`}>${formatFigure(adjoint)}</span>
  </div>`;
}
