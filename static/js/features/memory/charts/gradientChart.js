/**
 * Chart and summary of the gradient norms by the number of steps back from the loss, and the spectral radius of the
 * initial recurrent weights, which determines their decay.
 *
 * @import {App} from '../../../core/app.js'
 * @import {Inspection, MemoryLab} from '../memoryLab.js'
 * @import {Palette} from '../../../draw/palette.js'
 */

import { html } from 'htm/preact';

import { Choice } from '../../../controls/choice.js';
import { Slider } from '../../../controls/slider.js';
import { RANGES } from '../settings.js';
import { profileOf, lastLayer, requiredLag, normsOf, boundOf, summaryOf } from '../gradients.js';
import { cellOf, colourOfCell } from '../cellMark.js';
import { LiveLineChart } from './liveLineChart.js';

const SMALLEST = 1e-16;
const OF = [
  { value: 'one', label: 'This sequence', title: 'Gradient of the sequence shown below' },
  { value: 'mean', label: 'Mean of 15', title: 'Mean over fifteen training sequences' },
];

/** @param {{app: App, lab: MemoryLab}} props */
export function GradientChart({ app, lab }) {
  const runs = lab.runs.value;
  const { radius, mean } = lab.settings.value;
  const labels = runs.map(({ member }) => member.label);
  return html`<section class="lab-chart" aria-labelledby="lags-title">
    <div class="lab-chart-head">
      <h2 id="lags-title">Gradient ‖∂L/∂h‖ by steps back from the loss</h2>
      <${Choice} name="gradient-of" label="Gradient of" title="Sequences whose gradient is drawn"
        value=${mean ? 'mean' : 'one'} options=${OF}
        onChoose=${(/** @type {string} */ value) => lab.choose({ mean: value === 'mean' })} />
    </div>
    ${
      runs.length > 0 &&
      html`<${LiveLineChart}
      key=${`${runs.map(({ id }) => id)} ${mean}`}
      app=${app}
      label="Norm of the gradient at every state by steps back from the loss, on a logarithmic scale"
      x="Steps back"
      y="‖∂L/∂h‖"
      smallest=${SMALLEST}
      looks=${(/** @type {Palette} */ palette) => looksOf(labels, palette)}
      read=${() => [lab.settings.value.radius, ...runs.map(({ inspection }) => inspection.value)]}
      lines=${(/** @type {[number, ...Inspection[]]} */ [chosen, ...looks]) => linesOf(labels, looks, chosen, mean)}
    />`
    }
    <div class="lab-radius">
      <${Slider}
        label="Initial spectral radius ρ"
        title="Largest |eigenvalue| of the initial recurrent weights. Restarts all runs."
        value=${radius}
        min=${RANGES.radius.low}
        max=${RANGES.radius.high}
        step=${0.05}
        text=${radius.toFixed(2)}
        onSlide=${(/** @type {number} */ value) => lab.choose({ radius: value })}
      />
      <p class="quiet">Each step back multiplies the RNN’s gradient by its recurrent weights and the slope of tanh,
        which is at most 1. With the initial weights, at most ρᵏ of it is left k steps back.</p>
    </div>
    <${Summaries} lab=${lab} />
  </section>`;
}

/**
 * @param {string[]} labels
 * @param {Palette} palette
 */
function looksOf(labels, palette) {
  const colour = (/** @type {string} */ label) => colourOfCell(palette, cellOf(label));
  return [
    ...labels.map((label) => ({ label, stroke: colour(label), width: 2 })),
    ...(labels.includes('LSTM') ? [{ label: 'LSTM cell', stroke: colour('LSTM'), width: 1.5, dash: [6, 3] }] : []),
    ...(labels.includes('RNN')
      ? [{ label: 'RNN initial bound ρᵏ', stroke: colour('RNN'), width: 1.25, dash: [2, 3] }]
      : []),
  ];
}

/**
 * @param {string[]} labels
 * @param {Inspection[]} looks
 * @param {number} radius
 * @param {boolean} mean
 */
function linesOf(labels, looks, radius, mean) {
  const norms = looks.map(({ answer }) => {
    const layer = lastLayer(answer);
    return layer ? normsOf(layer, mean) : { states: [], cells: [] };
  });
  const line = (/** @type {{lags: number[], norms: number[]}} */ profile) => ({ xs: profile.lags, ys: profile.norms });
  const of = (/** @type {string} */ label) => norms[labels.indexOf(label)];
  return [
    ...norms.map(({ states }) => line(profileOf(states))),
    ...(labels.includes('LSTM') ? [line(profileOf(of('LSTM').cells ?? []))] : []),
    ...(labels.includes('RNN') ? [line(boundOf(profileOf(of('RNN').states), radius))] : []),
  ];
}

/** @param {{lab: MemoryLab}} props */
function Summaries({ lab }) {
  const { mean } = lab.settings.value;
  return html`<ul class="lab-summaries">
    ${lab.runs.value.map(({ task, member, inspection }) => {
      const { answer, fault } = inspection.value;
      const layer = lastLayer(answer);
      if (!answer || !layer) return html`<li key=${member.label}>${fault ? `${member.label}: ${fault}` : ''}</li>`;
      const { states, cells } = normsOf(layer, mean);
      const needed = requiredLag(task, /** @type {number[][]} */ (answer.inputs));
      return html`<li key=${member.label} data-summary=${member.label}>
        ${summaryOf(member.label, profileOf(states), cells && profileOf(cells), needed)}
      </li>`;
    })}
  </ul>`;
}
