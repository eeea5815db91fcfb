/**
 * Panels for a classic function: contour map with a start that can be dragged, chart of the heights, settings and
 * results.
 *
 * @import {App} from '../../../core/app.js'
 * @import {Shortcut} from '../../../core/shortcuts/shortcuts.js'
 * @import {Race} from '../race.js'
 * @import {SurfaceChoice} from './surfaceSettings.js'
 * @import {Catalog, CatalogSurface, SurfaceAnswer} from '../../../protocol/types.d.ts'
 */

import { html } from 'htm/preact';
import { Pause, Play } from 'lucide';
import { useLayoutEffect } from 'preact/hooks';

import { Button } from '../../../controls/button.js';
import { NumberField } from '../../../controls/numberField.js';
import { Select } from '../../../controls/select.js';
import { Slider } from '../../../controls/slider.js';
import { formatCount, formatFigure, formatFormula, formatSetting } from '../../../draw/format.js';
import { useSelector } from '../../../core/hooks.js';
import { MAX_STEPS, keptWithin, numbersOn, reached, surfaceOf } from './surfaceSettings.js';
import { LineMark } from '../../shared/lineMark.js';
import { HeightChart, Path } from './surfaceCharts.js';
import { SurfaceMap } from './surfaceMap.js';

const NAMES = /** @type {Record<string, string>} */ ({ kappa: 'Condition number κ', angle: 'Angle, degrees', c: 'C' });

/** @param {{app: App, race: Race}} props */
export function SurfacePanels({ app, race }) {
  const { surfaces } = race;
  const catalog = /** @type {Catalog} */ (useSelector(app.store, (state) => state.catalog));
  const theme = useSelector(app.store, ({ look }) => look.theme);
  const [choice, answer, heightMap, problem] = [
    surfaces.choice.value,
    surfaces.answer.value,
    surfaces.heightMap.value,
    surfaces.problem.value,
  ];
  useLayoutEffect(() => app.shortcuts.add('Descents', descentShortcuts(race)), []);
  if (!choice) return null;
  const surface = surfaceOf(catalog, choice.surface);
  const fits = answer && heightMap && answer.surface === choice.surface;
  return html`
    <section class="race-panel surface-panel" aria-labelledby="surface-title">
      <div class="race-head">
        <h2 id="surface-title">${surface.label}</h2>
        <span class="formula">${formatFormula(surface.formula)}</span>
      </div>
      <p class="race-text quiet">${surface.description} <cite>${surface.source}</cite></p>
      ${problem && html`<p class="race-refusal" role="alert">${problem}</p>`}
      ${!fits && html`<div class="contour-map waiting"></div>`}
      ${
        fits &&
        surface.dimensions === 2 &&
        html`<${SurfaceMap} ...${{ race, choice, surface, answer, heightMap, theme }} />`
      }
      ${fits && surface.dimensions === 1 && html`<${Path} ...${{ race, surface, answer, theme }} />`}
      <${StepControls} ...${{ race, choice }} />
    </section>
    <section class="race-panel surface-side" aria-label="Settings and results">
      <${Settings} ...${{ race, catalog, surface, choice }} />
      ${fits && html`<${HeightChart} ...${{ race, answer, theme }} />`}
      ${fits && html`<${ResultTable} ...${{ race, catalog, surface, answer, theme }} />`}
    </section>
  `;
}

/**
 * The keys of the transport play the descents, in place of the networks.
 *
 * @param {Race} race
 * @returns {Shortcut[]}
 */
const descentShortcuts = ({ surfaces }) => {
  const move = (/** @type {number} */ by) => {
    const most = surfaces.choice.peek()?.steps ?? 0;
    surfaces.show(Math.max(0, Math.min(most, surfaces.step.peek() + by)));
  };
  return [
    { keys: [' '], label: 'Play or pause the descent', act: () => surfaces.setPlaying(!surfaces.playing.peek()) },
    { keys: ['ArrowRight', 's'], label: 'Next step', act: () => move(1), repeats: true },
    { keys: ['ArrowLeft'], label: 'Previous step', act: () => move(-1), repeats: true },
  ];
};

/** @param {{race: Race, choice: SurfaceChoice}} props */
function StepControls({ race: { surfaces }, choice }) {
  const [at, playing] = [Math.min(surfaces.step.value, choice.steps), surfaces.playing.value];
  return html`<div class="surface-steps">
    <${Button} kind="primary" icon=${playing ? Pause : Play} title=${playing ? 'Pause' : 'Play the descent'}
      onPress=${() => surfaces.setPlaying(!playing)} />
    <${Slider} label="Step shown" title="Last step of the paths" min=${0} max=${choice.steps} step=${1} value=${at}
      text=${`${formatCount(at)} of ${formatCount(choice.steps)}`}
      onSlide=${(/** @type {number} */ step) => surfaces.show(step)} />
  </div>`;
}

/** @param {{race: Race, catalog: Catalog, surface: CatalogSurface, choice: SurfaceChoice}} props */
function Settings({ race: { surfaces }, catalog, surface, choice }) {
  const setNumber = (/** @type {string} */ name, /** @type {number} */ value) =>
    surfaces.change({ numbers: { ...choice.numbers, [name]: value } });
  const spans = surface.window.map(([low, high]) => high - low);
  const axes = surface.dimensions === 1 ? ['x'] : ['x', 'y'];
  return html`<div class="surface-settings">
    <${Select} label="Function" title="Function to minimize" value=${choice.surface}
      options=${catalog.surfaces.map(({ name, label, formula }) => ({ value: name, label, title: formula }))}
      onChoose=${(/** @type {string} */ name) => surfaces.setSurface(name)} />
    ${surface.hyperparameters.map(({ name, low, high }) => {
      const value = choice.numbers[name];
      const isLogarithmic = low > 0 && high / low > 100;
      const [from, to] = isLogarithmic
        ? [Math.log10, (/** @type {number} */ x) => Number((10 ** x).toPrecision(2))]
        : [Number, Number];
      return html`<${Slider} key=${name} label=${NAMES[name] ?? name} title=${`From ${low} to ${formatCount(high)}`}
        min=${from(low)} max=${from(high)}
        step=${isLogarithmic ? 0.01 : (high - low) / 1000} value=${from(value)} text=${formatSetting(value)}
        onSlide=${(/** @type {number} */ next) => setNumber(name, Math.min(high, Math.max(low, to(next))))} />`;
    })}
    <div class="surface-numbers">
      ${axes.map(
        (axis, index) => html`<${NumberField} key=${axis} label=${`Start ${axis}`}
        title="Start of all racers; can also be dragged on the map"
          value=${choice.start[index]} text=${formatSetting(choice.start[index])} step=${spans[index] / 100}
          low=${surface.window[index][0]} high=${surface.window[index][1]}
          onCommit=${(/** @type {number} */ value) => {
            const start = /** @type {[number, number]} */ (
              choice.start.map((old, each) => (each === index ? value : old))
            );
            surfaces.change({ start: keptWithin(surface, start) });
          }} />`,
      )}
      <${NumberField} label="Steps" title="Steps of each racer" value=${choice.steps} text=${String(choice.steps)}
        step=${100} low=${1} high=${MAX_STEPS}
        onCommit=${(/** @type {number} */ steps) => surfaces.change({ steps: Math.round(steps) })} />
    </div>
  </div>`;
}

/**
 * Table of the racers' results at the step shown.
 *
 * @param {{race: Race, catalog: Catalog, surface: CatalogSurface, answer: SurfaceAnswer, theme: 'light' | 'dark'}}
 *   props
 */
function ResultTable({ race, catalog, surface, answer, theme }) {
  const at = race.surfaces.step.value;
  const racers = race.racers.value;
  return html`<table class="results">
    <thead><tr><th scope="col">Racer</th><th scope="col">Learning rate used</th>
      <th scope="col">f − min</th></tr></thead>
    <tbody>
      ${answer.descents.map((descent, index) => {
        const racer = racers[index];
        if (!racer || racer.optimizer !== descent.optimizer) return null;
        const last = reached(descent, at) - 1;
        const height = descent.values[last] - answer.lowest;
        const hasDiverged = descent.diverged !== null && descent.diverged <= at;
        return html`<tr key=${index} class=${hasDiverged ? 'diverged' : ''}>
          <th scope="row"><span class="results-name"><${LineMark} ...${{ index, theme }} /><span class="racer-name">
          ${race.labels.value[index]}</span></span></th>
          <td>${formatSetting(numbersOn(racer, surface, catalog).learning_rate)}</td>
          <td data-figure="gap">
          ${hasDiverged ? `diverged at ${formatCount(descent.diverged ?? 0)}` : formatFigure(height)}</td>
        </tr>`;
      })}
    </tbody>
  </table>
  <p class="quiet">Each optimizer has a default rate for this function. Doubling the rate of a racer doubles the rate
    used.</p>`;
}
