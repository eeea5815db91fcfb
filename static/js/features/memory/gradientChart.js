/**
 * How much of the gradient is left so many steps back from the loss, cell by cell, in a chart and in words; and the
 * spectral radius that decides over it at the start.
 *
 * @import {App} from '../../core/app.js'
 * @import {Lab, Look} from './memoryLab.js'
 * @import {Palette} from '../../draw/palette.js'
 */

import { html } from 'htm/preact';

import { Choice } from '../../controls/choice.js';
import { Slider } from '../../controls/slider.js';
import { RANGES } from './settings.js';
import { courseOf, lastLayer, neededLag, normsOf, predictedCourse, verdictOf } from './gradients.js';
import { cellOf, colourOfCell } from './cellMark.js';
import { LinesChart } from './liveLineChart.js';

const SMALLEST = 1e-16;
const OF = [
  { value: 'one', label: 'This sequence', title: 'The gradient of the sequence that is shown below' },
  { value: 'mean', label: 'Mean of 15', title: 'On average over fifteen training sequences' },
];

/** @param {{app: App, lab: Lab}} props */
export function Lags({ app, lab }) {
  const seen = lab.seen.value;
  const { radius, mean } = lab.choices.value;
  const labels = seen.map(({ member }) => member.label);
  return html`<section class="lab-chart" aria-labelledby="lags-title">
    <div class="lab-chart-head">
      <h2 id="lags-title">Gradient ‖∂L/∂h‖ by the steps back from the loss</h2>
      <${Choice} name="gradient-of" label="Gradient of" title="Whose gradient is drawn" value=${mean ? 'mean' : 'one'} options=${OF}
        onChoose=${(/** @type {string} */ value) => lab.choose({ mean: value === 'mean' })} />
    </div>
    ${
      seen.length > 0 &&
      html`<${LinesChart}
      key=${`${seen.map(({ id }) => id)} ${mean}`}
      app=${app}
      label="The size of the gradient at every state, by the steps back from the loss, on a logarithmic scale"
      x="Steps back"
      y="‖∂L/∂h‖"
      smallest=${SMALLEST}
      looks=${(/** @type {Palette} */ palette) => looksOf(labels, palette)}
      read=${() => [lab.choices.value.radius, ...seen.map(({ look }) => look.value)]}
      lines=${(/** @type {[number, ...Look[]]} */ [chosen, ...looks]) => linesOf(labels, looks, chosen, mean)}
    />`
    }
    <div class="lab-radius">
      <${Slider}
        label="Spectral radius ρ at the start"
        title="The largest |eigenvalue| that the recurrent weights begin with; begins all runs anew"
        value=${radius}
        min=${RANGES.radius.low}
        max=${RANGES.radius.high}
        step=${0.05}
        text=${radius.toFixed(2)}
        onSlide=${(/** @type {number} */ value) => lab.choose({ radius: value })}
      />
      <p class="quiet">Every step back multiplies the RNN’s gradient by its recurrent weights and the slope of tanh, which is 1 at
        the most: below ρ = 1 it fades like ρ<sup>lag</sup> or faster, above 1 it can grow.</p>
    </div>
    <${Verdicts} lab=${lab} />
  </section>`;
}

/** @param {string[]} labels @param {Palette} palette */
function looksOf(labels, palette) {
  const colour = (/** @type {string} */ label) => colourOfCell(palette, cellOf(label));
  return [
    ...labels.map((label) => ({ label, stroke: colour(label), width: 2 })),
    ...(labels.includes('LSTM') ? [{ label: 'LSTM cell', stroke: colour('LSTM'), width: 1.5, dash: [6, 3] }] : []),
    ...(labels.includes('RNN') ? [{ label: 'RNN by ρ', stroke: colour('RNN'), width: 1.25, dash: [2, 3] }] : []),
  ];
}

/** @param {string[]} labels @param {Look[]} looks @param {number} radius @param {boolean} mean */
function linesOf(labels, looks, radius, mean) {
  const norms = looks.map(({ answer }) => {
    const layer = lastLayer(answer);
    return layer ? normsOf(layer, mean) : { states: [], cells: [] };
  });
  const line = (/** @type {{lags: number[], norms: number[]}} */ course) => ({ xs: course.lags, ys: course.norms });
  const of = (/** @type {string} */ label) => norms[labels.indexOf(label)];
  return [
    ...norms.map(({ states }) => line(courseOf(states))),
    ...(labels.includes('LSTM') ? [line(courseOf(of('LSTM').cells ?? []))] : []),
    ...(labels.includes('RNN') ? [line(predictedCourse(courseOf(of('RNN').states), radius))] : []),
  ];
}

/** @param {{lab: Lab}} props */
function Verdicts({ lab }) {
  const { mean } = lab.choices.value;
  return html`<ul class="lab-verdicts">
    ${lab.seen.value.map(({ task, member, look }) => {
      const { answer, fault } = look.value;
      const layer = lastLayer(answer);
      if (!answer || !layer) return html`<li key=${member.label}>${fault ? `${member.label}: ${fault}` : ''}</li>`;
      const { states, cells } = normsOf(layer, mean);
      const needed = neededLag(task, /** @type {number[][]} */ (answer.inputs));
      return html`<li key=${member.label} data-verdict=${member.label}>
        ${verdictOf(member.label, courseOf(states), cells && courseOf(cells), needed)}
      </li>`;
    })}
  </ul>`;
}
